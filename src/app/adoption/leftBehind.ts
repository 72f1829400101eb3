/**
 * An account taken over while it is closed still holds what its person had when they left: the provider keeps
 * memberships of closed accounts and brings them back with the sign-in. Whoever decides that the account is this
 * person's decides with it that nothing of that comes back: each membership is held as ended, which is the cause for
 * its removal. What is wanted now is covered by grants of its own and stays.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { grantIds } from '../../core/person/index.ts';
import {
  type CaseId,
  connectionId,
  connectionOf,
  type GroupId,
  groupName,
  providerAccountId,
  withinConnection,
} from '../../core/shared/ids.ts';
import { type Instant, milliseconds, minus } from '../../core/shared/instant.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

/** What a closed account is still in and we may take; nothing for one that is in use. Reads only. */
export async function leftBehindIn(
  world: World,
  force: RulesInForce,
  { account, detail }: Pick<ExceptionRow, 'account' | 'detail'>,
): Promise<readonly GroupId[]> {
  if (account === null || typeof detail.providerId !== 'string') return [];
  const provider = world.providers.get(connectionId(account.slice(0, account.indexOf('/'))));
  const id = providerAccountId(detail.providerId);
  const call = { lane: 'ordinary', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  const seen = await provider?.readAccount(id, call);
  if (provider === undefined || seen?.state !== 'deactivated') return [];
  const { keep, protected: guarded } = force.policy.settings;
  return (await provider.readGroupsOf(id, call)).flatMap(({ group, owner }) => {
    const known = force.groupsById.get(group);
    const left = owner === 'tenure' && known?.owner === 'tenure';
    return left && !keep.includes(known.name) && !guarded.groups.includes(known.name) ? [group] : [];
  });
}

export function endLeftBehind(
  groups: readonly GroupId[],
  { person }: PersonLedger,
  on: CaseId,
  force: RulesInForce,
  now: Instant,
  lastSeq: number,
): readonly TenureEvent[] {
  if (person === null) return [];
  const nextId = grantIds(on, lastSeq);
  const nameOf = (group: GroupId) =>
    force.groupsById.get(group)?.name ?? groupName(connectionOf(group), withinConnection(group));
  return [...groups].sort().map((group) => ({
    type: 'GrantGiven',
    grant: {
      id: nextId(),
      person: person.id,
      engagement: null,
      holds: { kind: 'group', group: nameOf(group) },
      groups: [group],
      cause: 'adopted',
      givenBy: on,
      rows: [],
      policy: force.policy.version,
      // It was there until now; since when, nobody told us.
      start: { kind: 'before', at: minus(now, milliseconds(1)) },
      end: now,
      endedBy: on,
      changeSet: null,
    },
  }));
}
