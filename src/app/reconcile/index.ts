/**
 * Make one account agree with the ledger, and read back that it does: the only place that changes access outside.
 *
 *   lease     one worker at a time (lease.ts)
 *   observe   read the account by id, completely (observe.ts)
 *   plan      core/reconcile decides
 *   gate      stop switch, protected accounts, a leaver's inventory (gate.ts)
 *   brake     what follows from a change of many is counted by the hour (brake.ts); what ends by a date waits while
 *             the clock is in doubt (byClock.ts)
 *   apply     change by change (apply.ts)
 *   record    what the last reading proves, case by case (record.ts)
 */
import { wanted } from '../../core/grant/index.ts';
import { plan, setsOutToLower, stopsSignIn } from '../../core/reconcile/index.ts';
import type { Plan } from '../../core/reconcile/model.ts';
import { later as laterOf } from '../../core/shared/instant.ts';
import type { AccountJob, JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions, Room } from '../../ports/provider.ts';
import { isStopped } from '../stop.ts';
import { later, type World } from '../world.ts';
import { type Applied, apply, nothingApplied } from './apply.ts';
import { secondLine } from './brake.ts';
import { heldByClock, lookedAtAsOf, notBefore } from './byClock.ts';
import { connectedTo } from './connectedTo.ts';
import { findDelivered } from './delivered.ts';
import { findAccount } from './findAccount.ts';
import { followersOf, wakeFollowers } from './followers.ts';
import { gate, recordInventory } from './gate.ts';
import { heldAgain } from './held.ts';
import { kindOfCase } from './kindOfCase.ts';
import { forgetAnswers, keepLease, mayStillAdd, rulesUnder, takeLease } from './lease.ts';
import { lookLater } from './lookLater.ts';
import { findLostCreate } from './lostCreate.ts';
import { noteLowering } from './noteLowering.ts';
import { boundsOf, callFor, observeAt, wantedProfile, withActors } from './observe.ts';
import { fitProfile } from './profile.ts';
import { recordResult, recordTrouble } from './record.ts';
import { settleRefusedAsGone } from './refusedAsGone.ts';
import type { Run, RunResult } from './run.ts';
import { stopSignIn } from './signIn.ts';

/** A plan that still finds something to do after so many readings is looked at again later. */
const ROUNDS = 4;
/** What the brake holds is asked for again after this long: within the hour it counts by. Milliseconds. */
const BRAKED_AGAIN = 10 * 60_000;

/** `hint`: the revision that a mere hint has raised, of an account that had all it wanted. */
export async function reconcileAccount(world: World, job: AccountJob, hint: number | null = null): Promise<JobResult> {
  const { account: id } = job;
  const answer = await takeLease(world, id);
  if (answer.kind === 'nothing-to-do') return undefined;
  if (answer.kind === 'busy') {
    if (job.lane === 'urgent') await stopSignIn(world, id);
    return { again: answer.again };
  }
  const { lease } = answer;
  const force = await rulesUnder(world, lease);
  const at = connectedTo(world, lease.account.connection);
  if (force === null || at === null) throw new Error(`no provider for ${lease.account.connection}`);
  const clock = notBefore(lease.touchedAt, await world.store.read.now());
  const now = await lookedAtAsOf(world.store.read, lease.ledger, clock);
  const wants = wanted(lease.ledger, lease.account, now);
  let run: Run = {
    job,
    lease,
    force,
    at,
    now,
    wanted: wants,
    fit: { profile: wantedProfile(force, lease.ledger, lease.account, now), unfit: [] },
    applied: nothingApplied(lease),
    // Whoever has left is looked at like any revocation.
    hinted: lease.rev === hint && wants.state !== 'deactivated',
  };
  try {
    const call = readingOf(run, callFor(run.wanted, world.timing.callMilliseconds));
    run = { ...run, fit: await fitProfile(at, run.fit.profile, run.wanted, call) };
    await recordResult(world, run, await roundTrips(world, run));
    return undefined;
  } catch (trouble) {
    const again = run.hinted && !run.applied.wrote && trouble instanceof Fault ? trouble.retryAt : null;
    if (again !== null) return await lookLater(world, run, again);
    // What a plan needs could not be read: that must not keep a leaver's sign-in open.
    if (run.wanted.state === 'deactivated' && !run.applied.wrote) await stopSignIn(world, id);
    return await recordTrouble(world, run, trouble);
  } finally {
    await wakeFollowers(world, lease.account);
  }
}

/**
 * The leaver's order: roles are taken after groups and direct applications, while the account still stands. They have
 * a lease and trouble of their own, and may hold this account's closing up no longer than one call may last.
 */
async function takeRolesFirst(world: World, { lease }: Run): Promise<void> {
  const roles = followersOf(lease.ledger, lease.account).map(({ id }) =>
    reconcileAccount(world, { lane: 'reconcile', account: id }),
  );
  const done = Promise.allSettled(roles);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, world.timing.callMilliseconds);
  });
  await Promise.race([done, patience]);
  clearTimeout(timer);
}

/** Reading for a hint leaves room for whoever waits. What it finds to be changed is changed like anything else. */
const readingOf = ({ hinted }: Run, call: CallOptions): CallOptions => (hinted ? { ...call, lane: 'bulk' } : call);

