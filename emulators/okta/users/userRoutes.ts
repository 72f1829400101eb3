/** The users of the org over HTTP. */

import { groupView } from '../groups/groupView.ts';
import { notFound } from '../http/errors.ts';
import { type Answer, type Call, flag, noContent, ok, type Route } from '../http/route.ts';
import type { StoredGroup } from '../store/model.ts';
import { createUserRoute } from './createUser.ts';
import { clearSessions } from './lifecycle.ts';
import { listUsersRoute } from './listUsers.ts';
import { replaceUserRoute, updateUserRoute } from './updateUser.ts';
import { userById, userOf } from './userChange.ts';
import { etagOf, userView } from './userView.ts';

const READ = 'okta.users.read';
const MANAGE = 'okta.users.manage';

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/users', scope: READ, handle: listUsersRoute },
  { method: 'POST', path: '/api/v1/users', scope: MANAGE, handle: createUserRoute },
  { method: 'GET', path: '/api/v1/users/me', scope: READ, handle: readMe },
  { method: 'GET', path: '/api/v1/users/:id', scope: READ, handle: readUser },
  { method: 'POST', path: '/api/v1/users/:id', scope: MANAGE, handle: updateUserRoute },
  { method: 'PUT', path: '/api/v1/users/:id', scope: MANAGE, handle: replaceUserRoute },
  { method: 'GET', path: '/api/v1/users/:id/groups', scope: READ, handle: groupsOfUser },
  { method: 'DELETE', path: '/api/v1/users/:id/sessions', scope: MANAGE, handle: endSessions },
  {
    method: 'GET',
    path: '/api/v1/sessions/:id',
    scope: 'okta.sessions.read',
    handle: (call) => ok(sessionView(call)),
  },
  {
    method: 'DELETE',
    path: '/api/v1/sessions/:id',
    scope: 'okta.sessions.manage',
    handle: (call) => {
      sessionView(call);
      call.org.sessions.end(call.param('id'));
      return noContent;
    },
  },
];

function readUser(call: Call): Answer {
  const user = userOf(call);
  return ok(userView(call.org, user, call.url.origin, 'single'), { etag: etagOf(user) });
}

/** The owner of an SSWS token. An OAuth app is no user and has no `me`. */
function readMe(call: Call): Answer {
  const user = call.org.users.get(call.principal.party.id);
  if (user === undefined) throw notFound('me', 'User');
  return ok(userView(call.org, user, call.url.origin, 'single'), { etag: etagOf(user) });
}

/** All types, Everyone included; not paged in the reference. */
function groupsOfUser(call: Call): Answer {
  const { org } = call;
  const user = userOf(call);
  const ids = [org.everyoneId, ...org.memberships.groupsOf(user.id)];
  const groups = ids.map((id) => org.groups.get(id)).filter((group): group is StoredGroup => group !== undefined);
  return ok(groups.map((group) => groupView(group, call.url.origin)));
}

/** 204 also when there is nothing. Sessions inside apps are not Okta's to end. */
function endSessions(call: Call): Answer {
  const user = userById(call.org, call.param('id'));
  clearSessions(call.org, user, call.by);
  if (flag(call.query, 'oauthTokens', false)) call.org.clients.delete(user.id);
  return noContent;
}

function sessionView(call: Call) {
  const session = call.org.sessions.get(call.param('id'));
  if (session === undefined) throw notFound(call.param('id'), 'AppSession');
  const user = userById(call.org, session.userId);
  const createdAt = new Date(session.createdAt).toISOString();
  return {
    id: session.id,
    userId: session.userId,
    login: user.profile.login,
    createdAt,
    expiresAt: new Date(session.createdAt + 2 * 3600 * 1000).toISOString(),
    status: 'ACTIVE',
    lastPasswordVerification: createdAt,
    amr: ['pwd'],
    idp: { id: user.provider.name, type: 'OKTA' },
    mfaActive: false,
  };
}
