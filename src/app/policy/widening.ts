/**
 * Groups added to an entitlement. Whoever was given it before keeps the groups they were given for; with the policy
 * that adds them, each application's owner is asked, by a change set of its own on the issue of the policy change. Their
 * decision is an event, bound to the list they saw; what follows from it is counted and braked like any other change.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { mailsOf } from '../../core/grant/index.ts';
import type { AddedGroups } from '../../core/grant/model.ts';
import { addedGroups } from '../../core/policy/index.ts';
import type { Application, Policy } from '../../core/policy/model.ts';
import { type Giving, HELD_FOR_OWNER } from '../../core/reconcile/index.ts';
import { type ApplicationId, changeSetId, type GroupName, type PersonId } from '../../core/shared/ids.ts';
import type { ChangeSetItem, ChangeSetRow, Tx } from '../../ports/store.ts';
import { isListed, isSamePerson } from '../identity.ts';
import { hasLeft } from '../reconcile/leftPlaces.ts';
import { later, type World } from '../world.ts';
import { hashOf, saveCounted } from './changeSets.ts';
import { differenceFor, isNothing } from './difference.ts';
import type { RulesInForce } from './rules.ts';

export type Widened = Extract<Giving, { readonly kind: 'widened' }>;

/** One application's question: what was added to which of its entitlements, and who would gain it. */
export interface Widening {
  readonly application: Application;
  readonly added: readonly AddedGroups[];
  readonly items: readonly ChangeSetItem[];
}

/**
 * Who holds what a new policy adds groups to; what the owner holds themselves, and what the deputy does, is a question of
 * its own, for the other of them. Nothing is written.
 */
export async function countWidening(world: World, before: Policy, after: RulesInForce): Promise<readonly Widening[]> {
  const none: readonly ChangeSetItem[] = [];
  const asked = questionsOf(before, after).flatMap((one) =>
    (['others', 'owner', 'deputy'] as const).map((of) => ({ ...one, of, items: [...none] })),
  );
  if (asked.length === 0) return [];
  const now = await world.store.read.now();
  for await (const person of world.store.read.allPersons()) {
    const ledger = await world.store.read.person(person);
    for (const { application, added, of, items } of asked) {
      if (partOf(application, mailsOf(ledger)) !== of) continue;
      const difference = differenceFor(ledger, after, now, { kind: 'widened', added });
      if (!isNothing(difference)) items.push({ person, ...difference, state: 'open' });
    }
  }
  return asked.filter(({ items }) => items.length > 0);
}

function partOf({ owner, deputy }: Application, mails: readonly string[]): 'others' | 'owner' | 'deputy' {
  if (mails.includes(owner.toLowerCase())) return 'owner';
  return deputy !== null && mails.includes(deputy.toLowerCase()) ? 'deputy' : 'others';
}

function questionsOf(before: Policy, { policy, groupsByName }: RulesInForce) {
  const byApplication = new Map<Application, AddedGroups[]>();
  const idsOf = (names: readonly GroupName[]) => names.flatMap((name) => groupsByName.get(name)?.id ?? []);
  for (const { application, entitlement, before: old, groups } of addedGroups(before, policy)) {
    const added = { entitlement, before: idsOf(old), groups: idsOf(groups) };
    byApplication.set(application, [...(byApplication.get(application) ?? []), added]);
  }
  return [...byApplication].map(([application, added]) => ({ application, added }));
}

/**
 * Whom one question is about by now: also whoever was given the entitlement, as it meant before, after they were counted; a
 * form that was being decided just then, for one.
 */
export async function concernedNow(
  { store }: Pick<World, 'store'>,
  { policy }: RulesInForce,
  { application: id }: Widened,
  items: readonly Pick<ChangeSetItem, 'person'>[],
): Promise<readonly PersonId[]> {
  const application = policy.catalogue.applications.find((one) => one.id === id);
  const [first] = items;
  if (application === undefined || first === undefined) return items.map(({ person }) => person);
  const part = partOf(application, mailsOf(await store.read.person(first.person)));
  const concerned: PersonId[] = [];
  for await (const person of store.read.allPersons()) {
    if (partOf(application, mailsOf(await store.read.person(person))) === part) concerned.push(person);
  }
  return concerned;
}

/** With the policy that adds the groups, in its transaction: the questions belong to its case. `system` is locked. */
export async function askOwners(
  { freshId }: World,
  tx: Tx,
  { id: root, origin }: Pick<ChangeSetRow, 'id' | 'origin'>,
  widened: readonly Widening[],
): Promise<void> {
  for (const [place, { application, added, items }] of widened.entries()) {
    const row: ChangeSetRow = {
      id: changeSetId(freshId()),
      origin,
      state: 'held',
      hash: hashOf(items),
      because: [HELD_FOR_OWNER],
      // After the set of the policy itself, in this order.
      createdAt: later(tx.now, place + 1),
      policy: null,
      recounts: root,
      gives: { kind: 'widened', application: application.id, added },
      problems: [],
    };
    await saveCounted(tx, row, items);
  }
}

/** Owner and deputy, as this policy names them. */
export function ownersIn({ catalogue }: Policy, id: ApplicationId): readonly string[] {
  const application = catalogue.applications.find((one) => one.id === id);
  return application === undefined ? [] : [application.owner, application.deputy].flatMap((one) => one ?? []);
}

export type OwnerRefusal = 'not-the-owner' | 'own-case';

/**
 * The owner or deputy, as the policy in force names them, as long as they work here, and not about what they hold
 * themselves. Where nobody is left by that, whoever may confirm. `null` = they may.
 */
export async function ownerRefusal(
  world: World,
  { policy }: RulesInForce,
  { application: id }: Widened,
  items: readonly ChangeSetItem[],
  by: string,
): Promise<OwnerRefusal | null> {
  const owners = ownersIn(policy, id);
  const concerned = new Set<string>();
  for (const { person } of items)
    for (const mail of mailsOf(await world.store.read.person(person))) concerned.add(mail);
  const free: string[] = [];
  const now = await world.store.read.now();
  for (const one of owners) {
    if (!concerned.has(one.toLowerCase()) && !(await hasLeft(world, one, now))) free.push(one);
  }
  const { confirm } = policy.settings.roles;
  for (const mail of [...owners, ...confirm, by]) {
    if (concerned.has(mail.toLowerCase()) && (await isSamePerson(world, mail, by))) return 'own-case';
  }
  return (await isListed(world, free.length > 0 ? free : confirm, by)) ? null : 'not-the-owner';
}

export const decided = (
  { id, hash }: Pick<ChangeSetRow, 'id' | 'hash'>,
  { application, added }: Widened,
  verdict: 'give' | 'keep',
  by: string,
): TenureEvent => ({
  type: 'WideningDecided',
  changeSet: id,
  application,
  entitlements: added.map(({ entitlement }) => entitlement),
  hash,
  verdict,
  by,
});
