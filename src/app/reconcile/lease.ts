/**
 * One worker at a time works on an account. The lease is a row with an epoch: a worker that lost it can still be
 * recognised by the epoch it carries, and its results are refused.
 */
import { nextChange, type PersonLedger } from '../../core/grant/index.ts';
import type { Account } from '../../core/person/model.ts';
import { MOST_OFF } from '../../core/shared/clockStep.ts';
import type { AccountId, GroupId, PolicyVersion } from '../../core/shared/ids.ts';
import { earlier, type Instant, plus } from '../../core/shared/instant.ts';
import { isAwaited, LONGEST_WAIT, noLater } from '../../core/shared/putOff.ts';
import { Fault } from '../../ports/fault.ts';
import type { ReconcileRow, Tx } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { isForced, readForced } from '../restore/forcedShadow.ts';
import { later, type World } from '../world.ts';

export interface Lease {
  readonly account: Account;
  readonly ledger: PersonLedger;
  /** `wanted_rev` as read together with the ledger. */
  readonly rev: number;
  readonly epoch: number;
  /** Nothing up to `rev` was decided later; a clock read elsewhere may say less than that decision's transaction did. */
  readonly touchedAt: Instant;
  /** As committed by then, both: what this process keeps of the rules may be seconds old. */
  readonly isForced: boolean;
  readonly ruledBy: PolicyVersion | null;
  /** On this process's own monotonic clock, so that a skewed database clock cannot stretch it. Milliseconds. */
  validUntil: number;
  /** What the database's clock showed when it was taken, or renewed last. */
  shownAt: Instant;
  readonly attempts: number;
  /** By the account at the provider that this one is now. */
  readonly answeredGone: readonly (readonly [GroupId, Instant])[];
}

export type LeaseAnswer =
  | { readonly kind: 'held'; readonly lease: Lease }
  | { readonly kind: 'nothing-to-do' }
  | { readonly kind: 'busy'; readonly again: Instant };

/** Takes the lease unless somebody has it or nothing is to be done. */
export async function takeLease(world: World, id: AccountId): Promise<LeaseAnswer> {
  const person = await world.store.read.personOfAccount(id);
  if (person === null) return { kind: 'nothing-to-do' };
  const { leaseMilliseconds, callMilliseconds } = world.timing;
  const started = world.monotonic();
  return world.store.transaction(
    async (tx): Promise<LeaseAnswer> => {
      const ledger = await tx.lockPerson(person);
      const row = await tx.lockReconcile(id);
      const account = ledger.accounts.find((one) => one.id === id);
      if (account === undefined || row.appliedRev >= row.wantedRev) return { kind: 'nothing-to-do' };
      // Put off until then, and a job waits for that; an edit would have lifted it. One account, one such job.
      if (isAwaited(row.retryAt, tx.now)) return { kind: 'nothing-to-do' };
      const free = freeFrom(row, callMilliseconds);
      if (free !== null && free > tx.now) {
        if (row.leaseUntil !== null && row.leaseUntil > plus(tx.now, LONGEST_WAIT)) {
          // Taken by a clock that stood ahead: its holder may be at work still, and for no longer than a lease lasts.
          const leaseUntil = later(tx.now, leaseMilliseconds);
          await tx.saveReconcile({ ...row, leaseUntil });
          return { kind: 'busy', again: later(leaseUntil, callMilliseconds) };
        }
        if (row.leaseUntil === null || row.leaseUntil <= tx.now || !leftBehind(world, row))
          return { kind: 'busy', again: free };
        // Nobody renews it, and nothing more is begun under it: from here on only its last call is waited for.
        await tx.saveReconcile({ ...row, leaseUntil: tx.now });
        return { kind: 'busy', again: later(tx.now, callMilliseconds) };
      }
      const [forced, policy] = await Promise.all([readForced(tx), tx.policyInForce()]);
      await tx.saveReconcile({
        ...row,
        leaseEpoch: row.leaseEpoch + 1,
        leaseHolder: world.holder,
        leaseUntil: later(tx.now, leaseMilliseconds),
        leaseReleased: false,
        nextChange: nearer(row.nextChange, nextChange(ledger, account, tx.now)),
      });
      return {
        kind: 'held',
        lease: {
          account,
          ledger,
          rev: row.wantedRev,
          epoch: row.leaseEpoch + 1,
          touchedAt: row.touchedAt,
          isForced: isForced(forced),
          ruledBy: policy?.version ?? null,
          validUntil: started + leaseMilliseconds,
          shownAt: tx.now,
          attempts: row.attempts,
          answeredGone: answersOf(row, account),
        },
      };
    },
    { person, account: id },
  );
}

/** By a clock that stood ahead the next change was the one after those it had passed: they come still. */
const nearer = (known: Instant | null, next: Instant | null): Instant | null =>
  known === null || next === null ? (known ?? next) : earlier(known, next);

/** What was answered of another account there, before a directory made this one anew, says nothing of it. */
const answersOf = ({ answeredGone }: ReconcileRow, { providerId }: Account) =>
  answeredGone.flatMap(([group, at, of]) => (of !== undefined && of === providerId ? [[group, at] as const] : []));

