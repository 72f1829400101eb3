/**
 * All groups with their owner ("Groups", "Group rules", "Policies"). Whether a rule fills a group is not written
 * on its members: removing a rule's member by API silently adds the person to the rule's exclusion list. So the
 * rules are read as a whole, and a group catalogue without them is not answered.
 */
import type { OktaConnection } from '../../core/policy/model.ts';
import { groupId, groupName } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { GroupCatalogue } from '../../ports/provider.ts';
import { begin, type Errand, type OktaClient } from './client.ts';
import { PAGE_SIZE } from './config.ts';
import { enrollingGroups } from './enrolment.ts';
import { showsGroup } from './group.ts';
import { filledByRules } from './groupRules.ts';
import { localId } from './ids.ts';
import { ownerByType, requireEveryone } from './memberships.ts';
import { type Group, group } from './schemas.ts';

const OPERATION = 'list groups';

export function groupsOf(client: OktaClient, connection: OktaConnection): GroupCatalogue {
  return {
    async listGroups(call) {
      const errand = begin(call);
      const [groups, byRule, enrolling] = await Promise.all([
        listedGroups(client, errand),
        filledByRules(client, connection, OPERATION, errand),
        enrollingGroups(client, errand).catch(noneIfDenied),
      ]);
      requireEveryone(OPERATION, groups);
      return groups.map(({ id, type, profile, _embedded }) => ({
        id: groupId(client.connection, id),
        name: groupName(client.connection, profile.name),
        owner: type === 'OKTA_GROUP' && byRule.has(id) ? ('rule' as const) : ownerByType(type),
        members: _embedded?.stats?.usersCount ?? null,
        mfaEnrolment: enrolling.has(id),
        ...adminOf(_embedded?.stats?.hasAdminPrivlege),
      }));
    },

    async hasGroup(asked, call) {
      const operation = 'read group';
      return showsGroup(client, operation, localId(client, operation, asked), begin(call));
    },
  };
}

const adminOf = (admin: boolean | null | undefined) => (typeof admin === 'boolean' ? { admin } : {});

/** The counts cost Okta a look at every group; an org that cannot afford them is asked again without. */
export async function listedGroups(client: OktaClient, errand: Errand): Promise<readonly Group[]> {
  const path = `/api/v1/groups?limit=${PAGE_SIZE}`;
  try {
    return await client.list(
      { operation: OPERATION, method: 'GET', path: `${path}&expand=stats`, effect: 'read' },
      group,
      errand,
    );
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'transient' || error.retryAt !== null) throw error;
    return client.list({ operation: OPERATION, method: 'GET', path, effect: 'read' }, group, errand);
  }
}

/** Policies need a wider admin role than the rest; the self-test reports it, the catalogue goes on. */
function noneIfDenied(error: unknown): ReadonlySet<string> {
  if (error instanceof Fault && error.kind === 'denied') return new Set();
  throw error;
}
