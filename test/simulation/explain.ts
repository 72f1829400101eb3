/** Looks for what cannot be explained: by the ledger, by a decision, or by what another hand did. */
import type { CaseState } from '../../src/core/evidence/index.ts';
import type { PersonLedger } from '../../src/core/grant/index.ts';
import type { GroupId } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { away, justified, lostItsCover, standing } from './oracle.ts';
import type { Provider } from './provider.ts';
import type { Run, Simulation } from './simulation.ts';
import { ALUMNI, UNMANAGED, WRITABLE } from './world.ts';

const BY_OTHERS = new Set(['gone-after-verified', 'lowered-by-other-hand', 'raised-by-other-hand']);

/**
 * What people were asked about; `null` = the sign-in. Also what a look has taken that was cut off, if it is to be there
 * again before the next one: that looks like another hand's doing, and nothing is guessed.
 */
export function askedAbout({ cases }: Simulation): ReadonlySet<GroupId | null> {
  const exceptions = [...cases.values()].flatMap((one) => one.exceptions);
  return new Set(exceptions.flatMap(({ kind, group }) => (BY_OTHERS.has(kind) ? [group] : [])));
}

/** Everything that was said up to a run, in order. */
const eventsUpTo = ({ runs }: Simulation, last: Run) =>
  runs.filter(({ run }) => run <= last.run).flatMap(({ events }) => events.map(({ event }) => event));

function provedAbsentAt(simulation: Simulation, group: GroupId, last: Run): Instant | null {
  const found = eventsUpTo(simulation, last).findLast(
    (event) => event.type === 'RemovalVerified' && event.group === group,
  );
  return found?.type === 'RemovalVerified' ? found.at : null;
}

/** Present, ours to take, and nothing justifies it any more. */
export function leftWithoutReason(simulation: Simulation, last: Run): readonly GroupId[] {
  const should = justified(last.ledger, last.now);
  const left = standing(last.ledger, last.now) === 'left';
  return [...simulation.provider.groups].filter((group) => {
    if (should.has(group)) return false;
    if (left) return group !== ALUMNI && (WRITABLE.has(group) || group === UNMANAGED);
    return WRITABLE.has(group) && lostItsCover(last.ledger, group, provedAbsentAt(simulation, group, last), last.now);
  });
}

/** Justified, ours to give, and absent although no hand but ours took it. */
export function absentWithoutReason(simulation: Simulation, last: Run): readonly GroupId[] {
  // What begins while they are away waits for the return.
  if (away(last.ledger, last.now)) return [];
  const { log, groups } = simulation.provider;
  return [...justified(last.ledger, last.now)].filter((group) => {
    if (!WRITABLE.has(group) || groups.has(group) || askedAbout(simulation).has(group)) return false;
    return log.findLast((entry) => entry.op === 'remove' && entry.group === group)?.hand !== 'other';
  });
}

/** Writes and events as they followed each other. */
function timeline({ provider, said }: Simulation) {
  return [
    ...provider.log.map((write) => ({ ...write, event: null, stopped: false })),
    ...said.map((one) => ({ ...one, op: null })),
  ].sort((a, b) => a.place - b.place);
}

/** Adds of ours under grants that were all verified before, with no decision and no proved removal in between. */
export function putBackWithoutDecision(simulation: Simulation): readonly string[] {
  const found: string[] = [];
  const verifiedUnder = new Map<GroupId, readonly string[]>();
  for (const one of timeline(simulation)) {
    if (one.op === 'add' && one.hand === 'tenure' && one.group !== null) {
      const { group, run } = one;
      const verified = verifiedUnder.get(group) ?? [];
      const began = simulation.runs.find((other) => other.run === run);
      const live = began?.ledger.grants.filter(
        ({ groups, start, end }) =>
          groups.includes(group) && start.at <= began.now && (end === null || end > began.now),
      );
      if (live?.every(({ id }) => verified.includes(id))) found.push(`${group} in run ${run}`);
    }
    if (one.event?.type === 'MembershipVerified') {
      const { group, under } = one.event;
      verifiedUnder.set(group, [...(verifiedUnder.get(group) ?? []), ...under]);
    }
    if (one.event?.type === 'RemovalVerified') verifiedUnder.delete(one.event.group);
    if (one.event?.type === 'VerificationSetAside' && one.event.group !== null) verifiedUnder.delete(one.event.group);
  }
  return found;
}

