/**
 * What happens by the clock. The alarm clock turns instants that have come into jobs; the sweeps find what a lost
 * hint or a crash left behind. Neither decides anything: they only make somebody look.
 */
import { UnknownEvent } from '../../core/evidence/index.ts';
import { nextChange } from '../../core/grant/index.ts';
import type { AccountId, PersonId } from '../../core/shared/ids.ts';
import { epochOf, type Instant, milliseconds } from '../../core/shared/instant.ts';
import type { Job } from '../../ports/engine.ts';
import type { DueAmong } from '../../ports/store.ts';
import { followActivity } from '../activity/activity.ts';
import { tellAccessReviews } from '../adoption/index.ts';
import { laneFor, turnOf } from '../commit.ts';
import { escalate, writeExceptionTasks } from '../exceptions/index.ts';
import { listGroups } from '../listGroups.ts';
import { lookForLogins } from '../look/awaitedLogins.ts';
import { tellRefusedForms } from '../look/refusedForms.ts';
import { meetsNewer } from '../newer.ts';
import { followPolicy } from '../policy/stragglers.ts';
import { tellOverdue } from '../reconcile/overdue.ts';
import { watchRecords } from '../recordWatch/index.ts';
import { wakeRequests } from '../requests/whomTheyAsk.ts';
import { sealAndWrite } from '../seals/index.ts';
import { sweepWhenDue } from '../sweep/index.ts';
import type { World } from '../world.ts';
import { clockInDoubt } from './clockWatch.ts';
import { endWhatWasEnded, type OfTheirDate } from './endedAhead.ts';
import { lookAtHeld } from './lookAtHeld.ts';
import { sendLost } from './lostJobs.ts';
import { tellMissingRights } from './missingRights.ts';
import { tellReviews } from './reviews.ts';
import { sweepTracker } from './trackerSweep.ts';

const SCAN = 1_000;
/** What is due and cannot be begun is not asked for without a pause. */
const SOONEST = 20;
const SETTLE_SCAN = 15_000;
const SWEEP_SCAN = 60_000;
const LOG_SCAN = 30_000;
const HOUR = 60 * 60_000;
const IDLE = milliseconds(30_000);
const BATCH = 500;
/** A search index lags: what changed while we were down may not be in it yet when we are back. */
const SECOND_SWEEP = 15_000;
/** Each request that nobody can be asked about costs the provider a listing. */
const GROUPS_SCAN = 5 * 60_000;
const FORMS_SCAN = 5 * 60_000;
/** Of the example company a self-test is 13 calls at Okta, 5 at Jira and 2 at Slack (test/app/missing-rights.test.ts). */
const RIGHTS_SCAN = 15 * 60_000;

export interface Alarms {
  stop(): Promise<void>;
}

/**
 * Starts the clocks of one process; several processes may run them at once. `watch`: looks whether the clock they go by
 * has stepped, before anything is rung by it; `null` where a test moves that clock.
 */
