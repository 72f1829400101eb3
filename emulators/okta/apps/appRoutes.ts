/** Apps over HTTP: list, read, switch on and off, and what their provisioning can do. Making apps is left to seeding. */
import { groupOf } from '../groups/groupRoutes.ts';
import { invalid, notFound, OktaError } from '../http/errors.ts';
import { comparisons, type Expression, matches, parseFilter, requiredValue } from '../http/filter.ts';
import { limitOf, linkHeader, numbered, type Page, positionOf, takePage } from '../http/paging.ts';
import { type Answer, type Call, flag, noContent, ok, type Route } from '../http/route.ts';
import type { StoredApp } from '../store/model.ts';
import { userOf } from '../users/userChange.ts';
import { unassignGroup, unassignUser } from './appUsers.ts';
import { appUserView, appView } from './appView.ts';

const READ = 'okta.apps.read';
const MANAGE = 'okta.apps.manage';
/** The reference leaves the default page to Okta. */
const SIZE = { default: 20, max: 200 };
const FILTERABLE = new Set(['id', 'status', 'name', 'user.id', 'group.id']);

export const appRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/apps', scope: READ, handle: listApps },
  {
    method: 'GET',
    path: '/api/v1/apps/:id',
    scope: READ,
    handle: (call) => ok(appView(appOf(call), call.url.origin)),
  },
  { method: 'DELETE', path: '/api/v1/apps/:id', scope: MANAGE, handle: deleteApp },
  {
    method: 'POST',
    path: '/api/v1/apps/:id/lifecycle/activate',
    scope: MANAGE,
    handle: (call) => turn(call, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: '/api/v1/apps/:id/lifecycle/deactivate',
    scope: MANAGE,
    handle: (call) => turn(call, 'INACTIVE'),
  },
  { method: 'GET', path: '/api/v1/apps/:id/features', scope: READ, handle: listFeatures },
  { method: 'GET', path: '/api/v1/apps/:id/features/:name', scope: READ, handle: readFeature },
  { method: 'GET', path: '/api/v1/groups/:id/apps', scope: 'okta.groups.read', handle: appsOfGroup },
  { method: 'GET', path: '/api/v1/users/:id/appLinks', scope: 'okta.users.read', handle: appLinks },
];

export function appOf(call: Call): StoredApp {
  const app = call.org.apps.get(call.param('id'));
  if (app === undefined) throw notFound(call.param('id'), 'AppInstance');
  return app;
}

/** `filter=user.id eq "U"&expand=user/U` embeds the app user: the cheapest view of one person's apps. */
function listApps(call: Call): Answer {
  const { org, query, url } = call;
  const expandedUser = expansionOf(query);
  const page = appPage(call);
  const body = page.items.map((app) => {
    const view = appView(app, url.origin);
    const appUser = expandedUser === undefined ? undefined : org.assignments.usersOf(app.id).get(expandedUser);
    return appUser === undefined ? view : { ...view, _embedded: { user: appUserView(app, appUser, url.origin) } };
  });
  return ok(body, { link: linkHeader(url, page.next) });
}

function expansionOf(query: URLSearchParams): string | undefined {
  const expand = query.get('expand');
  if (expand === null) return undefined;
  if (!expand.startsWith('user/')) throw invalid('expand', `expand: Invalid expand parameter ${expand}`);
  return expand.slice('user/'.length);
}

function appPage(call: Call): Page<StoredApp> {
  const { org, query } = call;
  const limit = limitOf(query, SIZE);
  const [filter, q] = [query.get('filter'), query.get('q')?.toLowerCase()];
  if (filter === null) {
    const isShown = shownIn(call);
    const fits = (app: StoredApp) =>
      isShown(app) && (q === undefined || [app.name, app.label].some((text) => text.toLowerCase().startsWith(q)));
    return takePage(org.apps.from(positionOf(query)), limit, fits);
  }
  const expression = parseFilter(filter);
  for (const { path, operator } of comparisons(expression)) {
    if (!FILTERABLE.has(path) || operator !== 'eq') {
      throw new OktaError(400, 'E0000031', `Invalid search criteria: ${path} ${operator}`);
    }
  }
  const read = (app: StoredApp, path: string) => readApp(call, app, path);
  const narrowed = assignedTo(call, expression);
  const rows = narrowed === undefined ? org.apps.from(positionOf(query)) : numbered(narrowed, positionOf(query));
  const isShown = shownIn(call, requiredValue(expression, 'status'));
  return takePage(rows, limit, (app) => isShown(app) && matches(expression, app, read));
}

/** What is switched off is listed for whoever asks for it, by its status or by `includeNonDeleted`. */
function shownIn({ org, query }: Call, status?: string): (app: StoredApp) => boolean {
  const everything = org.quirks.listInactiveApps === 'always' || flag(query, 'includeNonDeleted', false);
  return (app) => everything || app.status === 'ACTIVE' || status === 'INACTIVE';
}

