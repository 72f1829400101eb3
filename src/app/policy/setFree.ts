/**
 * From shadow to live. What reconcile has held back is in the ledger; of it, whatever the rules in force, or those to
 * come, make live is set free: counted like any other change of many, then those accounts are woken, and no others.
 */
import { foldCase } from '../../core/evidence/index.ts';
import { leadingEngagement, type PersonLedger, wanted } from '../../core/grant/index.ts';
import type { Account, HeldBack } from '../../core/person/model.ts';
import type { CountedItem, FreedChange } from '../../core/reconcile/index.ts';
import type { AccountId, ChangeSetId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { commitCase, raise } from '../commit.ts';
import { kindOfCase } from '../reconcile/kindOfCase.ts';
import { isHeldBack } from '../reconcile/observe.ts';
import type { World } from '../world.ts';
import type { RulesInForce } from './rules.ts';

/** What was held back of one person and is live under these rules. */
export const freedChanges = (ledger: PersonLedger, force: RulesInForce, now: Instant): readonly FreedChange[] =>
  ledger.accounts.flatMap((account) =>
    liveAgain(ledger, account, force, now).map(({ change, group }) => ({ account: account.id, change, group })),
  );

function liveAgain(ledger: PersonLedger, account: Account, force: RulesInForce, now: Instant): readonly HeldBack[] {
  const held = account.heldBack ?? [];
  const kind = kindOfCase(ledger);
  const department = leadingEngagement(ledger.engagements, now)?.attributes.department;
  const { groups } = wanted(ledger, account, now);
  const isHeld = (one: HeldBack) => {
    const group = one.group === null ? undefined : force.groupsById.get(one.group)?.name;
    return isHeldBack(force, { change: one.change, group, kind: kind(one), department });
  };
  // An account that is still not made is given nothing.
  if (held.some((one) => one.change === 'create-account' && isHeld(one))) return [];
  // The same policy may take a group away that would have been joined, or give one that would have been left.
  const isDue = ({ change, group }: HeldBack) =>
    group === null || (GIVES.has(change) ? groups.has(group) : !groups.has(group));
  return held.filter((one) => isDue(one) && !isHeld(one));
}

const GIVES: ReadonlySet<string> = new Set(['add-member', 'add-group-actor']);

/** Decided again under the person's lock. `false` = more would be set free than was counted, and nothing was. */
export async function setFree(
  world: World,
  force: RulesInForce,
  changeSet: ChangeSetId,
  { person, frees }: CountedItem,
): Promise<boolean> {
  for (const account of new Set(frees.map((one) => one.account))) {
    const counted = new Set(frees.filter((one) => one.account === account).map(keyOf));
    if (!(await wake(world, force, { changeSet, account, person, counted }))) return false;
  }
  return true;
}

interface Waking {
  readonly changeSet: ChangeSetId;
  readonly account: AccountId;
  readonly person: CountedItem['person'];
  readonly counted: ReadonlySet<string>;
}

function wake(
  world: World,
  force: RulesInForce,
  { changeSet, account: id, person, counted }: Waking,
): Promise<boolean> {
  return world.store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const account = ledger.accounts.find((one) => one.id === id);
    const changes = account === undefined ? [] : liveAgain(ledger, account, force, tx.now);
    // Reconciled for another reason since: nothing is left to wake it for.
    if (account === undefined || changes.length === 0) return true;
    if (changes.some((one) => !counted.has(keyOf({ ...one, account: id })))) return false;
    const { because } = wanted(ledger, account, tx.now);
    const state = foldCase(because, await tx.lockCase(because));
    const events = [{ type: 'ShadowLifted', account: id, changes, changeSet, at: tx.now } as const];
    const { settings } = force.policy;
    const committed = await commitCase(tx, {
      ledger,
      state,
      events,
      settings,
      timing: world.timing,
      edits: false,
      mayProve: false,
    });
    await raise(tx, committed.ledger, account, tx.now);
    return true;
  });
}

export const keyOf = ({ account, change, group }: FreedChange): string => `${account} ${change} ${group ?? ''}`;
