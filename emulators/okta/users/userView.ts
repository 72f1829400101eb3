/** A user as the API shows it. `_links` tell which transitions are open; lists carry `self` only. */
import { createHash } from 'node:crypto';
import type { StoredUser, UserStatus } from '../store/model.ts';
import type { Organization } from '../store/organization.ts';

type Link = 'activate' | 'reactivate' | 'deactivate' | 'suspend' | 'unsuspend' | 'unlock' | 'delete' | PasswordLink;
type PasswordLink =
  | 'resetPassword'
  | 'expirePassword'
  | 'changePassword'
  | 'forgotPassword'
  | 'changeRecoveryQuestion'
  | 'resetFactors';

const PATHS: Readonly<Record<Exclude<Link, 'delete'>, string>> = {
  activate: 'lifecycle/activate',
  reactivate: 'lifecycle/reactivate',
  deactivate: 'lifecycle/deactivate',
  suspend: 'lifecycle/suspend',
  unsuspend: 'lifecycle/unsuspend',
  unlock: 'lifecycle/unlock',
  resetPassword: 'lifecycle/reset_password',
  expirePassword: 'lifecycle/expire_password',
  resetFactors: 'lifecycle/reset_factors',
  changePassword: 'credentials/change_password',
  forgotPassword: 'credentials/forgot_password',
  changeRecoveryQuestion: 'credentials/change_recovery_question',
};

const SIGNED_IN: readonly Link[] = [
  'suspend',
  'deactivate',
  'resetPassword',
  'expirePassword',
  'changePassword',
  'forgotPassword',
  'changeRecoveryQuestion',
  'resetFactors',
];

/** As recorded per status. */
const OPEN: Readonly<Record<UserStatus, readonly Link[]>> = {
  STAGED: ['activate'],
  PROVISIONED: ['suspend', 'deactivate', 'reactivate', 'resetPassword'],
  ACTIVE: SIGNED_IN,
  PASSWORD_EXPIRED: SIGNED_IN,
  RECOVERY: ['deactivate', 'reactivate', 'resetPassword'],
  LOCKED_OUT: ['unlock', 'deactivate', 'resetPassword'],
  SUSPENDED: ['unsuspend', 'deactivate'],
  DEPROVISIONED: ['activate', 'delete'],
};

export function userView(org: Organization, user: StoredUser, origin: string, form: 'single' | 'list') {
  const self = `${origin}/api/v1/users/${user.id}`;
  const links: Record<string, unknown> = { self: { href: self } };
  if (form === 'single') {
    for (const name of OPEN[user.status]) {
      links[name] =
        name === 'delete' ? { href: self, method: 'DELETE' } : { href: `${self}/${PATHS[name]}`, method: 'POST' };
    }
    links.schema = { href: `${origin}/api/v1/meta/schemas/user/default` };
    links.type = { href: `${origin}/api/v1/meta/types/user/${org.userTypeId}` };
  }
  return {
    id: user.id,
    status: user.status,
    ...(user.transitioningToStatus === undefined ? {} : { transitioningToStatus: user.transitioningToStatus }),
    created: user.created,
    activated: user.activated,
    statusChanged: user.statusChanged,
    lastLogin: user.lastLogin,
    lastUpdated: user.lastUpdated,
    passwordChanged: user.passwordChanged,
    type: { id: org.userTypeId },
    // Recordings always show these two, null when they were never set.
    profile: { mobilePhone: null, secondEmail: null, ...user.profile },
    credentials: {
      ...(user.hasPassword ? { password: {} } : {}),
      ...(user.recoveryQuestion === undefined ? {} : { recovery_question: { question: user.recoveryQuestion } }),
      provider: user.provider,
    },
    _links: links,
  };
}

/** Weak, 64 hex digits, on GET /users/{id} only (583 recordings). */
export const etagOf = (user: StoredUser): string =>
  `W/"${createHash('sha256').update(`${user.id} ${user.version}`).digest('hex')}"`;
