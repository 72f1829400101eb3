/**
 * Who is in the group of a site through which a role is held, beside those whom the ledger explains there. Whoever is in it
 * holds the role once the group is its actor, wherever they come from.
 */
import { judgeGroupMember } from '../../core/finding/index.ts';
import type { Judgement } from '../../core/finding/model.ts';
import { roleTargets } from '../../core/policy/index.ts';
import type { Settings } from '../../core/policy/model.ts';
import { type AccountId, type ConnectionId, connectionOf, type GroupId, type PersonId } from '../../core/shared/ids.ts';
import { type Milliseconds, milliseconds } from '../../core/shared/instant.ts';
import type { CallOptions } from '../../ports/provider.ts';
import type { Reader, Store, StoredGroup } from '../../ports/store.ts';
import type { GroupMember, TargetSystem } from '../../ports/targets.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { knownOtherwise } from '../sweep/differences.ts';

export interface Beyond {
  readonly member: GroupMember;
  /** Whose account it is, as far as that is known. */
  readonly person: PersonId | null;
  readonly account: AccountId | null;
  readonly judgement: Exclude<Judgement, 'nothing'>;
}

/** What the policy says about a role that is held through a group. */
export interface ThroughGroup {
  readonly role: GroupId;
  /** Groups of the provider that open it; a name nobody knows is `null`. */
  readonly openers: readonly (StoredGroup | null)[];
  readonly followsWithin: Milliseconds;
}

export function throughGroup({ policy, groupsById, groupsByName }: RulesInForce, role: GroupId): ThroughGroup {
  const name = groupsById.get(role)?.name;
  const named = roleTargets(policy.catalogue).filter((one) => one.name === name);
  return {
    role,
    openers: named.map(({ group }) => groupsByName.get(group) ?? null),
    followsWithin: followsWithin(policy.settings, connectionOf(role)),
  };
}

const PATIENCE = milliseconds(60 * 60_000);

/** How long what somebody else fills in may take: of a site that copies the provider's groups, policy says. */
export function followsWithin({ connections }: Pick<Settings, 'connections'>, connection: ConnectionId): Milliseconds {
  const site = connections.find(({ id }) => id === connection);
  return site?.kind === 'jira' ? (site.projectRoles?.within ?? PATIENCE) : PATIENCE;
}

export interface Asking {
  readonly store: Pick<Store, 'read' | 'sweeps'>;
  readonly force: RulesInForce;
  readonly target: TargetSystem;
  readonly call: CallOptions;
}

/** Of these, whom the ledger does not explain, one by one. Our own account and what is protected or registered is left out. */
export async function* beyondLedger(
  { store, force, target, call }: Asking,
  through: ThroughGroup,
  members: readonly GroupMember[],
): AsyncGenerator<Beyond> {
  const connection = connectionOf(through.role);
  const openers = idsOf(through);
  const ids = members.map(({ providerId }) => providerId);
  const [held, known] = await Promise.all([
    store.sweeps.heldAmong(connection, ids, openers),
    store.read.accountsWith(connection, ids),
  ]);
  const isKnown = knownOtherwise(force.policy);
  for (const member of members) {
    const { providerId, login } = member;
    if (held.has(providerId) || isKnown(providerId, login) || (await target.holdsAdminRole(providerId, call))) continue;
    const account = known.get(providerId) ?? null;
    const person = account === null ? await personWith(store, login) : await store.read.personOfAccount(account);
    const judgement = await judged(store, through, person);
    if (judgement !== 'nothing') yield { member, person, account, judgement };
  }
}

/** Whether the ledger explains it by now. */
export async function judged(
  { read }: Pick<Store, 'read'>,
  through: ThroughGroup,
  person: PersonId | null,
): Promise<Judgement> {
  if (person === null) return 'finding';
  const [ledger, now] = await Promise.all([read.person(person), read.now()]);
  return judgeGroupMember({ ...through, ledger, openers: idsOf(through), now });
}

/** By an address the site shows; two people of one address are nobody certain. */
export async function personWith({ read }: { readonly read: Pick<Reader, 'findPersons'> }, login: string | null) {
  const [only, ...others] = login === null ? [] : await read.findPersons(login);
  return only === undefined || others.length > 0 ? null : only;
}

const idsOf = ({ openers }: ThroughGroup): readonly GroupId[] => openers.flatMap((one) => one?.id ?? []);
