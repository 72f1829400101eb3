/**
 * What upholds each invariant, and how it is broken on purpose: one place of the code, put otherwise. The simulation has to
 * see each of them (main.ts). A place that is no longer there is told by a test: the list then says nothing about it.
 */
export interface Break {
  /** As in the design; 0 = a promise beside them. */
  readonly invariant: number;
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const BREAKS: readonly Break[] = [
  {
    invariant: 1,
    what: 'a lease somebody has is taken all the same',
    file: 'src/app/reconcile/lease.ts',
    from: 'if (free !== null && free > tx.now) {',
    to: 'if (free !== null && free < tx.now) {',
  },
  {
    invariant: 1,
    what: 'a lease is not renewed before a call that outlasts it',
    file: 'src/app/reconcile/lease.ts',
    from: 'if (lease.validUntil - world.monotonic() > callMilliseconds) return true;',
    to: 'if (callMilliseconds > 0) return true;',
  },
  {
    invariant: 2,
    what: 'a grant that has ended still counts',
    file: 'src/core/grant/model.ts',
    from: 'startOf(grant) <= now && (grant.end === null || now < grant.end);',
    to: 'startOf(grant) <= now;',
  },
  {
    invariant: 3,
    what: 'what no grant covers is removed, whether or not one has ended',
    file: 'src/core/reconcile/plan.ts',
    from: 'if (!leaver && lost.length === 0) {',
    to: 'if (!leaver && lost.length < 0) {',
  },
  {
    invariant: 4,
    what: 'a membership another hand took is put back',
    file: 'src/core/reconcile/plan.ts',
    from: "else if (unverified.length === 0) obstacles.push({ type: 'gone-after-verified', for: forCase, group });",
    to: '',
  },
  {
    invariant: 5,
    what: 'the sweep of the tracker sends nothing',
    file: 'src/app/clock/alarms.ts',
    from: "    await world.engine.send({ lane: 'look', issue: id });\n    found += 1;",
    to: '    found += id.length;',
  },
  {
    invariant: 5,
    what: 'what is about whoever is hired again, read before that form, stays refused',
    file: 'src/app/look/formsOfNobody.ts',
    from: 'if (begun.length === 0 || ledger.engagements.some(runs)) return;',
    to: 'if (begun.length >= 0) return;',
  },
  {
    invariant: 5,
    what: 'a search that answers with less than there is, is believed',
    file: 'src/app/clock/alarms.ts',
    from: 'epochOf(now) - epochOf(twice.at) >= DAY;',
    to: 'epochOf(now) < epochOf(twice.at);',
  },
  {
    invariant: 5,
    what: 'a last day that is taken off the form stays',
    file: 'src/core/person/onboarding.ts',
    from: 'own.end : times.end,',
    to: 'own.end : (times.end ?? own?.end ?? null),',
  },
  {
    invariant: 6,
    what: 'an event of a commit is left out',
    file: 'src/app/commit.ts',
    from: 'void tx.append(state.id, events);',
    to: 'void tx.append(state.id, events.length > 3 ? events.slice(1) : events);',
  },
  {
    invariant: 7,
    what: 'what is wanted is claimed, instead of what was read',
    file: 'src/core/reconcile/conclude.ts',
    from: 'for (const { group } of seen.groups) {\n    const grants',
    to: 'for (const group of wanted.groups.keys()) {\n    const grants',
  },
  {
    invariant: 8,
    what: 'an account in trouble counts as done',
    file: 'src/app/reconcile/record.ts',
    from: '{ applied: false, retryAt: again, attempts, answeredGone }',
    to: '{ applied: true, retryAt: null, attempts, answeredGone }',
  },
  {
    invariant: 9,
    what: 'anybody may file',
    file: 'src/core/person/authority.ts',
    from: 'return settings.mayFile.some((filer) =>',
    to: 'return settings.mayFile.length > 0 || settings.mayFile.some((filer) =>',
  },
  {
    invariant: 9,
    what: 'whoever asked may decide',
    file: 'src/core/request/questions.ts',
    from: 'new Set([...mailsOf(ledger), ...requester, ...theirDelegates].map((name) => name.toLowerCase()));',
    to: 'new Set([...mailsOf(ledger), ...requester, ...theirDelegates].filter((name) => name === ""));',
  },
  {
    invariant: 10,
    what: 'an answer counts for what is asked now, whatever was shown',
    file: 'src/core/request/decision.ts',
    from: 'if (said.shown !== null && said.shown !== found.shown)',
    to: 'if (said.shown === said.channel)',
  },
  {
    invariant: 11,
    what: 'a change of many people is never held',
    file: 'src/app/policy/changeSets.ts',
    from: 'const because = brakeReasons([...beside, ...items], present, next.policy.settings.brake, nameOf, earlier);',
    to: 'const because = brakeReasons([], present, next.policy.settings.brake, nameOf, earlier);',
  },
  {
    invariant: 11,
    what: 'what is counted anew stands alone',
    file: 'src/app/policy/changeSets.ts',
    from: 'brakeReasons([...beside, ...items], present, next.policy.settings.brake, nameOf, earlier)',
    to: 'brakeReasons(items, present, next.policy.settings.brake, nameOf, earlier)',
  },
  {
    invariant: 11,
    what: 'changes of one hour stand each alone',
    file: 'src/app/policy/changeSets.ts',
    from: 'const earlier = await changedLately(world, now);',
    to: 'const earlier = (await changedLately(world, now)).slice(0, 0);',
  },
  {
    invariant: 10,
    what: 'groups added to a role wait for nobody',
    file: 'src/app/policy/widening.ts',
    from: "state: 'held',",
    to: "state: 'applying',",
  },
  {
    invariant: 10,
    what: 'anybody may give what was added to a role',
    file: 'src/app/policy/widening.ts',
    from: "return (await isListed(world, free.length > 0 ? free : confirm, by)) ? null : 'not-the-owner';",
    to: 'return free.length >= 0 ? null : null;',
  },
  {
    invariant: 12,
    what: 'protected groups are taken from a leaver',
    file: 'src/core/reconcile/plan.ts',
    from: "if (rules.protectedGroups.has(group)) {\n      obstacles.push({ type: 'protected-group', for: forCase, group, wanted: 'absent' });\n    } else if",
    to: 'if',
  },
  {
    invariant: 12,
    what: 'an administrator is written like anybody',
    file: 'src/app/reconcile/observe.ts',
    from: '      isAdmin ||\n',
    to: '',
  },
  {
    invariant: 13,
    what: 'a comment is written without looking for it',
    file: 'src/app/evidence/evidence.ts',
    from: 'document, work.last, work.isFirst, before);',
    to: 'document, work.last, true, before);',
  },
  {
    invariant: 14,
    what: 'the last event is left out of the pieces',
    file: 'src/app/evidence/evidence.ts',
    from: 'signablePieces(id, await world.store.read.rawStream(id), world.sign);',
    to: 'signablePieces(id, (await world.store.read.rawStream(id)).slice(0, -1), world.sign);',
  },
  {
    invariant: 0,
    what: 'a clock that was set is told to nobody',
    file: 'src/core/shared/clockStep.ts',
    from: '5 * 60_000',
    to: '5 * 86_400_000',
  },
  {
    invariant: 0,
    what: 'what ends by a clock in doubt is carried out',
    file: 'src/app/reconcile/byClock.ts',
    from: '  if (since === null) return held;',
    to: '  if (held.size >= 0) return held;',
  },
  {
    invariant: 0,
    what: 'a clock that is put back lets somebody in who had left',
    file: 'src/app/reconcile/byClock.ts',
    from: '  return last;',
    to: '  return last < now ? last : now;',
  },
  {
    invariant: 9,
    what: 'whoever has answered may answer again',
    file: 'src/core/request/decision.ts',
    from: 'if (found.decisions.some((made) => everyName.includes(made.personal.by) || seatOfDecision(made) === seatOf(asked))) {',
    to: "if (found.decisions.some((made) => made.personal.by === '')) {",
  },
  {
    invariant: 9,
    what: 'one answer counts for two',
    file: 'src/core/request/decision.ts',
    from: 'return accept([made, ...progress(after, setting)]);',
    to: 'return accept([made, made, ...progress(after, setting)]);',
  },
  {
    invariant: 10,
    what: 'shorter is approved as long as was asked',
    file: 'src/app/desk/act.ts',
    from: "? { verdict: 'approve', duration, reason: null } : null;",
    to: "? { verdict: 'approve', duration: null, reason: null } : null;",
  },
  {
    invariant: 0,
    what: 'what one setting holds in shadow is carried out',
    file: 'src/core/policy/modes.ts',
    from: "if (stated.includes('shadow')) return 'shadow';",
    to: "if (stated.length < 0) return 'shadow';",
  },
  {
    invariant: 0,
    what: 'a due review is not looked at',
    file: 'src/app/adoption/reviews.ts',
    from: 'return (await commit(world, force, { on, open, left })) ? ',
    to: 'return left.length < 0 ? ',
  },
];
