/**
 * The life of a user: which call is open in which status and what it answers, as recorded (table "User status"
 * of the API reference, codes from recordings). None of these calls is idempotent; illegal ones are refused.
 */
import { randomBytes } from 'node:crypto';
import { followUser } from '../apps/appUsers.ts';
import { applyRules } from '../groups/ruleEngine.ts';
import { activationFailed, invalid, notFound, notInThisState, OktaError } from '../http/errors.ts';
import type { StoredUser, UserStatus } from '../store/model.ts';
import { type By, type Organization, userParty } from '../store/organization.ts';
import { changeUser } from './userChange.ts';

export function activate(org: Organization, user: StoredUser, sendEmail: boolean, by: By): void {
  if (user.status !== 'STAGED' && user.status !== 'DEPROVISIONED') throw activationFailed();
  const canSignIn = user.hasPassword || user.provider.type === 'FEDERATION' || user.provider.type === 'SOCIAL';
  const status = canSignIn ? 'ACTIVE' : org.quirks.passwordlessActivation;
  note(org, 'user.lifecycle.activate', 'Activate Okta user', user, by);
  if (sendEmail) org.mail('activation', user.id);
  transition(org, user, status, (current) => {
    const changed = changeUser(org, current, { status, activated: org.timestamp() });
    applyRules(org, changed);
    followUser(org, changed, by);
  });
}

export function reactivate(org: Organization, user: StoredUser, sendEmail: boolean, by: By): void {
  if (user.status !== 'PROVISIONED' && user.status !== 'RECOVERY') throw notInThisState();
  note(org, 'user.lifecycle.reactivate', 'Reactivate Okta user', user, by);
  if (sendEmail) org.mail('activation', user.id);
}

/** Memberships stay (two support articles); apps are unassigned; sessions end. */
export function deactivate(org: Organization, user: StoredUser, sendEmail: boolean, by: By): void {
  if (user.status === 'DEPROVISIONED') {
    throw org.quirks.deactivateDeprovisioned === 'E0000007' ? notFound(user.id, 'User') : notInThisState();
  }
  note(org, 'user.lifecycle.deactivate', 'Deactivate Okta user', user, by);
  if (sendEmail) org.mail('deactivation', user.id);
  transition(org, user, 'DEPROVISIONED', (current) => {
    const changed = changeUser(org, current, { status: 'DEPROVISIONED' });
    clearSessions(org, changed, by);
    org.clients.delete(changed.id);
    followUser(org, changed, by);
  });
}

/** Groups and apps stay; sessions end. */
export function suspend(org: Organization, user: StoredUser, by: By): void {
  const open: readonly UserStatus[] = org.quirks.suspendOnlyActive
    ? ['ACTIVE']
    : ['ACTIVE', 'PROVISIONED', 'PASSWORD_EXPIRED'];
  if (!open.includes(user.status)) {
    throw invalid('suspendUser', 'Cannot suspend a user that is not active');
  }
  changeUser(org, user, { status: 'SUSPENDED' });
  clearSessions(org, user, by);
  note(org, 'user.lifecycle.suspend', 'Suspend Okta user', user, by);
}

export function unsuspend(org: Organization, user: StoredUser, by: By): void {
  if (user.status !== 'SUSPENDED') throw invalid('unsuspendUser', 'Cannot unsuspend a user that is not suspended');
  changeUser(org, user, { status: 'ACTIVE' });
  note(org, 'user.lifecycle.unsuspend', 'Unsuspend Okta user', user, by);
}

export function unlock(org: Organization, user: StoredUser, by: By): void {
  if (user.status !== 'LOCKED_OUT') {
    throw new OktaError(403, 'E0000032', 'Unlock is not allowed for this user.', ['The user is not locked out.']);
  }
  changeUser(org, user, { status: 'ACTIVE' });
  note(org, 'user.account.unlock', 'Unlock user account', user, by);
}

const WITH_PASSWORD: readonly UserStatus[] = ['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY', 'LOCKED_OUT', 'PROVISIONED'];

/** For the three password calls; sessions end only where the caller asks. */
export function changePasswordState(
  org: Organization,
  user: StoredUser,
  status: 'PASSWORD_EXPIRED' | 'RECOVERY',
  revokeSessions: boolean,
  by: By,
): StoredUser {
  if (!WITH_PASSWORD.includes(user.status)) {
    throw org.quirks.illegalPasswordCall === 'E0000038'
      ? notInThisState()
      : invalid('password', "This operation is not allowed in the user's current status.");
  }
  const changed = changeUser(org, user, { status });
  if (revokeSessions) clearSessions(org, changed, by);
  const type = status === 'RECOVERY' ? 'user.account.reset_password' : 'user.account.expire_password';
  note(org, type, type, changed, by);
  return changed;
}

export function clearSessions(org: Organization, user: StoredUser, by: By): void {
  if (org.sessions.endAllOf(user.id) > 0) note(org, 'user.session.clear', 'Clear user session', user, by);
}

/** First call: the user is only deactivated. Second call, on a deactivated user: gone, and the login is free. */
export function deleteUser(org: Organization, user: StoredUser, by: By): void {
  if (user.status !== 'DEPROVISIONED') {
    deactivate(org, user, false, by);
    return;
  }
  note(org, 'user.lifecycle.delete.initiated', 'Delete Okta user', user, by);
  org.memberships.forgetUser(user.id);
  org.factors.delete(user.id);
  org.clients.delete(user.id);
  org.roles.delete(user.id);
  org.users.delete(user);
  note(org, 'user.lifecycle.delete.completed', 'Delete Okta user completed', user, by);
}

/** Work that may end later: until then the user shows the old status and where it is going. */
function transition(
  org: Organization,
  user: StoredUser,
  to: 'ACTIVE' | 'DEPROVISIONED' | 'PROVISIONED',
  finish: (current: StoredUser) => void,
): void {
  const delay = org.quirks.lifecycleDelayMilliseconds;
  if (delay === 0) {
    finish(user);
    return;
  }
  changeUser(org, user, { transitioningToStatus: to });
  org.clock.after(delay, () => {
    const current = org.users.get(user.id);
    if (current?.transitioningToStatus !== to) return;
    const { transitioningToStatus: _, ...settled } = current;
    finish(settled);
  });
}

export function activationToken(origin: string): { activationUrl: string; activationToken: string } {
  const token = randomBytes(15).toString('base64url');
  return { activationUrl: `${origin}/welcome/${token}`, activationToken: token };
}

function note(org: Organization, eventType: string, displayMessage: string, user: StoredUser, by: By): void {
  org.log.add(eventType, { ...by, targets: [userParty(user)], displayMessage });
}