/** A list shows what was answered to be gone: that is over at once, also should this run not come to its end. */
export async function forgetAnswers(world: World, lease: Lease, listed: ReadonlySet<GroupId>): Promise<void> {
  if (!lease.answeredGone.some(([group]) => listed.has(group))) return;
  await world.store.transaction(
    async (tx) => {
      const row = await lockLeased(tx, lease);
      if (row === null) return;
      await tx.saveReconcile({ ...row, answeredGone: row.answeredGone.filter(([group]) => !listed.has(group)) });
    },
    { account: lease.account.id },
  );
}

/**
 * No older than the lease. Never live when everything was held in shadow as it was taken; and whoever a new policy has set
 * free is not held again by the one before: they would be counted once more, and somebody asked about them twice.
 */
export async function rulesUnder(
  { rules }: World,
  { isForced: mustBeForced, ruledBy }: Lease,
): Promise<RulesInForce | null> {
  const known = await rules.current();
  if (known?.policy.version === ruledBy && (known.isForced || !mustBeForced)) return known;
  rules.forget();
  return rules.current();
}

/** A lease not given back may have one call still under way: it counts until that call must be over. */
function freeFrom(row: ReconcileRow, callMilliseconds: number): Instant | null {
  if (row.leaseReleased || row.leaseUntil === null) return null;
  return later(row.leaseUntil, callMilliseconds);
}

const leftBehind = ({ hasEnded }: World, { leaseHolder }: ReconcileRow) =>
  leaseHolder !== null && hasEnded(leaseHolder);

/**
 * Before every outside write: its time-out must end before the lease does, so the lease is renewed when too little is
 * left. `false` = somebody else has taken it over; nothing more may be written.
 */
export async function keepLease(world: World, lease: Lease): Promise<boolean> {
  const { callMilliseconds } = world.timing;
  for (let renewals = 0; renewals <= MOST_RENEWALS; renewals += 1) {
    if (lease.validUntil - world.monotonic() > callMilliseconds) return true;
    // A process that stood still in the renewal itself comes back with nothing won by it.
    if (!(await renewed(world, lease))) return false;
  }
  return false;
}

const MOST_RENEWALS = 3;

async function renewed(world: World, lease: Lease): Promise<boolean> {
  const { leaseMilliseconds } = world.timing;
  const started = world.monotonic();
  const kept = await world.store.transaction(
    async (tx) => {
      const row = await lockLeased(tx, lease);
      if (row === null) return false;
      refusePutBack(lease, tx.now);
      await tx.saveReconcile({ ...row, leaseUntil: later(tx.now, leaseMilliseconds) });
      lease.shownAt = tx.now;
      return true;
    },
    { account: lease.account.id },
  );
  if (kept) lease.validUntil = started + leaseMilliseconds;
  return kept;
}

/**
 * What is begun goes by the time at which it was begun: where that was shown by a clock that has been put right since, days
 * that lie ahead were over by it. It is decided anew, by this one.
 */
export function refusePutBack({ shownAt }: Pick<Lease, 'shownAt'>, now: Instant): void {
  if (plus(now, MOST_OFF) >= shownAt) return;
  throw new Fault('transient', 'reconcile', { retryAt: now, note: 'the clock was put back meanwhile' });
}

/** Still ours, and nothing newer is wanted: asked before every add. */
export async function mayStillAdd(world: World, { account, epoch, rev }: Lease): Promise<boolean> {
  const row = await world.store.read.reconcileRow(account.id);
  return row !== null && row.leaseEpoch === epoch && row.wantedRev === rev;
}

/** The row, locked, if the lease is still this one; `null` = results of an old epoch, to be thrown away. */
export async function lockLeased(tx: Tx, { account, epoch }: Lease): Promise<ReconcileRow | null> {
  const row = await tx.lockReconcile(account.id);
  return row.leaseEpoch === epoch ? row : null;
}

export interface Release {
  /** Every item was read back as of the revision the lease was taken with. */
  readonly applied: boolean;
  readonly retryAt: Instant | null;
  /** Runs in a row that did not get through. */
  readonly attempts: number;
  /** What the next run needs not ask again; nothing as soon as all of it is on record. */
  readonly answeredGone: Iterable<readonly [GroupId, Instant]>;
}

/** `true` = an edit came while the lease was held: somebody has to look at once. */
export async function releaseLease(
  tx: Tx,
  row: ReconcileRow,
  lease: Lease,
  { applied, retryAt, attempts, answeredGone }: Release,
): Promise<boolean> {
  const edited = row.wantedRev > lease.rev;
  const of = lease.account.providerId;
  await tx.saveReconcile({
    ...row,
    appliedRev: applied ? Math.max(row.appliedRev, lease.rev) : row.appliedRev,
    leaseHolder: null,
    leaseUntil: null,
    leaseReleased: true,
    retryAt: edited || retryAt === null ? null : noLater(retryAt, tx.now),
    attempts: edited ? 0 : attempts,
    answeredGone: [...answeredGone].map(([group, at]) => (of === null ? [group, at] : [group, at, of])),
  });
  return edited;
}