async function roundTrips(world: World, run: Run): Promise<RunResult> {
  const call = callFor(run.wanted, world.timing.callMilliseconds);
  const room = roomFor(run, call);
  try {
    return await rounds(world, run, room === undefined ? call : { ...call, room });
  } finally {
    room?.close();
  }
}

/** A revocation asks for none, and waits for nobody's; a hint's reading is put off before anything else. */
function roomFor({ at, lease, hinted }: Run, call: CallOptions): Room | undefined {
  if (at.kind !== 'provider' || hinted || call.lane === 'revocation') return undefined;
  return at.system.makeRoom?.(lease.account.id, call);
}

async function rounds(world: World, run: Run, call: CallOptions): Promise<RunResult> {
  const { lease, force, applied } = run;
  const { account, ledger } = lease;
  const leaver = run.wanted.state === 'deactivated';
  const brake = secondLine(world, run);
  let isAdmin = false;
  if (leaver) await findLostCreate(run, call);
  await findDelivered(run, call);
  if (account.origin === 'found') await findAccount(run, call);
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = round === 0 ? run.now : laterOf(await world.store.read.now(), run.now);
    const of = { ...run, store: world.store, ledger, account };
    const seen = await observeAt(of, applied.providerId, leaver, round === 0 ? readingOf(run, call) : call);
    const listed = new Set(seen.groups.map(({ group }) => group));
    if (round === 0) await forgetAnswers(world, lease, listed);
    for (const group of listed) applied.answeredGone.delete(group);
    if (seen.unseen !== true) settleRefusedAsGone(applied, listed, at);
    const unaddable = new Set(applied.refused.flatMap(({ change }) => ('group' in change ? [change.group] : [])));
    const planned = (admin: boolean): Plan =>
      plan({
        now: run.now,
        ledger,
        account: { ...account, providerId: applied.providerId },
        wanted: run.wanted,
        profile: run.fit.profile,
        seen,
        answeredGone: applied.answeredGone,
        rules: withActors(boundsOf(force, account, ledger, admin, unaddable, kindOfCase(ledger), run.now), seen),
      });
    let next = withoutRefused(makeable(planned(isAdmin), run.fit), applied);
    if (next.changes.length === 0 || applied.overtaken || applied.clash !== null || applied.loginTaken) {
      return { plan: next, seen, at, heldUntil: null, braked: [] };
    }
    // What was written before the stop has been read back with this reading; the rest waits.
    if (applied.stopped) return { plan: next, seen, at, heldUntil: await heldAgain(world, lease), braked: [] };
    if (!applied.wrote) {
      const answer = await gate(world, run, next, seen, call);
      if (answer.kind === 'held') return { plan: next, seen, at, heldUntil: answer.until, braked: [] };
      isAdmin = answer.isAdmin;
      if (isAdmin) next = planned(true);
    }
    const braked = await brake(next);
    const dated = await heldByClock(world.store.read, { ledger, account, now: run.now }, next);
    const changes = next.changes.filter((one) => !dated.has(one) && !braked.some(({ change }) => change === one));
    if (changes.length === 0 && (braked.length > 0 || dated.size > 0)) {
      const byBrake = braked.length > 0 ? [later(run.now, BRAKED_AGAIN)] : [];
      const [heldUntil = null] = [...byBrake, ...(dated.size > 0 ? [await heldAgain(world, lease)] : [])].sort();
      return { plan: next, seen, at, heldUntil, braked };
    }
    if (changes.length > 0 && !applied.wrote && next.leaver && seen.account !== null)
      await recordInventory(world, run, seen);
    if (seen.account !== null && !applied.loweringNoted && setsOutToLower(changes, account, seen)) {
      const { because } = run.wanted;
      const { shownAt } = lease;
      await noteLowering(world, force, { account, because, from: seen.account.state, lease, shownAt });
      applied.loweringNoted = true;
    }
    await apply(
      changes,
      {
        at: run.at,
        account,
        readAt: at,
        listed,
        call,
        leaver,
        beforeClosing: () => takeRolesFirst(world, run),
        providerSendsMail: force.policy.settings.activation.mailFrom === 'provider',
        stillHeld: () => keepLease(world, lease),
        mayAdd: () => mayStillAdd(world, lease),
        isStopped: () => isStopped(world.store.read, leaver),
      },
      applied,
    );
  }
  throw new Fault('transient', 'reconcile', { note: `still changes to make after ${ROUNDS} readings` });
}

/** Asked for what it will not make, the provider says one word for all of it; the field is said on the case instead. */
const makeable = (next: Plan, { unfit }: Run['fit']): Plan =>
  unfit.some(({ isNeeded }) => isNeeded === true)
    ? { ...next, changes: next.changes.filter(({ type }) => type !== 'create-account') }
    : next;

/** What the provider refused in this run is not tried again in it, and sessions end once beside a sign-in that it will not stop. */
function withoutRefused(next: Plan, { refused, sessionsEnded }: Applied): Plan {
  const key = (change: Plan['changes'][number]) =>
    `${change.type}|${'group' in change ? change.group : 'app' in change ? change.app : ''}`;
  const keys = new Set(refused.map(({ change }) => key(change)));
  const changes = next.changes.filter((change) => !keys.has(key(change)));
  const staysOpen = refused.some(({ change }) => stopsSignIn(change));
  const isDone = staysOpen && sessionsEnded && changes.every(({ type }) => type === 'end-sessions');
  return { ...next, changes: isDone ? [] : changes };
}