export function startAlarms(world: World, sweepEvery: number, watch: (() => Promise<boolean>) | null = null): Alarms {
  let untilDue = 0;
  const passed = nothingPassedOver();
  const ofTheirDate: OfTheirDate = new Set();
  const loops = [
    loop(
      world,
      'due changes',
      () => untilDue,
      async () => {
        // Also after a failure: nothing that is due waits for more than a scan.
        untilDue = SCAN;
        const hasStepped = (await watch?.()) === true;
        await ringDue(world, passed);
        if (hasStepped) await endWhatWasEnded(world, ofTheirDate);
        untilDue = await pauseUntilDue(world);
      },
    ),
    loop(world, 'whom requests ask', SETTLE_SCAN, () => wakeRequests(world, 'none')),
    loop(world, 'who is in groups that requests ask', GROUPS_SCAN, () => wakeRequests(world)),
    loop(world, 'ended by a clock ahead', SWEEP_SCAN, () => endWhatWasEnded(world, ofTheirDate)),
    loop(world, 'unsettled', SETTLE_SCAN, () => wakeUnsettled(world)),
    loop(world, 'overdue leavers', SETTLE_SCAN, () => tellOverdue(world)),
    loop(world, 'whom a policy missed', SETTLE_SCAN, () => followPolicy(world)),
    loop(
      world,
      'reviews of accounts',
      (turn) => (turn === 0 ? 0 : HOUR),
      () => tellReviews(world),
    ),
    loop(
      world,
      'reviews of access',
      (turn) => (turn === 0 ? 0 : HOUR),
      () => tellAccessReviews(world),
    ),
    loop(world, 'forms that stay refused', FORMS_SCAN, () => tellRefusedForms(world)),
    // Not at once: a start is to be taken up with what waits for it.
    loop(
      world,
      'rights',
      (turn) => (turn === 0 ? SWEEP_SCAN : RIGHTS_SCAN),
      () => tellMissingRights(world),
    ),
    loop(world, 'held terminations', SETTLE_SCAN, () => lookAtHeld(world)),
    loop(world, 'exceptions that wait', SWEEP_SCAN, () => escalate(world)),
    loop(world, 'exceptions as issues', SWEEP_SCAN, (isStopping) => writeExceptionTasks(world, isStopping)),
    loop(world, 'lost jobs', SWEEP_SCAN, () => sendLost(world)),
    loop(world, 'seals', SWEEP_SCAN, (isStopping) => sealAndWrite(world, isStopping)),
    loop(world, 'records on issues', SWEEP_SCAN, () => watchRecords(world)),
    loop(world, 'tracker sweep', sweepPause(sweepEvery), () => sweepTracker(world)),
    loop(world, 'groups', 10 * 60_000, () => listGroups(world)),
    loop(world, 'awaited logins', 10 * 60_000, () => lookForLogins(world)),
    loop(world, 'provider log', LOG_SCAN, () => followActivity(world)),
    loop(world, 'full sweep', SWEEP_SCAN, (isStopping) => sweepWhenDue(world, isStopping)),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((one) => one.stop()));
    },
  };
}

/**
 * At once, because the hints of a time in which we were down come back only after minutes, or never; once more when the
 * index has caught up; then every so often.
 */
const sweepPause = (every: number) => (turn: number) =>
  turn === 0 ? 0 : turn === 1 ? Math.min(SECOND_SWEEP, every) : every;

/** Until the nearest instant at which something begins or ends, so that its end is no second late; at most one scan. */
async function pauseUntilDue({ store }: World): Promise<number> {
  const [next, now] = await Promise.all([store.read.nearestChange(), store.read.now()]);
  return next === null ? SCAN : Math.min(SCAN, Math.max(SOONEST, epochOf(next) - epochOf(now)));
}

/** Accounts whose wanted state differs from now on: their revision is raised, and somebody looks. */
export async function ringDue(world: World, passed: PassedOver = nothingPassedOver()): Promise<number> {
  for (let rung = 0; ; ) {
    const due = await world.store.read.dueAccounts(BATCH);
    const doubt = due.length === 0 ? null : await clockInDoubt(world.store.read);
    if (doubt !== null) return rung + (await ringInDoubt(world, doubt, passed));
    const before = rung;
    for (const { account, person } of due) if (await ring(world, account, person, null)) rung += 1;
    if (due.length < BATCH || rung === before) return rung;
  }
}

/** Up to where this process has looked while the clock is in doubt, and when it last began with the oldest. */
export interface PassedOver {
  doubt: Instant | null;
  until: Instant | null;
  /** By the monotonic clock. Milliseconds. */
  begun: number;
}

export const nothingPassedOver = (): PassedOver => ({ doubt: null, until: null, begun: 0 });

/**
 * What ends waits and stays due; what begins behind it does not wait with it. A clock that is a year ahead makes thousands
 * due, so those who wait are left out without a lock, and gone over once a minute; in between, only what has come since.
 */