/** Apps of one person or group come from their index, not from a scan of all apps. */
function assignedTo({ org }: Call, expression: Expression): readonly StoredApp[] | undefined {
  const [userId, groupId] = [requiredValue(expression, 'user.id'), requiredValue(expression, 'group.id')];
  if (userId === undefined && groupId === undefined) return undefined;
  const ids = userId !== undefined ? org.assignments.appsOfUser(userId) : org.assignments.appsOfGroup(groupId ?? '');
  return [...ids].map((id) => org.apps.get(id)).filter((app): app is StoredApp => app !== undefined);
}

function readApp({ org }: Call, app: StoredApp, path: string): unknown {
  if (path === 'user.id') return [...org.assignments.usersOf(app.id).keys()];
  if (path === 'group.id') return [...org.assignments.groupsOf(app.id).keys()];
  return path === 'id' ? app.id : path === 'status' ? app.status : app.name;
}

/** An INACTIVE app keeps its people: a deactivation of theirs passes it by (support article). */
function turn(call: Call, status: StoredApp['status']): Answer {
  const app = appOf(call);
  call.org.apps.set(app.id, { ...app, status, lastUpdated: call.org.timestamp() });
  const target = { id: app.id, type: 'AppInstance', alternateId: app.label, displayName: app.label };
  const verb = status === 'ACTIVE' ? 'activate' : 'deactivate';
  call.org.log.add(`application.lifecycle.${verb}`, { ...call.by, targets: [target] });
  return ok({});
}

function deleteApp(call: Call): Answer {
  const { org } = call;
  const app = appOf(call);
  if (app.status === 'ACTIVE') {
    throw new OktaError(403, 'E0000056', 'Delete application forbidden.', [
      'The application must be deactivated before deletion.',
    ]);
  }
  for (const groupId of [...org.assignments.groupsOf(app.id).keys()]) unassignGroup(org, app.id, groupId, call.by);
  for (const userId of [...org.assignments.usersOf(app.id).keys()]) {
    const user = org.users.get(userId);
    if (user !== undefined) unassignUser(org, app, user, call.by);
  }
  org.apps.delete(app.id);
  return noContent;
}

const isProvisioned = (app: StoredApp): boolean => app.features.includes('PUSH_NEW_USERS');

/** The answer of a plain sign-on app is recorded and not in the description. */
function requireProvisioning(app: StoredApp): void {
  if (!isProvisioned(app)) throw invalid('features', 'Provisioning is not supported.');
}

function featureView(app: StoredApp, origin: string) {
  const enabled = (feature: string) => ({ status: app.features.includes(feature) ? 'ENABLED' : 'DISABLED' });
  return {
    name: 'USER_PROVISIONING',
    status: 'ENABLED',
    description: 'User provisioning settings from Okta to the app',
    capabilities: {
      create: { lifecycleCreate: enabled('PUSH_NEW_USERS') },
      update: {
        profile: enabled('PUSH_PROFILE_UPDATES'),
        lifecycleDeactivate: enabled('PUSH_USER_DEACTIVATION'),
        password: { ...enabled('PUSH_PASSWORD_UPDATES'), seed: 'RANDOM', change: 'KEEP_EXISTING' },
      },
    },
    _links: { self: { href: `${origin}/api/v1/apps/${app.id}/features/USER_PROVISIONING`, hints: { allow: ['GET'] } } },
  };
}

function listFeatures(call: Call): Answer {
  const app = appOf(call);
  requireProvisioning(app);
  return ok([featureView(app, call.url.origin)]);
}

function readFeature(call: Call): Answer {
  const app = appOf(call);
  requireProvisioning(app);
  if (call.param('name') !== 'USER_PROVISIONING') throw notFound(call.param('name'), 'AppInstance');
  return ok(featureView(app, call.url.origin));
}

function appsOfGroup(call: Call): Answer {
  const { org, query, url } = call;
  const apps = [...org.assignments.appsOfGroup(groupOf(call).id)]
    .map((id) => org.apps.get(id))
    .filter((app): app is StoredApp => app !== undefined);
  const page = takePage(numbered(apps, positionOf(query)), limitOf(query, SIZE));
  return ok(
    page.items.map((app) => appView(app, url.origin)),
    { link: linkHeader(url, page.next) },
  );
}

/** What the person sees on the dashboard: assigned, active apps. */
function appLinks(call: Call): Answer {
  const { org, url } = call;
  const user = userOf(call);
  const links = [...org.assignments.appsOfUser(user.id)].flatMap((appId, sortOrder) => {
    const app = org.apps.get(appId);
    if (app?.status !== 'ACTIVE') return [];
    return {
      id: `${user.id}-${app.id}`,
      label: app.label,
      linkUrl: `${url.origin}/home/${app.name}/${app.id}`,
      logoUrl: `${url.origin}/assets/img/logos/${app.name}.png`,
      appName: app.name,
      appInstanceId: app.id,
      appAssignmentId: `${app.id}-${user.id}`,
      credentialsSetup: false,
      hidden: false,
      sortOrder,
    };
  });
  return ok(links);
}
