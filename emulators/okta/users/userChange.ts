/** Looking a user up as Okta does, and the one way a stored user changes. */
import { notFound, OktaError } from '../http/errors.ts';
import type { Call } from '../http/route.ts';
import type { StoredUser } from '../store/model.ts';
import type { Organization } from '../store/organization.ts';
import { etagOf } from './userView.ts';

/** The user of `:id`: an id, a login, or a short name only one login has. */
export function userOf(call: Call): StoredUser {
  const user = call.org.users.find(call.param('id'));
  if (user === undefined) throw notFound(call.param('id'), 'User');
  return user;
}

/** For the calls documented with an id and nothing else (sessions, clients, memberships). */
export function userById(org: Organization, id: string): StoredUser {
  const user = org.users.get(id);
  if (user === undefined) throw notFound(id, 'User');
  return user;
}

export type UserChange = Partial<Omit<StoredUser, 'id' | 'created' | 'version'>>;

export function changeUser(org: Organization, user: StoredUser, change: UserChange): StoredUser {
  const at = org.timestamp();
  const statusChanged = change.status !== undefined && change.status !== user.status ? { statusChanged: at } : {};
  return org.users.put({ ...user, lastUpdated: at, ...statusChanged, ...change, version: user.version + 1 });
}

/** `If-Match` on POST and PUT: a list of entity tags or a star. */
export function requireMatch(header: string | undefined, user: StoredUser): void {
  if (header === undefined || header.trim() === '*') return;
  const tags = header.split(',').map((tag) => tag.trim());
  if (tags.some((tag) => !/^(W\/)?"[^"]*"$/.test(tag))) {
    throw new OktaError(400, 'E0000242', 'The If-Match header has an invalid value.');
  }
  const current = etagOf(user).replace(/^W\//, '');
  if (tags.every((tag) => tag.replace(/^W\//, '') !== current)) {
    throw new OktaError(412, 'E0000231', 'The resource has changed since it was read: the If-Match condition failed.');
  }
}
