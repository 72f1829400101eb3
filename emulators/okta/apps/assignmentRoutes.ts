/** Who has an app: groups and people assigned to it, over HTTP. */
import { invalid, notFound, OktaError } from '../http/errors.ts';
import { limitOf, linkHeader, type PageSize, positionOf, takePage } from '../http/paging.ts';
import { type Answer, type Call, noContent, ok, parseBody, type Route, z } from '../http/route.ts';
import type { AppGroup, AppUser } from '../store/assignments.ts';
import type { StoredApp } from '../store/model.ts';
import { userById } from '../users/userChange.ts';
import { appOf } from './appRoutes.ts';
import { assignGroup, assignUser, isInAssignedGroup, unassignGroup, unassignUser } from './appUsers.ts';
import { appGroupView, appUserView } from './appView.ts';

const READ = 'okta.apps.read';
const MANAGE = 'okta.apps.manage';
const USER_PAGE: PageSize = { default: 50, max: 500 };
const GROUP_PAGE: PageSize = { default: 20, max: 200 };
const SMALLEST_GROUP_PAGE = 20;
const USERS = '/api/v1/apps/:id/users';
const GROUPS = '/api/v1/apps/:id/groups';

const groupShape = z.object({
  priority: z.number().optional(),
  profile: z.record(z.string(), z.unknown()).optional(),
});
const userShape = z.object({
  id: z.string().optional(),
  scope: z.enum(['USER', 'GROUP']).optional(),
  credentials: z.object({ userName: z.string().optional() }).optional(),
  profile: z.record(z.string(), z.unknown()).optional(),
});

export const assignmentRoutes: readonly Route[] = [
  { method: 'GET', path: GROUPS, scope: READ, handle: listGroups },
  { method: 'GET', path: `${GROUPS}/:groupId`, scope: READ, handle: (call) => groupAnswer(call) },
  { method: 'PUT', path: `${GROUPS}/:groupId`, scope: MANAGE, handle: putGroup },
  { method: 'DELETE', path: `${GROUPS}/:groupId`, scope: MANAGE, handle: deleteGroup },
  { method: 'GET', path: USERS, scope: READ, handle: listUsers },
  { method: 'POST', path: USERS, scope: MANAGE, handle: postUser },
  { method: 'GET', path: `${USERS}/:userId`, scope: READ, handle: (call) => userAnswer(call, appOf(call)) },
  { method: 'POST', path: `${USERS}/:userId`, scope: MANAGE, handle: updateUser },
  { method: 'DELETE', path: `${USERS}/:userId`, scope: MANAGE, handle: deleteUser },
];

function listGroups(call: Call): Answer {
  const { org, query, url } = call;
  const app = appOf(call);
  const limit = limitOf(query, GROUP_PAGE);
  if (limit < SMALLEST_GROUP_PAGE) throw invalid('limit', `limit: must be at least ${SMALLEST_GROUP_PAGE}`);
  const page = takePage(org.assignments.groupsOf(app.id).from(positionOf(query)), limit);
  return ok(
    page.items.map((group) => appGroupView(app, group, url.origin)),
    { link: linkHeader(url, page.next) },
  );
}

function groupOfApp(call: Call, app: StoredApp): AppGroup {
  const group = call.org.assignments.groupsOf(app.id).get(call.param('groupId'));
  if (group === undefined) throw notFound(call.param('groupId'), 'ApplicationGroupAssignment');
  return group;
}

function groupAnswer(call: Call): Answer {
  const app = appOf(call);
  return ok(appGroupView(app, groupOfApp(call, app), call.url.origin));
}

/** Assigning and changing an assignment are the same call. */
function putGroup(call: Call): Answer {
  const app = appOf(call);
  const groupId = call.param('groupId');
  if (call.org.groups.get(groupId) === undefined) throw notFound(groupId, 'UserGroup');
  const { priority = 0, profile = {} } = parseBody(groupShape, call.body);
  assignGroup(call.org, app, groupId, { priority, profile }, call.by);
  return groupAnswer(call);
}

/** People who also have the app directly keep it. */
function deleteGroup(call: Call): Answer {
  const app = appOf(call);
  unassignGroup(call.org, app.id, groupOfApp(call, app).id, call.by);
  return noContent;
}

function listUsers(call: Call): Answer {
  const { org, query, url } = call;
  const app = appOf(call);
  const q = query.get('q')?.toLowerCase();
  const fits = ({ userName }: AppUser) => q === undefined || userName.toLowerCase().startsWith(q);
  const page = takePage(org.assignments.usersOf(app.id).from(positionOf(query)), limitOf(query, USER_PAGE), fits);
  return ok(
    page.items.map((appUser) => appUserView(app, appUser, url.origin)),
    { link: linkHeader(url, page.next) },
  );
}

function appUserOf(call: Call, app: StoredApp): AppUser {
  const appUser = call.org.assignments.usersOf(app.id).get(call.param('userId'));
  if (appUser === undefined) throw notFound(call.param('userId'), 'AppUser');
  return appUser;
}

const userAnswer = (call: Call, app: StoredApp): Answer => ok(appUserView(app, appUserOf(call, app), call.url.origin));

/** Someone who has the app through a group gets it in person too; then only the person's own removal counts. */
function postUser(call: Call): Answer {
  const { org } = call;
  const app = appOf(call);
  const body = parseBody(userShape, call.body);
  if (body.id === undefined) throw invalid('id', 'id: The field cannot be left blank');
  const user = userById(org, body.id);
  if (user.status === 'DEPROVISIONED') {
    throw new OktaError(403, 'E0000117', 'Unable to assign an application to a deactivated user.');
  }
  const before = org.assignments.usersOf(app.id).get(user.id);
  if (before?.scope === 'USER' && org.quirks.assignAppUserAgain === 409) {
    throw new OktaError(409, 'E0000062', 'The given app user is already assigned.');
  }
  const appUser = assignUser(org, app, user, { scope: body.scope ?? 'USER', ...givenBy(body) }, call.by);
  return ok(appUserView(app, appUser, call.url.origin));
}

function updateUser(call: Call): Answer {
  const app = appOf(call);
  const appUser = appUserOf(call, app);
  const body = parseBody(userShape, call.body);
  const scope = body.scope === undefined ? {} : { scope: body.scope };
  const user = userById(call.org, appUser.id);
  return ok(
    appUserView(app, assignUser(call.org, app, user, { ...scope, ...givenBy(body) }, call.by), call.url.origin),
  );
}

function givenBy(body: z.infer<typeof userShape>): Partial<AppUser> {
  return {
    ...(body.profile === undefined ? {} : { profile: body.profile }),
    ...(body.credentials?.userName === undefined ? {} : { userName: body.credentials.userName }),
  };
}

/** Pointless for someone an assigned group holds: the group puts the app user straight back. */
function deleteUser(call: Call): Answer {
  const { org } = call;
  const app = appOf(call);
  const appUser = appUserOf(call, app);
  const user = userById(org, appUser.id);
  unassignUser(org, app, user, call.by);
  if (user.status !== 'DEPROVISIONED' && isInAssignedGroup(org, app.id, user.id)) {
    assignUser(org, app, user, { scope: 'GROUP' }, call.by);
  }
  return noContent;
}
