/** Groups over HTTP. Only OKTA_GROUP is written; the built-in and the imported ones refuse. */
import { unassignGroup } from '../apps/appUsers.ts';
import { alreadyExists, forbidden, invalid, notFound, OktaError } from '../http/errors.ts';
import { comparisons, matches, parseFilter } from '../http/filter.ts';
import { limitOf, linkHeader, numbered, type Page, positionOf, takePage } from '../http/paging.ts';
import { type Answer, type Call, noContent, ok, parseBody, type Route, z } from '../http/route.ts';
import type { Profile, StoredGroup } from '../store/model.ts';
import { type By, groupParty, type Organization } from '../store/organization.ts';
import { groupStats, groupView } from './groupView.ts';

const READ = 'okta.groups.read';
const MANAGE = 'okta.groups.manage';
const FILTERABLE = new Set(['id', 'type', 'lastUpdated', 'lastMembershipUpdated']);
const SIZE = { default: 10_000, max: 10_000 };
const FOUR_BYTES = /[\u{10000}-\u{10FFFF}]/u;

const groupShape = z.object({ profile: z.record(z.string(), z.unknown()).optional() });

export const groupRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/groups', scope: READ, handle: listGroups },
  {
    method: 'POST',
    path: '/api/v1/groups',
    scope: MANAGE,
    handle: (call) =>
      ok(groupView(createGroup(call.org, parseBody(groupShape, call.body).profile, call.by), call.url.origin)),
  },
  {
    method: 'GET',
    path: '/api/v1/groups/:id',
    scope: READ,
    handle: (call) => ok(groupView(groupOf(call), call.url.origin)),
  },
  { method: 'PUT', path: '/api/v1/groups/:id', scope: MANAGE, handle: replaceGroup },
  { method: 'DELETE', path: '/api/v1/groups/:id', scope: MANAGE, handle: deleteGroup },
];

export function groupOf(call: Call): StoredGroup {
  const group = call.org.groups.get(call.param('id'));
  if (group === undefined) throw notFound(call.param('id'), 'UserGroup');
  return group;
}

export function createGroup(org: Organization, profile: Record<string, unknown> | undefined, by: By): StoredGroup {
  const checked = checkedProfile(org, profile);
  refuseDuplicate(org, checked.name, undefined);
  const at = org.timestamp();
  const group = org.groups.put({
    id: org.newId('00g'),
    type: 'OKTA_GROUP',
    created: at,
    lastUpdated: at,
    lastMembershipUpdated: at,
    profile: checked,
    hasAdminRole: false,
  });
  org.log.add('group.lifecycle.create', { ...by, targets: [groupParty(group)], displayMessage: 'Create Okta group' });
  return group;
}

function checkedProfile(org: Organization, profile: Record<string, unknown> | undefined): StoredGroup['profile'] {
  const { name, description } = profile ?? {};
  if (typeof name !== 'string' || name === '') throw invalid('name', 'name: The field cannot be left blank');
  if (name.length > 255) throw invalid('name', 'name: The field is too long');
  if (org.quirks.refuseFourByteCharacters && FOUR_BYTES.test(`${name}${description ?? ''}`)) {
    throw invalid('name', 'name: Contains characters that are not supported');
  }
  if (typeof (description ?? '') !== 'string') throw invalid('description', 'description: The field is no text');
  return { ...(profile as Profile), name, description: (description as string | null | undefined) ?? '' };
}

function refuseDuplicate(org: Organization, name: string, ownId: string | undefined): void {
  const holder = org.groups.byName(name);
  if (holder === undefined || holder.id === ownId) return;
  if (org.quirks.duplicateGroupName === 'E0000001') throw alreadyExists('name');
  throw new OktaError(409, 'E0000055', 'Duplicate group.');
}

function requireOktaGroup(group: StoredGroup): void {
  if (group.type === 'BUILT_IN') throw new OktaError(501, 'E0000060', 'Unsupported operation.');
  if (group.type === 'APP_GROUP') throw forbidden();
}