/** Sign-ins of ours that another hand had stopped, unless the work here had ended since or a person decided. */
export function raisedWithoutDecision(simulation: Simulation): readonly string[] {
  const found: string[] = [];
  let barred = false;
  let decided = false;
  let ours = false;
  for (const one of timeline(simulation)) {
    if (one.op !== null) {
      const raises = one.op === 'activate' || one.op === 'unsuspend';
      const lowers = one.op === 'suspend' || one.op === 'deactivate';
      if (raises && one.hand === 'tenure' && barred && !decided) found.push(`${one.op} in run ${one.run}`);
      if (raises) barred = false;
      if (lowers && one.hand === 'other')
        barred = !ours && (barred || one.was === 'active' || one.was === 'awaiting-user');
      // What we had stopped and another hand opened and stopped again is as we left it.
      if ((raises || lowers) && one.hand === 'tenure') ours = lowers && !barred;
    }
    if (one.event?.type === 'VerificationSetAside' && one.event.group === null) {
      barred = false;
      decided = true;
    }
    // A decision holds until it has been carried out and read back.
    if (one.event?.type === 'AccountVerified') decided = false;
    if (one.event?.type === 'AccountVerified' && !isLow(one.event.state)) ours = false;
  }
  return found;
}

/** Sign-ins stopped again that another hand had opened after we had read them back as stopped. */
export function loweredWithoutDecision(simulation: Simulation): readonly string[] {
  const found: string[] = [];
  let proved: Instant | null = null;
  let raised = false;
  for (const one of timeline(simulation)) {
    if (one.op !== null) {
      const opens = one.op === 'activate' || one.op === 'unsuspend';
      const lowers = one.op === 'suspend' || one.op === 'deactivate';
      const run = simulation.runs.find((other) => other.run === one.run);
      const since = proved;
      // Work here since then may open the sign-in, and its end is a cause to stop it.
      const worked = run?.ledger.engagements.some(
        ({ activeFrom, end }) => activeFrom <= run.now && (end === null || since === null || end > since),
      );
      if (lowers && one.hand === 'tenure' && raised && worked === false) found.push(`${one.op} in run ${one.run}`);
      if (opens) raised = one.hand === 'other' && proved !== null;
    }
    const event = one.event;
    if (event?.type === 'AccountVerified') proved = one.stopped && event.state === 'deactivated' ? event.at : null;
    if (event?.type === 'VerificationSetAside' && event.group === null) raised = false;
  }
  return found;
}

/** What a settled case says about the outside that the outside does not show. */
export function unproved(state: CaseState, ledger: PersonLedger, provider: Provider, now: Instant): readonly string[] {
  const found: string[] = [];
  const should = justified(ledger, now);
  const left = standing(ledger, now) === 'left';
  for (const grant of ledger.grants) {
    const begun = grant.start.at <= now && (grant.end === null || grant.start.at < grant.end);
    const over = left || (grant.end !== null && grant.end <= now);
    const answers = over ? (grant.endedBy ?? grant.givenBy) : grant.givenBy;
    if (!begun || answers !== state.id) continue;
    for (const group of grant.groups.filter((one) => WRITABLE.has(one) && !(left && one === ALUMNI))) {
      const later = ledger.grants.some(
        (one) => one.groups.includes(group) && one.start.at <= now && (one.end ?? '~') > (grant.end ?? '~'),
      );
      // Kept by who has left, and taken when they are back: no case waits for that.
      if (over && (later || group === ALUMNI)) continue;
      const has = provider.groups.has(group);
      if (over ? has && !should.has(group) : should.has(group) !== has)
        found.push(`${state.id}: ${group} is ${has ? 'there' : 'missing'}`);
    }
  }
  const own = ledger.engagements.some(
    ({ openedBy, changedBy, leaves = [], activeFrom, end }) =>
      (openedBy === state.id || changedBy === state.id || leaves.some((one) => one.case === state.id)) &&
      !away(ledger, now) &&
      activeFrom <= now &&
      (end === null || end > now),
  );
  if (own && !provider.open && state.kind !== 'offboarding') {
    found.push(`${state.id}: nobody can sign in`);
  }
  const lastEnd = ledger.engagements
    .flatMap(({ end }) => end ?? [])
    .sort()
    .at(-1);
  const endedIt = ledger.engagements.some(({ end, endedBy }) => end === lastEnd && endedBy === state.id);
  if (left && endedIt && state.kind === 'offboarding' && provider.open) found.push(`${state.id}: the sign-in is open`);
  return found;
}

const isLow = (state: string) => state === 'suspended' || state === 'deactivated';
