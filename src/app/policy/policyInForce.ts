/** Putting a policy in force: counted first, then a row; nothing takes effect by saving a file. */
import { compileTable, difference, renderDifference } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import { waitsForOwner } from '../../core/reconcile/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { type ChangeSetId, changeSetId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { ChangeSetItem, ChangeSetRow, Tx } from '../../ports/store.ts';
import { isSamePerson } from '../identity.ts';
import { isForced, liftForced, notCompared, readForced } from '../restore/forcedShadow.ts';
import { listRoles } from '../roles/index.ts';
import { newerSeals } from '../seals/newer.ts';
import { deciderRefusal, mayConfirm } from '../settling/deciders.ts';
import type { World } from '../world.ts';
import { type Count, countPeople, countPolicy, type Kept, partsOf, saveCounted, sendItems } from './changeSets.ts';
import { sameDifference } from './difference.ts';
import { SUPERSEDED, unlistHeld, unlistSuperseded } from './heldSets.ts';
import { rulesInForce } from './rules.ts';
import { askOwners, concernedNow, countWidening, decided, type OwnerRefusal } from './widening.ts';

export interface PolicyEdit {
  readonly policy: Policy;
  readonly author: string;
  /** Whoever else has looked at it, by the author's word; `null` = nobody: within the limits nobody has to. */
  readonly approver: string | null;
  /** Where its files come from, by the author's word. */
  readonly commit?: string;
  /** Who wrote that commit: as little its approver as who applies it. */
  readonly commitBy?: string;
}

/** Who would gain and lose what. */
export async function planPolicy(world: World, policy: Policy): Promise<Count> {
  await listRoles(world, policy);
  return countPolicy(world, await rulesOf(world, policy));
}

const rulesOf = async ({ store }: World, policy: Policy) =>
  rulesInForce(policy, compileTable(policy.table), await store.read.groups());

/** Who was given before what it adds groups to: nobody gains those before an owner has decided it. */
export const widenedBy = async (world: World, before: Policy, policy: Policy) =>
  countWidening(world, before, await rulesOf(world, policy));

const NOT_FILED = { filingSince: null, issue: null } as const;

/** Nothing was changed. */
type NotLiftable =
  /** Seals lie in the tracker that the store does not have: what came after it is taken in at the next start. */
  | { readonly kind: 'not-caught-up' }
  /** Of so many accounts it is not known yet what shadow holds back. */
  | { readonly kind: 'still-comparing'; readonly accounts: number };

export type Applied =
  | NotLiftable
  | { readonly kind: 'already-in-force' }
  | { readonly kind: 'in-force'; readonly changeSet: ChangeSetId | null; readonly people: number }
  | {
      readonly kind: 'held';
      readonly changeSet: ChangeSetId;
      readonly because: readonly string[];
      readonly hash: string;
    };

/** Counted again where another policy has come into force since: that one's people count with these. */
export async function applyPolicy(world: World, edit: PolicyEdit): Promise<Applied> {
  const applied = await applyOnce(world, edit);
  return applied ?? applyPolicy(world, edit);
}

/** `null` = another policy has come into force since it was counted. */
async function applyOnce(world: World, edit: PolicyEdit): Promise<Applied | null> {
  world.rules.forget();
  const before = (await world.rules.current())?.policy;
  const present = await world.store.read.policyInForce();
  // Where everything is held in shadow, the same policy makes live again what it says is live.
  const isForcedNow = isForced(await readForced(world.store.read));
  if (present?.version === edit.policy.version && !isForcedNow) return { kind: 'already-in-force' };
  const notYet = isForcedNow ? await notLiftable(world) : null;
  if (notYet !== null) return notYet;
  const { items, hash, because: limits } = await planPolicy(world, edit.policy);
  const because = isForcedNow && items.length > 0 ? [...limits, AFTER_RESTORE] : limits;
  const id = changeSetId(world.freshId());
  const held = because.length > 0;
  const widened = held || before === undefined ? [] : await widenedBy(world, before, edit.policy);
  const change =
    before === undefined
      ? {}
      : {
          change: {
            previous: before.version,
            changes: renderDifference(difference(before, edit.policy)),
            approver: held ? null : edit.approver,
            ...NOT_FILED,
          },
        };
  const changeSet = items.length > 0 ? id : null;
  const isCounted = await world.store.transaction(async (tx) => {
    await tx.lockSystem();
    if ((await tx.policyInForce())?.version !== before?.version) return false;
    const row: ChangeSetRow = {
      id,
      origin: { kind: 'policy', ref: edit.policy.version, actor: edit.author },
      state: held ? 'held' : changeSet === null ? 'done' : 'applying',
      hash,
      because,
      createdAt: tx.now,
      policy: edit.policy,
      ...change,
      problems: [],
      ...(edit.commit === undefined ? {} : { commit: edit.commit }),
      ...(edit.commitBy === undefined ? {} : { commitBy: edit.commitBy }),
    };
    if (changeSet !== null) await saveCounted(tx, row, items);
    // Nobody gains or loses anything: what there is to say is said on its issue.
    else if (before !== undefined) await tx.saveChangeSet(row);
    if (before !== undefined) await tx.send({ lane: 'bulk', policyChange: id });
    if (!held) await putInForce(tx, edit, changeSet);
    await askOwners(world, tx, row, widened);
    return true;
  });
  world.rules.forget();
  if (!isCounted) return null;
  if (held) return { kind: 'held', changeSet: id, because, hash };
  return { kind: 'in-force', changeSet, people: items.length };
}

