/** Putting a policy in force: counted first, then a row; nothing takes effect by saving a file. */
import { compileTable } from '../core/policy/index.ts';
import type { Policy } from '../core/policy/model.ts';
import { type ChangeSetId, changeSetId } from '../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../core/shared/outcome.ts';
import type { ChangeSetRow, Tx } from '../ports/store.ts';
import { type Count, countPolicy } from './changeSets.ts';
import { rulesInForce } from './rules.ts';
import type { World } from './world.ts';

export interface PolicyEdit {
  readonly policy: Policy;
  readonly author: string;
  readonly approver: string | null;
}

/** Who would gain and lose what. */
export async function planPolicy(world: World, policy: Policy): Promise<Count> {
  const groups = await world.store.read.groups();
  return countPolicy(world, rulesInForce(policy, compileTable(policy.table), groups));
}

export type Applied =
  | { readonly kind: 'already-in-force' }
  | { readonly kind: 'in-force'; readonly changeSet: ChangeSetId | null; readonly people: number }
  | {
      readonly kind: 'held';
      readonly changeSet: ChangeSetId;
      readonly because: readonly string[];
      readonly hash: string;
    };

export async function applyPolicy(world: World, edit: PolicyEdit): Promise<Applied> {
  const present = await world.store.read.policyInForce();
  if (present?.version === edit.policy.version) return { kind: 'already-in-force' };
  const count = await planPolicy(world, edit.policy);
  const id = changeSetId(world.freshId());
  const row = (state: ChangeSetRow['state'], createdAt: Tx['now']): ChangeSetRow => ({
    id,
    origin: { kind: 'policy', ref: edit.policy.version, actor: edit.author },
    state,
    hash: count.hash,
    because: count.because,
    createdAt,
    policy: edit.policy,
    problems: [],
  });
  const held = count.because.length > 0;
  await world.store.transaction(async (tx) => {
    await tx.lockCase('system');
    if (count.items.length > 0) {
      await tx.saveChangeSet(row(held ? 'held' : 'applying', tx.now));
      await tx.saveChangeSetItems(id, count.items);
      const { hash, because } = count;
      await tx.append('system', [
        { type: 'ChangeSetCounted', changeSet: id, origin: 'policy', people: count.items.length, hash, held, because },
      ]);
    }
    if (!held) await putInForce(tx, edit, count.items.length > 0 ? id : null, count);
  });
  world.rules.forget();
  if (held) return { kind: 'held', changeSet: id, because: count.because, hash: count.hash };
  return { kind: 'in-force', changeSet: count.items.length > 0 ? id : null, people: count.items.length };
}

/** A confirmation binds to the items that were shown: other items need another look. */
export async function confirmChangeSet(
  world: World,
  id: ChangeSetId,
  hash: string,
  by: string,
): Promise<
  Outcome<{ readonly people: number }, 'unknown' | 'not-held' | 'other-items' | 'not-allowed' | 'own-change'>
> {
  if (!(await mayConfirm(world, by))) return refuse('not-allowed');
  const found = await world.store.read.changeSet(id);
  if (found === null || found.row.policy === null) return refuse('unknown');
  const { policy, origin } = found.row;
  // Whoever wrote the change does not approve it.
  if (origin.actor.toLowerCase() === by.toLowerCase()) return refuse('own-change');
  const outcome = await world.store.transaction(async (tx) => {
    await tx.lockCase('system');
    const row = await tx.lockChangeSet(id);
    if (row === null) return refuse('unknown' as const);
    if (row.state !== 'held') return refuse('not-held' as const);
    if (!row.hash.startsWith(hash) || hash.length < 8) return refuse('other-items' as const);
    await tx.saveChangeSet({ ...row, state: 'applying', because: [...row.because, 'confirmed'] });
    await tx.append('system', [{ type: 'ChangeSetConfirmed', changeSet: id, hash: row.hash, by }]);
    await putInForce(tx, { policy, author: origin.actor, approver: by }, id, { items: found.items });
    return accept({ people: found.items.length });
  });
  world.rules.forget();
  return outcome;
}

export async function rejectChangeSet(
  world: World,
  id: ChangeSetId,
  by: string,
): Promise<Outcome<null, 'unknown' | 'not-held' | 'not-allowed'>> {
  if (!(await mayConfirm(world, by))) return refuse('not-allowed');
  return world.store.transaction(async (tx) => {
    await tx.lockCase('system');
    const row = await tx.lockChangeSet(id);
    if (row === null) return refuse('unknown');
    if (row.state !== 'held') return refuse('not-held');
    await tx.saveChangeSet({ ...row, state: 'rejected' });
    await tx.append('system', [{ type: 'ChangeSetRejected', changeSet: id, by }]);
    return accept(null);
  });
}

async function putInForce(
  tx: Tx,
  edit: PolicyEdit,
  changeSet: ChangeSetId | null,
  { items }: Pick<Count, 'items'>,
): Promise<void> {
  const previous = await tx.policyInForce();
  const { policy, author, approver } = edit;
  await tx.putPolicyInForce(policy, { author, approver, changeSet });
  await tx.append('system', [
    {
      type: 'PolicyApplied',
      version: policy.version,
      previous: previous?.version ?? null,
      author,
      approver,
      changeSet,
    },
  ]);
  if (changeSet !== null) for (const { person } of items) await tx.send({ lane: 'bulk', changeSet, person });
}

export async function mayConfirm(world: World, by: string): Promise<boolean> {
  const force = await world.rules.current();
  return force === null || force.policy.settings.roles.confirm.some((one) => one.toLowerCase() === by.toLowerCase());
}