function replaceGroup(call: Call): Answer {
  const group = groupOf(call);
  requireOktaGroup(group);
  const profile = checkedProfile(call.org, parseBody(groupShape, call.body).profile);
  refuseDuplicate(call.org, profile.name, group.id);
  const changed = call.org.groups.put({ ...group, profile, lastUpdated: call.org.timestamp() });
  call.org.log.add('group.profile.update', { ...call.by, targets: [groupParty(changed)] });
  return ok(groupView(changed, call.url.origin));
}

/** A rule that pointed here becomes INVALID. */
function deleteGroup(call: Call): Answer {
  const { org } = call;
  const group = groupOf(call);
  requireOktaGroup(group);
  for (const appId of [...org.assignments.appsOfGroup(group.id)]) unassignGroup(org, appId, group.id, call.by);
  org.memberships.forgetGroup(group.id);
  org.groups.delete(group);
  for (const rule of org.rules.values()) {
    if (rule.groupIds.includes(group.id)) org.rules.set(rule.id, { ...rule, status: 'INVALID' });
  }
  org.log.add('group.lifecycle.delete', { ...call.by, targets: [groupParty(group)] });
  return noContent;
}

/** `search` is served from the lagging index, `q` (prefix of the name) is not paged. */
function listGroups(call: Call): Answer {
  const { org, query, url } = call;
  const page = groupPage(call);
  const stats = query.get('expand')?.includes('stats') ?? false;
  const body = page.items.map((group) => {
    const view = groupView(group, url.origin);
    return stats ? { ...view, _embedded: { stats: groupStats(org, group) } } : view;
  });
  return ok(body, { link: linkHeader(url, page.next) });
}

function groupPage(call: Call): Page<StoredGroup> {
  const { org, query } = call;
  const [filter, search, q] = [query.get('filter'), query.get('search'), query.get('q')];
  if (filter !== null && search !== null) {
    throw new OktaError(400, 'E0000033', "Can't specify a search query and filter in the same request.");
  }
  if (q !== null) {
    const wanted = q.toLowerCase();
    const limit = limitOf(query, { default: 300, max: 10_000 });
    const rows = org.groups.rows.from(0);
    return { items: takePage(rows, limit, (group) => group.profile.name.toLowerCase().startsWith(wanted)).items };
  }
  const limit = limitOf(query, SIZE);
  if (filter !== null) {
    const expression = parseFilter(filter);
    for (const { path } of comparisons(expression)) {
      if (!FILTERABLE.has(path)) throw new OktaError(400, 'E0000031', `Invalid search criteria: ${path}`);
    }
    return takePage(org.groups.rows.from(positionOf(query)), limit, (group) => matches(expression, group, readGroup));
  }
  if (search === null) return takePage(org.groups.rows.from(positionOf(query)), limit);
  const expression = parseFilter(search);
  const fits = (group: StoredGroup) => matches(expression, group, readGroup);
  const sortBy = query.get('sortBy');
  if (sortBy === null) return takePage(org.groups.searchable.from(positionOf(query)), limit, fits);
  const direction = query.get('sortOrder')?.toLowerCase() === 'desc' ? -1 : 1;
  const key = (group: StoredGroup) => String(readGroup(group, sortBy) ?? '');
  const sorted = [...org.groups.searchable.values()]
    .filter(fits)
    .sort((a, b) => direction * key(a).localeCompare(key(b)));
  return takePage(numbered(sorted, positionOf(query)), limit);
}

function readGroup(group: StoredGroup, path: string): unknown {
  if (path.startsWith('profile.')) return group.profile[path.slice('profile.'.length)];
  if (path === 'source.id') return group.sourceAppId;
  if (path === 'created' || path === 'lastUpdated' || path === 'lastMembershipUpdated') return group[path];
  if (path === 'id' || path === 'type') return group[path];
  throw new OktaError(400, 'E0000031', `Invalid search criteria: ${path}`);
}
