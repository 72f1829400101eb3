/**
 * The brake's second line: what a plan takes away because of a change set of many is booked before it happens, on
 * three meters at once: of the origin's kind, of its author, of the group. What is refused waits; the rest of the
 * plan goes on. What a person decided case by case, or by confirming the set, is never counted, however late.
 */
import type { BrakeLimits } from '../../core/policy/model.ts';
import { type DerivedChange, derivedChanges } from '../../core/reconcile/index.ts';
import type { Plan } from '../../core/reconcile/model.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import type { ChangeSetId } from '../../core/shared/ids.ts';
import { milliseconds } from '../../core/shared/instant.ts';
import type { ChangeSetRow, MeterBooking } from '../../ports/store.ts';
import { isConfirmed } from '../policy/changeSets.ts';
import type { World } from '../world.ts';
import { lockLeased } from './lease.ts';
import type { HeldChange, Run } from './run.ts';

const HOUR = milliseconds(3_600_000);
const LIMITS = ['removalsPerHour', 'actorRemovalsPerHour', 'groupRemovalsPerHour'] as const;

interface Counted extends DerivedChange {
  readonly changeSet: ChangeSetId;
  readonly origin: { readonly kind: string; readonly actor: string };
}

/**
 * Asked before every round of writes of one run: what of the plan is to wait. What was booked stays booked for its
 * hour, whichever run, round or repetition asks; what was refused once is not asked for again in the same run.
 */
export function secondLine(world: World, run: Run): (next: Plan) => Promise<readonly HeldChange[]> {
  const answers = new Map<string, HeldChange['limit'] | null>();
  return async (next) => {
    const { ledger, account } = run.lease;
    const counted = await countedOf(world, derivedChanges(next, ledger, account, run.now));
    const fresh = [...new Map(counted.map((one) => [one.takes, one])).values()].filter(
      ({ takes }) => !answers.has(takes),
    );
    for (const [takes, limit] of await bookAll(world, run, fresh)) answers.set(takes, limit);
    return counted.flatMap(({ change, changeSet, origin, takes }) => {
      const limit = answers.get(takes) ?? null;
      return limit === null ? [] : [{ change, changeSet, origin: origin.kind, limit }];
    });
  };
}

/** All at once; when that is too much, one by one, so that nobody who loses more than an hour allows waits for ever. */
async function bookAll(world: World, run: Run, some: readonly Counted[]) {
  const answers: (readonly [string, HeldChange['limit'] | null])[] = [];
  if (some.length === 0) return answers;
  const over = await book(world, run, some);
  if (over === null) return some.map(({ takes }) => [takes, null] as const);
  if (some.length === 1) return some.map(({ takes }) => [takes, over] as const);
  for (const one of some) answers.push([one.takes, await book(world, run, [one])]);
  return answers;
}

/** `null` = booked, on every meter or on none. */
async function book(world: World, run: Run, some: readonly Counted[]): Promise<HeldChange['limit'] | null> {
  const { brake } = run.force.policy.settings;
  const meters = some.flatMap((one) => metersOf(one, brake, closes(run, one)));
  return world.store.transaction(async (tx) => {
    // Somebody else has the lease by now, and books for themselves.
    if ((await lockLeased(tx, run.lease)) === null) return 'removalsPerHour';
    const { booked, over } = await tx.bookMeters(meters);
    if (booked) return null;
    return meters.find(({ meter }) => over.includes(meter))?.setting ?? 'removalsPerHour';
  });
}

/** What goes with the closing of somebody's account elsewhere is the same closing. */
function closes({ lease }: Run, { takes }: Counted): string {
  const { account, ledger } = lease;
  if (takes !== 'sign-in' || account.origin !== 'found') return account.id;
  return ledger.accounts.find(({ origin }) => origin !== 'found')?.id ?? account.id;
}

type NamedMeter = MeterBooking & { readonly setting: (typeof LIMITS)[number] };

/** An author's address is personal text: the meter's name holds its digest. */
function metersOf({ origin, takes, changeSet }: Counted, limits: BrakeLimits, account: string): NamedMeter[] {
  const kind = `removals:${origin.kind}`;
  const names = {
    removalsPerHour: kind,
    actorRemovalsPerHour: `${kind}:by:${sha256(origin.actor.trim().toLowerCase()).slice(0, 16)}`,
    groupRemovalsPerHour: takes === 'sign-in' ? null : `${kind}:from:${takes}`,
  };
  const key = `${account}|${takes}|${changeSet}`;
  return LIMITS.flatMap((setting) => {
    const meter = names[setting];
    return meter === null ? [] : [{ setting, meter, key, count: 1, limit: limits[setting], window: HOUR }];
  });
}

/** Without what a person decided: a case of one, or a set whose items somebody has confirmed. */
async function countedOf(world: World, derived: readonly DerivedChange[]): Promise<readonly Counted[]> {
  const origins = new Map<ChangeSetId, Counted['origin'] | null>();
  for (const id of new Set(derived.flatMap(({ changeSets }) => changeSets))) {
    const row = (await world.store.read.changeSet(id))?.row;
    origins.set(id, row === undefined ? UNKNOWN : isDecided(row) ? null : row.origin);
  }
  return derived.flatMap((one) => {
    const changeSet = one.changeSets.find((id) => origins.get(id) != null);
    const origin = changeSet === undefined ? null : (origins.get(changeSet) ?? null);
    return changeSet === undefined || origin === null ? [] : [{ ...one, changeSet, origin }];
  });
}

/** Nobody can say that a person decided it. */
const UNKNOWN: Counted['origin'] = { kind: 'unknown', actor: '' };
const isDecided = (row: ChangeSetRow) => row.origin.kind === 'case' || isConfirmed(row);
