/**
 * Group rules at work: a user who fits is put into the rule's groups, one who no longer fits is taken out again.
 * Deactivated users keep what they had: their memberships are not looked at until they come back.
 */

import type { StoredRule, StoredUser } from '../store/model.ts';
import { type By, type Organization, SYSTEM } from '../store/organization.ts';
import { addMember, releaseByRule } from './membership.ts';
import { compileRule } from './ruleExpression.ts';

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
  if (user.status === 'DEPROVISIONED') return;
  const by = { actor: SYSTEM, transaction: rule.id };
  const fits = compileRule(rule.expression)(user.profile) && !rule.excludedUserIds.includes(user.id);
  for (const groupId of rule.groupIds) {
    if (!org.groups.rows.has(groupId)) continue;
    if (fits) addMember(org, groupId, user.id, by, rule.id);
    else releaseByRule(org, groupId, user.id, rule.id, by);
  }
}