/** Why what is held in shadow cannot be set free yet; `null` = it may be. */
async function notLiftable(world: World): Promise<NotLiftable | null> {
  if ((await newerSeals(world)) !== null) return { kind: 'not-caught-up' };
  const accounts = await notCompared(world.store.read);
  return accounts > 0 ? { kind: 'still-comparing', accounts } : null;
}

/** However few they are: nobody has seen the ledger that it follows from. */
const AFTER_RESTORE =
  'everything has been in shadow since the store was restored: a person looks at what that sets free';

/**
 * Within the limits nobody else has to agree; whoever is named as having agreed may confirm, and is not the author.
 * `null` = so it is. Over the limits a name given beforehand counts for nothing: a confirmation is of what was counted.
 */
export async function approverRefusal(
  world: World,
  { author, approver, commitBy = author }: Pick<PolicyEdit, 'author' | 'approver' | 'commitBy'>,
): Promise<'not-allowed' | 'own-change' | null> {
  if (approver === null) return null;
  if (!(await mayConfirm(world, approver))) return 'not-allowed';
  const isOwn = (await isSamePerson(world, author, approver)) || (await isSamePerson(world, commitBy, approver));
  return isOwn ? 'own-change' : null;
}

export type ConfirmRefusal =
  | 'unknown'
  | 'not-held'
  | 'superseded'
  | 'other-items'
  | NotLiftable['kind']
  | 'not-allowed'
  | 'own-change'
  | OwnerRefusal;

export interface Confirmed {
  readonly people: number;
  /** Decided by the owner, and over the brake's limits: somebody else confirms it yet. Empty = it is being applied. */
  readonly heldBecause: readonly string[];
}

/** A confirmation binds to the items that were shown: other items need another look. */
export async function confirmChangeSet(
  world: World,
  id: ChangeSetId,
  hash: string,
  by: string,
): Promise<Outcome<Confirmed, ConfirmRefusal>> {
  const found = await world.store.read.changeSet(id);
  const refusal = await deciderRefusal(world, found, by);
  if (refusal !== null) return refuse(refusal);
  if (found === null || (found.row.policy === null && found.row.gives === undefined)) return refuse('unknown');
  const { policy, origin, commit, commitBy, recounts, gives } = found.row;
  // Whoever wrote the change does not approve it.
  for (const author of new Set([origin.actor, commitBy ?? origin.actor])) {
    if (await isSamePerson(world, author, by)) return refuse('own-change');
  }
  const isFirst = recounts === undefined && policy !== null;
  // Held before the store was restored, it was counted without what shadow holds back since.
  const lifts = isFirst && isForced(await readForced(world.store.read));
  const notYet = lifts ? await notLiftable(world) : null;
  if (notYet !== null) return refuse(notYet.kind);
  const count = found.row.state === 'held' ? await countNow(world, found, policy) : null;
  const before = (await world.rules.current())?.policy;
  const widened = isFirst && before !== undefined ? await widenedBy(world, before, policy) : [];
  const asksOwner = waitsForOwner(gives);
  const mayPassBrake = !asksOwner || (await mayConfirm(world, by));
  const outcome = await world.store.transaction(async (tx): Promise<Outcome<Confirmed, ConfirmRefusal>> => {
    await tx.lockSystem();
    const row = await tx.lockChangeSet(id);
    if (row === null) return refuse('unknown');
    if (row.rejectedBy === SUPERSEDED) return refuse('superseded');
    if (row.state !== 'held' || canonical(row.gives ?? null) !== canonical(gives ?? null)) return refuse('not-held');
    // It holds a whole policy, not a difference: in force now it would put back what another has changed since.
    const inForce = await tx.policyInForce();
    if (row.change !== undefined && row.change.previous !== inForce?.version) return refuse('superseded');
    if (!row.hash.startsWith(hash) || hash.length < 8) return refuse('other-items');
    if (asksOwner && count?.items.length === 0) return refuse('superseded');
    if (count !== null && isWider(count.items, found.items)) {
      const because = asksOwner || count.because.length === 0 ? row.because : count.because;
      await saveCounted(tx, { ...row, hash: count.hash, because }, count.items);
      return refuse('other-items');
    }
    const people = found.items.length;
    await tx.send({ lane: 'bulk', policyChange: id });
    const given = asksOwner ? { gives: { ...gives, decidedBy: by } } : {};
    if (asksOwner) await tx.append('system', [decided(row, gives, 'give', by)]);
    if (!mayPassBrake && count !== null && count.because.length > 0) {
      await tx.saveChangeSet({ ...row, ...given, because: count.because });
      return accept({ people, heldBecause: count.because });
    }
    await tx.saveChangeSet({ ...row, ...given, state: 'applying', confirmedBy: by });
    await tx.append('system', [{ type: 'ChangeSetConfirmed', changeSet: id, hash: row.hash, by }]);
    await unlistHeld(tx, id, { verdict: 'confirm', by, reason: `confirmed with the hash ${row.hash.slice(0, 12)}` });
    await sendItems(tx, id, found.items);
    // What is counted anew follows from a policy that was put in force before, and may have been followed by another.
    if (isFirst) {
      const source = { ...(commit === undefined ? {} : { commit }), ...(commitBy === undefined ? {} : { commitBy }) };
      const edit = { policy, author: origin.actor, approver: by, ...source };
      await putInForce(tx, edit, id);
      await askOwners(world, tx, row, widened);
    }
    return accept({ people, heldBecause: [] });
  });
  world.rules.forget();
  return outcome;
}

