/**
 * When the accounts inside applications are to be looked at: a joiner's and a mover's when the groups of their case have
 * been read back and the sign-in is open, a leaver's when everything was taken. The looking itself is app/apps.ts.
 */
import {
  appEvents,
  type CaseApps,
  type CaseState,
  evolveCaseAll,
  isWaitedFor,
  takenOf,
} from '../../core/evidence/index.ts';
import type { RecordedApp, TenureEvent } from '../../core/evidence/model.ts';
import { giverOf, isLive } from '../../core/grant/model.ts';
import type { Application } from '../../core/policy/model.ts';
import type { ConcludeInput } from '../../core/reconcile/index.ts';
import type { SeenApp } from '../../core/reconcile/model.ts';
import type { CaseId, GroupId } from '../../core/shared/ids.ts';
import { type Instant, plus } from '../../core/shared/instant.ts';
import type { World } from '../world.ts';
import type { Run } from './run.ts';

/**
 * Of the cases that gave what this person holds here now, those that have something to say of it: the day-one check begins, or
 * something asked for on them goes on. Each answers for the applications behind it, whichever was filed since; somebody with a
 * hundred of them has a hundred, and most say nothing at a reading. As committed, without a lock: what comes to one of them
 * from here on brings a reading of its own.
 */
export async function casesToCheck({ folded }: World, run: Run, input: ConcludeInput): Promise<readonly CaseId[]> {
  const { because } = run.wanted;
  const others = [...giversOf(run, input)].filter((id) => id !== because).map((id) => ({ id }));
  const found = await folded.of(run.lease.account.person, others);
  const speaking = found.filter(
    ({ state }) =>
      state.request.lines.some(({ ended }) => ended === null) || dayOneEvents(run, input, state).length > 0,
  );
  return [because, ...speaking.map(({ row }) => row.id)];
}

function giversOf(run: Run, { ledger, seen }: ConcludeInput): ReadonlySet<CaseId> {
  const held = new Set(seen.groups.map(({ group }) => group));
  const given = ledger.grants.filter((one) => isLive(one, run.now) && one.groups.some((group) => held.has(group)));
  return new Set([run.wanted.because, ...given.map(giverOf)]);
}

/**
 * The day-one check begins, or begins anew when the case has given more groups or the sign-in was closed meanwhile. What
 * was proved before is not asked again because somebody else's case has opened the sign-in.
 */
export function dayOneEvents(run: Run, { ledger, seen, at }: ConcludeInput, state: CaseState): TenureEvent[] {
  const { account } = run.lease;
  const { appCheck } = run.force.policy.settings;
  if (!appCheck.enabled || (state.kind !== 'onboarding' && state.kind !== 'change')) return [];
  if (run.wanted.state !== 'active' || !isOpen(seen.account?.state)) return [];
  if (state.proved && state.id !== run.wanted.because && !isUnfinished(state.apps[account.id])) return [];
  const given = new Set(
    ledger.grants.filter((one) => giverOf(one) === state.id && isLive(one, run.now)).flatMap(({ groups }) => groups),
  );
  const groups = seen.groups.flatMap(({ group }) => (given.has(group) ? [group] : []));
  const known = state.apps[account.id];
  const isNew = groups.some((group) => known?.groups.includes(group) !== true) || !isOpen(account.verified);
  return groups.length > 0 && isNew ? [begun(run, state, groups, at)] : [];
}

/** Its look ended when the sign-in was stopped: nothing of what it waited for is known. */
const isUnfinished = (check: CaseApps | undefined) =>
  check !== undefined && (check.read === null || check.read.some(isWaitedFor));

const isOpen = (state: string | null | undefined) => state === 'active' || state === 'awaiting-user';

function begun(run: Run, state: CaseState, groups: readonly GroupId[], at: Instant) {
  const { account, force } = { account: run.lease.account.id, force: run.force };
  const { within, holdsCase } = force.policy.settings.appCheck;
  return {
    type: 'AppCheckBegun',
    check: `${account}-${state.lastSeq + 1}`,
    account,
    leaving: run.wanted.state === 'deactivated',
    groups,
    until: plus(at, within),
    holdsCase,
    at,
  } as const;
}

/** The receipt names a leaver's applications before the first of them is taken, each with its tail. */
export function recordedApps(apps: readonly SeenApp[], applications: readonly Application[]): readonly RecordedApp[] {
  return apps.map(({ app, name, direct, closes }) => ({
    app,
    name,
    direct,
    closes,
    tail: tailOf(app, name, applications),
  }));
}

/** The catalogue knows an application by the name of its target, or by its own. */
function tailOf(app: string, name: string, applications: readonly Application[]) {
  const same = (text: string) => text === app || text.toLowerCase() === name.toLowerCase();
  const byTarget = applications.find(({ targets }) => targets.some((one) => one.kind === 'scim-app' && same(one.app)));
  return (byTarget ?? applications.find((one) => same(one.name)))?.tail ?? null;
}

/** The closing read shows which applications are gone already; what is not is looked at again. */
export function leaverAppEvents(run: Run, { seen, at }: ConcludeInput, state: CaseState): TenureEvent[] {
  if (!run.force.policy.settings.appCheck.enabled) return [];
  const before = state.appsBefore[run.lease.account.id] ?? [];
  const found = seen.account === null ? [] : seen.apps;
  if (found === undefined || (before.length === 0 && found.length === 0)) return [];
  const first = begun(run, state, [], at);
  const after = evolveCaseAll(state, [first], at);
  const check: CaseApps | undefined = after.apps[run.lease.account.id];
  return check === undefined ? [] : [first, ...appEvents(after, check, takenOf(before, [], found), at)];
}