async function ringInDoubt(world: World, doubt: Instant, passed: PassedOver): Promise<number> {
  const { read } = world.store;
  const begun = world.monotonic();
  const goesOn = passed.doubt === doubt && passed.until !== null && begun - passed.begun < SWEEP_SCAN;
  const until = await read.now();
  let rung = 0;
  let after: DueAmong['after'] =
    goesOn && passed.until !== null ? { nextChange: passed.until, account: null } : undefined;
  for (let isMore = true; isMore; ) {
    const due = await read.dueAccounts(BATCH, { doubt, ...(after === undefined ? {} : { after }) });
    for (const { account, person } of due) if (await ring(world, account, person, doubt)) rung += 1;
    after = due.at(-1);
    isMore = due.length === BATCH;
  }
  passed.doubt = doubt;
  passed.until = until;
  if (!goesOn) passed.begun = begun;
  return rung;
}

/** Whether it rang. One account in trouble, or one that is not due by its row's clock, must keep no other from its turn. */
async function ring(world: World, account: AccountId, person: PersonId, doubt: Instant | null): Promise<boolean> {
  try {
    return await world.store.transaction(
      async (tx) => {
        const ledger = await tx.lockPerson(person);
        const row = await tx.lockReconcile(account);
        const own = ledger.accounts.find((one) => one.id === account);
        const since = row.nextChange;
        if (own === undefined || since === null || since > tx.now) return false;
        const has = (end: Instant | null) => end !== null && since <= end && end <= tx.now;
        const ends = ledger.grants.some(({ end }) => has(end));
        // Nothing is lost by it: the row stays due. Whoever has something begin at the same time waits with it.
        if (doubt !== null && doubt < since && (ends || ledger.engagements.some(({ end }) => has(end)))) return false;
        await tx.raiseWanted(account, nextChange(ledger, own, tx.now));
        // What ends outranks what begins: a morning of joiners must not stand before it. Whoever leaves outranks both.
        const lane = laneFor(ledger, own, tx.now);
        const job: Job = ends && lane !== 'urgent' ? { lane: 'urgent', account, ends: true } : { lane, account };
        await tx.send(job, turnOf(own, tx.now));
        return true;
      },
      { person, account },
    );
  } catch (trouble) {
    world.log.error({ account, trouble: String(trouble) }, 'a change that is due could not be begun');
    return false;
  }
}

/** Crashed between a commit and its job, or a job that was lost: the rows tell, so nothing is lost. */
export async function wakeUnsettled(world: World, idle = IDLE): Promise<number> {
  const [accounts, streams] = await Promise.all([
    world.store.read.unsettledAccounts(idle, BATCH),
    world.store.read.unwrittenStreams(idle, BATCH),
  ]);
  for (const account of accounts) await world.engine.send({ lane: 'reconcile', account });
  // The system's own stream has no issue to be written to.
  for (const stream of streams) if (stream !== 'system') await world.engine.send({ lane: 'evidence', stream });
  return accounts.length + streams.length;
}

function loop(
  world: World,
  name: string,
  pause: number | ((turn: number) => number),
  work: (isStopping: () => boolean) => Promise<unknown>,
) {
  const before = typeof pause === 'number' ? () => pause : pause;
  let turns = 0;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const turn = async () => {
    try {
      await work(() => stopped);
    } catch (trouble) {
      if (trouble instanceof UnknownEvent) meetsNewer(world, trouble);
      else if (!stopped) world.log.warn({ loop: name, trouble: String(trouble) }, 'a sweep failed and is tried again');
    }
    if (!stopped) timer = setTimeout(start, before(turns));
  };
  const start = () => {
    turns += 1;
    running = turn();
  };
  timer = setTimeout(start, before(turns));
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      // Nobody waits for a listing that waits for its limit: it ends by itself, and what it began is begun anew.
      await Promise.race([running, atMost(GRACE)]);
    },
  };
}

const GRACE = 10_000;
const atMost = (milliseconds: number) => new Promise<void>((resolve) => void setTimeout(resolve, milliseconds).unref());
