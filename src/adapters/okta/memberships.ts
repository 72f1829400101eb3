/** Who is in which group, by id, one at a time ("Groups, group members"). */

import type { OktaConnection } from '../../core/policy/model.ts';
import type { GroupOwner } from '../../core/reconcile/model.ts';
import { groupId, type ProviderAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { MembershipReader, MembershipWriter, Sight } from '../../ports/provider.ts';
import { begin, type Errand, type OktaClient } from './client.ts';
import { showsGroup } from './group.ts';
import { localId } from './ids.ts';
import { seesEverything } from './ownRoles.ts';
import { type Group, group } from './schemas.ts';

export function membershipsOf(
  client: OktaClient,
  connection: OktaConnection,
): MembershipReader & MembershipWriter & Sight {
  return {
    seesEverything: (call) => seesEverything(client, connection, begin(call)),

    async readGroupsOf(id, call) {
      const groups = await groupsOf('read groups of account', id, begin(call));
      return groups.map(({ id: found, type, profile }) => ({
        group: groupId(client.connection, found),
        name: profile.name,
        owner: ownerByType(type),
      }));
    },

    /** A repeated add is believed to answer 204 again; if it is refused instead, a read decides. */
    async addMember(group, account, call) {
      const operation = 'add member';
      const id = localId(client, operation, group);
      const errand = begin(call);
      try {
        await client.run({ operation, method: 'PUT', path: memberPath(id, account), effect: 'convergent' }, errand);
      } catch (error) {
        if (!(error instanceof Fault) || (error.kind !== 'conflict' && error.vendorCode !== 'E0000001')) throw error;
        const now = await groupsOf(operation, account, errand);
        if (!now.some((one) => one.id === id)) throw error;
      }
    },

    async removeMember(group, account, call) {
      const operation = 'remove member';
      const id = localId(client, operation, group);
      const errand = begin(call);
      try {
        await client.run({ operation, method: 'DELETE', path: memberPath(id, account), effect: 'convergent' }, errand);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        // 403, and it is the user's status it does not allow: it says nothing of the membership.
        if (error.vendorCode === 'E0000038')
          throw new Fault('denied', operation, {
            vendorCode: error.vendorCode,
            note: 'not in the status of this user',
          });
        if (error.kind !== 'missing') throw error;
        // Not a member, no such group, or no such account? Not being in it is success; the rest is said.
        const left = await groupsOf(operation, account, errand);
        if (left.some((one) => one.id === id)) throw error;
        // One that our role does not reach is answered like one that is gone, and may be left out of the list like it.
        if (await showsGroup(client, operation, id, errand)) return;
        if (!(await seesEverything(client, connection, errand)))
          throw new Fault('missing', operation, { vendorCode: error.vendorCode, note: 'gone, or out of our reach' });
      }
    },
  };

  async function groupsOf(operation: string, id: ProviderAccountId, errand: Errand): Promise<readonly Group[]> {
    const path = `/api/v1/users/${encodeURIComponent(id)}/groups`;
    const groups = await client.list({ operation, method: 'GET', path, effect: 'read' }, group, errand);
    requireEveryone(operation, groups);
    return groups;
  }
}

const memberPath = (group: string, account: ProviderAccountId) =>
  `/api/v1/groups/${encodeURIComponent(group)}/users/${encodeURIComponent(account)}`;

/** Every org has Everyone, and everybody is in it: a list without it is what an admin role shows that sees no groups, or only its own. */
export function requireEveryone(operation: string, groups: readonly Group[]): void {
  if (groups.some(({ type }) => type === 'BUILT_IN')) return;
  throw new Fault('denied', operation, { note: 'Everyone is not shown: the role sees a part of the groups, or none' });
}

/** "Group types": only OKTA_GROUP takes members by API; an imported group answers 403 even to a super admin. */
export function ownerByType(type: Group['type']): GroupOwner {
  if (type === 'OKTA_GROUP') return 'tenure';
  return type === 'APP_GROUP' ? 'directory' : 'built-in';
}
