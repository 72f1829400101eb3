/**
 * Group rules at work: a user who fits is put into the rule's groups, one who no longer fits is taken out again.
 * "To successfully move users to their assigned groups, the user cannot be in a Pending or Inactive state" ("Group rules"):
 * who has yet to come in is moved then, and who is closed keeps what they had until they come back.
 */

import type { StoredRule, StoredUser, UserStatus } from '../store/model.ts';
import { type By, type Organization, SYSTEM } from '../store/organization.ts';
import { addMember, releaseByRule } from './membership.ts';
import { compileRule } from './ruleExpression.ts';

const NOT_MOVED: ReadonlySet<UserStatus> = new Set(['STAGED', 'PROVISIONED', 'DEPROVISIONED']);

export function applyRules(org: Organization, user: StoredUser): void {
  for (const rule of org.rules.values()) {
    if (rule.status === 'ACTIVE') applyRule(org, rule, user);
  }
}

/** A rule starts to work: everyone is looked at once. */
export function applyRuleToAll(org: Organization, rule: StoredRule): void {
  for (const user of org.users.rows.values()) applyRule(org, rule, user);
}

/** What a deleted rule gave is taken back only on request (`removeUsers=true`). */
export function releaseAll(org: Organization, rule: StoredRule, by: By): void {
  for (const groupId of rule.groupIds) {
    for (const userId of [...org.memberships.membersOf(groupId).keys()]) {
      releaseByRule(org, groupId, userId, rule.id, by);
    }
  }
}

function applyRule(org: Organization, rule: StoredRule, user: StoredUser): void {
  if (NOT_MOVED.has(user.status)) return;
  const by = { actor: SYSTEM, transaction: rule.id };
  const fits = compileRule(rule.expression)(user.profile) && !rule.excludedUserIds.includes(user.id);
  for (const groupId of rule.groupIds) {
    if (!org.groups.rows.has(groupId)) continue;
    if (fits) addMember(org, groupId, user.id, by, rule.id);
    else releaseByRule(org, groupId, user.id, rule.id, by);
  }
}
