import type { JsonObject } from '../json.ts';
import type { User } from '../model.ts';

export interface View {
  readonly base: string;
  readonly version: 2 | 3;
  /** No profile shows its address, as in an organisation that hides them all. */
  readonly mailHidden: boolean;
}

/** `emailAddress` follows profile visibility: hidden means absent, not empty ("User privacy developer guide"). */
export function showUser(user: User, view: View): JsonObject {
  const avatar = `${view.base}/avatar/${encodeURIComponent(user.accountId)}`;
  return {
    self: `${view.base}/rest/api/${view.version}/user?accountId=${encodeURIComponent(user.accountId)}`,
    accountId: user.accountId,
    ...(view.mailHidden || user.mailHidden ? {} : { emailAddress: user.email }),
    avatarUrls: { '48x48': avatar, '24x24': avatar, '16x16': avatar, '32x32': avatar },
    displayName: user.displayName,
    active: user.active,
    timeZone: 'Etc/UTC',
    accountType: user.accountType,
  };
}
