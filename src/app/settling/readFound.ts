/**
 * What a finding about one person's access says, read again just before it is decided: adopting what is no longer there
 * would give it. A role that no policy names is pinned beside the others, so that it has its name and its sweeps.
 */
import type { FoundMembership } from '../../core/finding/index.ts';
import { connectionOf, type GroupId, groupName, providerAccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions } from '../../ports/provider.ts';
import type { ExceptionRow, StoredGroup } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { type ConnectedTo, connectedTo } from '../reconcile/connectedTo.ts';
import { observe } from '../reconcile/observe.ts';
import type { World } from '../world.ts';

export interface ReadFound extends Pick<FoundMembership, 'person' | 'providerId' | 'login' | 'name' | 'owner'> {
  /** `null` = it is not there any more. */
  readonly readAt: Instant | null;
}

/** `null` = there is no such account any more, or nothing of ours leads there. */
export async function readFound(
  world: World,
  force: RulesInForce,
  { person, account, group, detail }: ExceptionRow,
): Promise<ReadFound | null> {
  if (person === null || group === null) return null;
  const system = connectedTo(world, connectionOf(group));
  const { accounts, person: known } = await world.store.read.person(person);
  const own = accounts.find(({ id }) => id === account)?.providerId;
  const said = typeof detail.providerId === 'string' ? providerAccountId(detail.providerId) : own;
  if (system === null || said == null) return null;
  const stored = force.groupsById.get(group) ?? (await pinned(world, system, group, detail));
  if (stored === null) return null;
  const { name, owner } = stored;
  const call = { lane: 'ordinary', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  const readAt = await world.store.read.now();
  const seen = await seenIn(system, group, said, call);
  if (seen === null) return null;
  const login = seen.login === '' ? (known?.profile.workMail ?? '') : seen.login;
  return { person, providerId: said, login, name, owner, readAt: seen.isIn ? readAt : null };
}

async function seenIn(
  { kind, system }: ConnectedTo,
  group: GroupId,
  id: ReadFound['providerId'],
  call: CallOptions,
): Promise<{ readonly login: string; readonly isIn: boolean } | null> {
  if (kind === 'provider') {
    const { account, groups, unseen } = await observe(system, id, false, call);
    if (unseen === true) throw new Fault('transient', 'read account', { note: 'gone, or out of our reach' });
    return account === null ? null : { login: account.login, isIn: groups.some((one) => one.group === group) };
  }
  const account = await system.readAccount(id, call);
  if (account === null) return null;
  const { groups, unread } = await system.readRolesOf(id, [group], call);
  if (unread.has(group)) throw new Fault('transient', 'read project role', { note: 'its project does not answer' });
  return { login: account.login, isIn: groups.some((one) => one.group === group) };
}

async function pinned(
  { store, rules }: World,
  { kind }: ConnectedTo,
  id: GroupId,
  { role }: ExceptionRow['detail'],
): Promise<StoredGroup | null> {
  if (kind !== 'target' || typeof role !== 'string') return null;
  const connection = connectionOf(id);
  const name = groupName(connection, role);
  const found: StoredGroup = { id, name, owner: 'tenure', members: null, mfaEnrolment: false, vanished: false };
  const known = (await store.read.groups(connection)).filter(({ vanished }) => !vanished);
  await store.transaction((tx) => tx.saveGroups(connection, [...known, found], tx.now));
  rules.forget();
  return found;
}
