/**
 * Results become events on the cases that caused them (tellings.ts): what was read, what was in the way, what waits for
 * whom, and when the account is looked at again.
 */
import { overtakenEvents } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { closingTasks, leftToPeople, overByHand } from '../../core/person/index.ts';
import { type ConcludeInput, conclude, isLow } from '../../core/reconcile/index.ts';
import type { Change } from '../../core/reconcile/model.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { type CaseId, type GroupId, withinConnection } from '../../core/shared/ids.ts';
import type { JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import { followsWithin } from '../roles/members.ts';
import { isStopped } from '../stop.ts';
import { later, type World } from '../world.ts';
import { activationEvents, addressSince } from './activation.ts';
import { againAt } from './again.ts';
import { casesToCheck, dayOneEvents } from './applications.ts';
import { awaiting } from './awaited.ts';
import { clashEvents } from './clash.ts';
import { closing, endedHere } from './closing.ts';
import { awaitedAgain, awaitedEvents, deliveredEvents, disagreementEvents } from './delivered.ts';
import { coveredSince, enrolmentEvents } from './enrolment.ts';
import { waitsForAccount } from './findAccount.ts';
import { heldAgain } from './held.ts';
import { holdsBegun } from './holds.ts';
import type { Release } from './lease.ts';
import { leaveNotices } from './leaveNotice.ts';
import { leftPlaces } from './leftPlaces.ts';
import { leftSince } from './leftSince.ts';
import { loginArrived, loginEvents } from './loginChange.ts';
import { searchAfter } from './lostCreate.ts';
import { boundsOf, withActors } from './observe.ts';
import { othersToAsk } from './otherCases.ts';
import { gotThrough } from './overdue.ts';
import { unfitEvents } from './profile.ts';
import { revivedEvents, revivedOver, stoppedWith } from './revived.ts';
import type { Run, RunResult } from './run.ts';
import { commitTellings, type Telling, type Tellings } from './tellings.ts';
import {
  brakedEvents,
  leftAt,
  obstacleEvents,
  overcomeEvents,
  overcomeIn,
  refusalEvents,
  stuckEvents,
  unreadEvents,
} from './trouble.ts';
import { stillUnreadable, unlessClosed } from './unreadable.ts';

const LONGEST_BACK_OFF = 5 * 60_000;
/** A leaver's attempts that fail before a person is told. */
const LEAVER_PATIENCE = 3;

export async function recordResult(world: World, run: Run, read: RunResult): Promise<void> {
  const { lease, applied, wanted } = run;
  const result = await unlessClosed(world, run, await unlessStopped(world, run, read));
  const isSeen = result.seen.unseen !== true;
  const tellings: Tellings = new Map();
  const tell = (on: CaseId, telling: Telling) => void tellings.set(on, [...(tellings.get(on) ?? []), telling]);
  const [input, open] = await Promise.all([
    concludeInput(world, run, result),
    world.store.read.exceptions({ open: true, account: lease.account.id }),
  ]);

  tell(wanted.because, (state) => deliveredEvents(run, state, result.at));
  for (const [on, events] of conclude(input)) {
    tell(on, (_, ledger) => stoppedAhead(run, events, ledger));
    for (const { giver, begins } of holdsBegun(lease.ledger, events)) tell(giver, (_, ledger) => begins(ledger));
  }
  const search = await searchAfter(world, run, result);
  if (search !== null) tell(wanted.because, () => search.events);
  const carriedOut = result.heldUntil === null && search === null;
  if (result.plan.leaver && carriedOut) tell(wanted.because, await closing(world, run, input));
  for (const on of endedHere(input))
    tell(on, (state, ledger) => overtakenEvents(state, ledger, lease.account, result.at));
  if (result.plan.leaver) {
    const left = await leftPlaces(world, run.force, lease.ledger, result.at);
    tell(wanted.because, (state, ledger) => leftToPeople(state, ledger, result.at, left));
  }
  for (const over of overByHand(lease.ledger, result.at)) tell(over.givenBy, (state) => closingTasks(state, [over]));
  const waiting = awaiting(input, result.plan, followsWithin(run.force.policy.settings, lease.account.connection));
  const obstacles = [...result.plan.obstacles, ...waiting.overdue];
  for (const obstacle of obstacles) tell(obstacle.for, ifNewest(obstacleEvents(lease.account.id, obstacle)));
  // One question a case, however much of it waits.
  for (const [on, held] of new Map(result.braked.map((one) => [one.change.for, one]))) {
    tell(on, brakedEvents(lease.account.id, held));
  }
  for (const { change, fault } of applied.refused) tell(change.for, refusalEvents(lease.account.id, change, fault));
  if (applied.clash !== null) {
    const clash = applied.clash;
    tell(
      wanted.because,
      ifNewest((state, ledger) => clashEvents(run, clash, state, ledger)),
    );
  }
  tell(wanted.because, shadowEvents(run, result));
  tell(wanted.because, (state, ledger) => activationEvents(run, input, state, ledger));
  tell(wanted.because, (state) => enrolmentEvents(run, input, state));
  tell(wanted.because, (state, ledger) => loginEvents(run, input, state, ledger));
  tell(wanted.because, (state) => [...stoppedWith(input, state), ...revivedEvents(input, state)]);
  tell(wanted.because, (state, ledger) => leaveNotices(run, input, state, ledger));
  for (const on of result.heldUntil === null ? await casesToCheck(world, run, input) : []) {
    tell(on, (state) => dayOneEvents(run, input, state));
  }
  tell(wanted.because, (state) => disagreementEvents(run, input, state));
  tell(wanted.because, (state) => unfitEvents(run, result, state));
  const awaited = awaitedAgain(run, result);
  if (awaited !== null) tell(wanted.because, (state) => awaitedEvents(run, result, state));
  const unread = unreadApps(run, result);
  if (unread?.isTold) tell(wanted.because, unreadEvents(lease.account.id, unread.fault));
  const through = carriedOut && isSeen ? gotThrough(open, unread !== null, result.at) : [];
  const over = [
    ...[...loginArrived(input, open), ...revivedOver(input, open)],
    ...[...coveredSince(run, input, open), ...leftSince(run, input, open)],
  ];
  const addressed = await addressSince(world, run, input, open);
  for (const [on, telling] of [...through, ...(isSeen ? over : []), ...addressed]) tell(on, telling);
  if (applied.activationLink !== null)
    world.links.set(lease.account.id, { link: applied.activationLink, at: result.at });

  const absent = await waitsForAccount(world, run, result.at);
  if (absent?.telling != null) tell(wanted.because, absent.telling);
  const unreadable = await stillUnreadable(world, lease.account.id, result, waiting.again);
  const again = search?.again ?? unread?.again ?? absent?.again ?? awaited ?? againAt(run, result, unreadable);
  const attempts = unread?.attempts ?? 0;
  const isSettled = again === null && !applied.overtaken;
  const answeredGone = isSettled ? [] : applied.answeredGone;
  const release: Release = { applied: isSettled, retryAt: again, attempts, answeredGone };
  const still = [...obstacles, ...applied.refused.map(({ change }) => change)];
  const cases = release.applied && isSeen ? new Set([wanted.because, ...tellings.keys(), ...overcomeIn(open)]) : [];
  for (const on of cases) tell(on, overcomeEvents(still, open, result.at));
  const others = await othersToAsk(world, run, [...tellings.keys()].at(-1) ?? null);
  await commitTellings(world, run, { tellings, release, others });
}

/** What may pass later: results so far are kept, the lease is given back, and the account is looked at again. */
export async function recordTrouble(world: World, run: Run, trouble: unknown): Promise<JobResult> {
  if (!(trouble instanceof Fault)) throw trouble;
  const { lease, wanted, applied } = run;
  // A limit, ours or theirs, is no failure: it says itself when the turn comes.
  const attempts = lease.attempts + (trouble.retryAt === null ? 1 : 0);
  const again = trouble.retryAt ?? later(await world.store.read.now(), backOff(attempts));
  world.log.warn(
    { account: lease.account.id, case: wanted.because, fault: trouble.message, attempts },
    'reconcile is tried again',
  );
  const leaver = wanted.state === 'deactivated';
  const tellings: Tellings = new Map();
  const tell = (telling: Telling) => tellings.set(wanted.because, [...(tellings.get(wanted.because) ?? []), telling]);
  if (applied.loweringNoted && applied.lowered === 'there-already') {
    const at = await world.store.read.now();
    tell(() => [{ type: 'LoweringWithdrawn', account: lease.account.id, at }]);
  }
  // A right that is missing does not come by trying: nobody must wait for it while somebody who left may sign in.
  const patience = !leaver ? 6 : trouble.kind === 'transient' ? LEAVER_PATIENCE : 1;
  const left = leaver ? leftAt(lease.ledger, run.now) : null;
  if (attempts >= patience) tell(stuckEvents(lease.account.id, trouble, attempts, left));
  const { answeredGone } = applied;
  const release: Release = { applied: false, retryAt: again, attempts, answeredGone };
  return (await commitTellings(world, run, { tellings, release, others: null })) ? undefined : { again };
}

/** All else of a leaver is done, and the receipt stays open: a right that is missing is told at once, trouble if it lasts. */
function unreadApps({ lease }: Run, { seen, at }: RunResult) {
  const fault = seen.appsUnread;
  if (fault === null) return null;
  const attempts = lease.attempts + (fault.retryAt === null ? 1 : 0);
  const again = fault.retryAt ?? later(at, backOff(attempts));
  return { fault, attempts, again, isTold: fault.kind !== 'transient' || attempts >= LEAVER_PATIENCE };
}

const backOff = (attempts: number) => Math.min(1_000 * 2 ** Math.min(attempts, 10), LONGEST_BACK_OFF);

async function concludeInput(world: World, run: Run, result: RunResult): Promise<ConcludeInput> {
  const { lease, force, applied } = run;
  const ledger = await ledgerWithInventory(world, run, result);
  return {
    now: run.now,
    at: result.at,
    ledger,
    account: { ...lease.account, loweringIntended: lease.account.loweringIntended === true || isOurLowering(applied) },
    loweringNoted: applied.loweringNoted,
    wanted: run.wanted,
    profile: run.fit.profile,
    seen: result.seen,
    rules: withActors(
      boundsOf(force, lease.account, ledger, false, new Set(), () => null, run.now),
      result.seen,
    ),
    addedNow: applied.added,
    stillToTake: stillToTake(result.plan.changes, applied),
    actorsPut: applied.actorsPut,
    profileWritten: applied.profileWritten,
    directAppsRemoved: applied.directAppsRemoved,
    nameOf: (group) => {
      const known = force.groupsById.get(group);
      return known === undefined ? withinConnection(group) : withinConnection(known.name);
    },
  };
}

/**
 * Seen while something newer was wanted: by whose hand is not certain, as a leaver's sign-in may be stopped ahead of us; and
 * whoever has just settled it would be asked again.
 */
const ifNewest =
  (telling: Telling): Telling =>
  (state, ledger, isNewest) =>
    isNewest ? telling(state, ledger, isNewest) : [];

/** Planned and not carried out (held, stopped, overtaken), or refused. */
const stillToTake = (planned: RunResult['plan']['changes'], { refused }: Run['applied']): ReadonlySet<GroupId> =>
  new Set(
    [...planned, ...refused.map(({ change }) => change)].flatMap((one) =>
      one.type === 'remove-member' ? [one.group] : [],
    ),
  );

/** Found open, noted, and stopped by a call of this run: not by another hand that was faster. */
const isOurLowering = ({ loweringNoted, lowered }: Run['applied']) => loweringNoted && lowered === 'moved';

/** Ahead of our lease the sign-in was stopped by another worker of ours: it noted so before, and we saw what it did. */
function stoppedAhead({ applied, lease }: Run, events: readonly TenureEvent[], ledger: PersonLedger) {
  const own = ledger.accounts.find(({ id }) => id === lease.account.id);
  if (applied.loweringNoted || own?.loweringIntended !== true) return events;
  return events.map((event): TenureEvent => {
    if (event.type !== 'AccountVerified' || !isLow(event.state)) return event;
    return { ...event, loweredByUs: event.state };
  });
}

/** A leaver's memberships were recorded in this run, after the lease had read the ledger: they are answered for too. */
async function ledgerWithInventory(world: World, { lease }: Run, { plan }: RunResult): Promise<PersonLedger> {
  if (!plan.leaver) return lease.ledger;
  const { records } = await world.store.read.person(lease.account.person);
  return { ...lease.ledger, records };
}

/** The statement about a leaver needs one more write: stopped since the last one, it is not made. */
async function unlessStopped(world: World, { lease }: Run, result: RunResult): Promise<RunResult> {
  if (!result.plan.leaver || result.heldUntil !== null) return result;
  const stopped = await isStopped(world.store.read, true);
  return stopped ? { ...result, heldUntil: await heldAgain(world, lease) } : result;
}

function shadowEvents({ lease }: Run, { plan, at }: RunResult): Telling {
  const would = plan.shadowed.map((change: Change) => ({
    change: change.type,
    group: 'group' in change ? change.group : null,
    for: change.for,
  }));
  return (_, { accounts }) => {
    const known = accounts.find(({ id }) => id === lease.account.id)?.heldBack ?? [];
    return canonical(known) === canonical(would)
      ? []
      : [{ type: 'ShadowRecorded', account: lease.account.id, would, at }];
  };
}
