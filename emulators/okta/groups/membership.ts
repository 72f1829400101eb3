/** A person enters or leaves a group: the membership, what follows for the group's apps, and the log of it. */
import { followGroup } from '../apps/appUsers.ts';
import { forbidden, invalid, OktaError } from '../http/errors.ts';
import type { StoredGroup } from '../store/model.ts';
import { type By, groupParty, type Organization, SYSTEM, userParty } from '../store/organization.ts';

const MOST_EXCLUDED = 100;

/** Throws unless this group is one that membership calls may write. */
export function requireWritable(org: Organization, group: StoredGroup, superAdmin: boolean): void {
  // Seen in an issue thread: Everyone answers 501, an imported group 403 even to a super admin.
  if (group.type === 'BUILT_IN') throw new OktaError(501, 'E0000060', 'Unsupported operation.');
  if (group.type === 'APP_GROUP') throw forbidden();
  if (group.hasAdminRole && !superAdmin && org.quirks.adminGroupsNeedSuperAdmin) throw forbidden();
}

/**
 * Adding a member again changes nothing, not even where the membership came from: someone a rule put there
 * still leaves with the rule.
 */
export function addMember(org: Organization, groupId: string, userId: string, by: By, ruleId?: string): boolean {
  const before = org.memberships.origin(groupId, userId);
  if (before === 'manual' || (before !== undefined && ruleId === undefined)) return false;
  if (ruleId === undefined) org.memberships.set(groupId, userId, 'manual');
  else org.memberships.set(groupId, userId, new Set([...(before ?? []), ruleId]));
  if (before !== undefined) return false;
  noteChange(org, groupId, userId, 'group.user_membership.add', by);
  return true;
}

export function removeMember(org: Organization, groupId: string, userId: string, by: By): boolean {
  const origin = org.memberships.origin(groupId, userId);
  if (origin === undefined) return false;
  const rules = origin === 'manual' ? [] : [...origin];
  if (org.quirks.exclusionListFull === 'refused' && rules.some((id) => exclusionsAreFull(org, id))) {
    throw invalid('exclude', 'exclude: The rule already excludes the maximum number of users');
  }
  org.memberships.delete(groupId, userId);
  noteChange(org, groupId, userId, 'group.user_membership.remove', by);
  for (const ruleId of rules) exclude(org, ruleId, userId, by.transaction);
  return true;
}

/** Takes back what one rule gave; the membership stays while another rule holds it. */
export function releaseByRule(org: Organization, groupId: string, userId: string, ruleId: string, by: By): void {
  const origin = org.memberships.origin(groupId, userId);
  if (origin === undefined || origin === 'manual' || !origin.has(ruleId)) return;
  const left = new Set([...origin].filter((id) => id !== ruleId));
  if (left.size > 0) {
    org.memberships.set(groupId, userId, left);
    return;
  }
  org.memberships.delete(groupId, userId);
  noteChange(org, groupId, userId, 'group.user_membership.remove', by);
}

const exclusionsAreFull = (org: Organization, ruleId: string): boolean =>
  (org.rules.get(ruleId)?.excludedUserIds.length ?? 0) >= MOST_EXCLUDED;

/** Silent at the API, visible only in the System Log (support article on rule exclusions). */
function exclude(org: Organization, ruleId: string, userId: string, transaction: string): void {
  const rule = org.rules.get(ruleId);
  const user = org.users.get(userId);
  if (rule === undefined || user === undefined || exclusionsAreFull(org, ruleId)) return;
  org.rules.set(ruleId, { ...rule, excludedUserIds: [...rule.excludedUserIds, userId] });
  const ruleParty = { id: rule.id, type: 'GroupRule', alternateId: 'unknown', displayName: rule.name };
  org.log.add('group.user_membership.rule.add_exclusion', {
    actor: SYSTEM,
    transaction,
    targets: [userParty(user), ruleParty],
  });
}

function noteChange(org: Organization, groupId: string, userId: string, eventType: string, by: By): void {
  const group = org.groups.get(groupId);
  const user = org.users.get(userId);
  if (group === undefined || user === undefined) return;
  org.groups.put({ ...group, lastMembershipUpdated: org.timestamp() });
  const displayMessage = eventType.endsWith('add')
    ? 'Add user to group membership'
    : 'Remove user from group membership';
  org.log.add(eventType, { ...by, targets: [userParty(user), groupParty(group)], displayMessage });
  followGroup(org, groupId, userId, by);
}