/** Held for days, it may touch more people by now than those who were shown: somebody hired meanwhile, for one. */
async function countNow(world: World, { row, items }: Kept, policy: Policy | null): Promise<Count | null> {
  if (row.recounts === undefined && policy !== null) return planPolicy(world, policy);
  const force = await world.rules.current();
  if (force === null) return null;
  const { gives } = row;
  const shown = partsOf(row, items);
  if (!waitsForOwner(gives))
    return countPeople(
      world,
      items.map(({ person }) => person),
      force,
      [],
      shown,
    );
  const people = await concernedNow(world, force, gives, items);
  const all = { kind: 'widened', added: gives.added } as const;
  return countPeople(world, people, force, [], (person) => shown(person) ?? all);
}

/** Less than what was shown is covered by it. */
const isWider = (items: readonly ChangeSetItem[], shown: readonly ChangeSetItem[]) => {
  const before = new Map(shown.map((item) => [item.person, item]));
  return items.some((item) => {
    const known = before.get(item.person);
    return known === undefined || !sameDifference(known, item);
  });
};

export async function rejectChangeSet(
  world: World,
  id: ChangeSetId,
  by: string,
  reason = 'rejected',
  together: (tx: Tx) => Promise<unknown> = async () => {},
): Promise<Outcome<null, 'unknown' | 'not-held' | 'not-allowed' | OwnerRefusal>> {
  const refusal = await deciderRefusal(world, await world.store.read.changeSet(id), by);
  if (refusal !== null) return refuse(refusal);
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const row = await tx.lockChangeSet(id);
    if (row === null) return refuse('unknown');
    if (row.state !== 'held') return refuse('not-held');
    await tx.saveChangeSet({ ...row, state: 'rejected', rejectedBy: by });
    await tx.send({ lane: 'bulk', policyChange: id });
    const keeps = waitsForOwner(row.gives) ? [decided(row, row.gives, 'keep', by)] : [];
    await tx.append('system', [...keeps, { type: 'ChangeSetRejected', changeSet: id, by }]);
    await unlistHeld(tx, id, { verdict: 'reject', by, reason });
    await together(tx);
    return accept(null);
  });
}

async function putInForce(tx: Tx, edit: PolicyEdit, changeSet: ChangeSetId | null): Promise<void> {
  const previous = await tx.policyInForce();
  const { policy, ...by } = edit;
  await unlistSuperseded(tx, policy.version);
  await liftForced(tx, edit.author);
  await tx.putPolicyInForce(policy, { ...by, changeSet });
  await tx.append('system', [
    { type: 'PolicyApplied', version: policy.version, previous: previous?.version ?? null, ...by, changeSet },
  ]);
  await tx.send({ lane: 'bulk', follow: policy.version, by: edit.author });
}
