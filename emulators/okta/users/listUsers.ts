/**
 * GET /users in its four ways. Without a query and with `q` deactivated people are left out, `filter` and
 * `search` show them; only `search` is served from the lagging index.
 */
import { OktaError } from '../http/errors.ts';
import { comparisons, type Expression, matches, parseFilter, requiredValue } from '../http/filter.ts';
import { limitOf, linkHeader, numbered, type Page, positionOf, takePage } from '../http/paging.ts';
import { type Answer, type Call, ok } from '../http/route.ts';
import type { StoredUser } from '../store/model.ts';
import type { OrderedTable } from '../store/orderedTable.ts';
import { loginOf } from '../store/userTable.ts';
import { userView } from './userView.ts';

const SIZE = { default: 200, max: 200 };
const FILTERABLE = new Set([
  'status',
  'lastUpdated',
  'id',
  'profile.login',
  'profile.email',
  'profile.firstName',
  'profile.lastName',
]);

export function listUsersRoute(call: Call): Answer {
  const { query } = call;
  const [filter, search, q] = [query.get('filter'), query.get('search'), query.get('q')];
  if (filter !== null && search !== null) {
    throw new OktaError(400, 'E0000033', "Can't specify a search query and filter in the same request.");
  }
  if (q !== null) return answer(call, { items: prefixed(call, q) });
  if (search !== null) return answer(call, searched(call, search));
  if (filter !== null) return answer(call, filtered(call, filter));
  return answer(
    call,
    walk(call, call.org.users.rows, (user) => user.status !== 'DEPROVISIONED'),
  );
}

function answer(call: Call, page: Page<StoredUser>): Answer {
  const body = page.items.map((user) => userView(call.org, user, call.url.origin, 'list'));
  return ok(body, { link: linkHeader(call.url, page.next) });
}

const walk = (call: Call, rows: OrderedTable<StoredUser>, fits: (user: StoredUser) => boolean): Page<StoredUser> =>
  takePage(rows.from(positionOf(call.query)), limitOf(call.query, SIZE), fits);

/** A picker's query: the beginning of first name, last name or email; ten of them, no paging. */
function prefixed(call: Call, q: string): readonly StoredUser[] {
  const wanted = q.toLowerCase();
  const limit = limitOf(call.query, { default: 10, max: 200 });
  const found = call.org.users.byLogin(q);
  const fits = ({ status, profile }: StoredUser) =>
    status !== 'DEPROVISIONED' &&
    [profile.firstName, profile.lastName, profile.email].some((value) =>
      String(value ?? '')
        .toLowerCase()
        .startsWith(wanted),
    );
  if (found !== undefined && fits(found)) return [found];
  return takePage(call.org.users.rows.from(0), limit, fits).items;
}

function filtered(call: Call, text: string): Page<StoredUser> {
  const expression = parseFilter(text);
  for (const { path, operator } of comparisons(expression)) {
    const fits = FILTERABLE.has(path) && (operator === 'eq' || (path === 'lastUpdated' && /^[gl][te]$/.test(operator)));
    if (!fits) throw new OktaError(400, 'E0000031', `Invalid search criteria: ${path} ${operator}`);
  }
  const { users } = call.org;
  const [id, login] = [requiredValue(expression, 'id'), requiredValue(expression, 'profile.login')];
  if (id !== undefined) return only(users.get(id), expression);
  if (login !== undefined) return only(users.byLogin(login), expression);
  return walk(call, users.rows, (user) => matches(expression, user, readUser));
}

function searched(call: Call, text: string): Page<StoredUser> {
  const expression = parseFilter(text);
  const { searchable, byLogin } = {
    searchable: call.org.users.searchable,
    byLogin: call.org.users.byLogin(loginIn(expression)),
  };
  const id = requiredValue(expression, 'id') ?? (loginIn(expression) === '' ? undefined : byLogin?.id);
  if (id !== undefined) return only(searchable.get(id), expression);
  const sortBy = call.query.get('sortBy');
  const fits = (user: StoredUser) => matches(expression, user, readUser);
  if (sortBy === null) return walk(call, searchable, fits);
  const direction = call.query.get('sortOrder')?.toLowerCase() === 'desc' ? -1 : 1;
  const key = (user: StoredUser) => String(readUser(user, sortBy) ?? '');
  const sorted = [...searchable.values()].filter(fits).sort((a, b) => direction * key(a).localeCompare(key(b)));
  return takePage(numbered(sorted, positionOf(call.query)), limitOf(call.query, SIZE));
}

const loginIn = (expression: Expression): string => requiredValue(expression, 'profile.login') ?? '';

const only = (user: StoredUser | undefined, expression: Expression): Page<StoredUser> => ({
  items: user !== undefined && matches(expression, user, readUser) ? [user] : [],
});

export function readUser(user: StoredUser, path: string): unknown {
  if (path.startsWith('profile.')) return user.profile[path.slice('profile.'.length)];
  switch (path) {
    case 'id':
      return user.id;
    case 'status':
      return user.status;
    case 'created':
      return user.created;
    case 'activated':
      return user.activated;
    case 'statusChanged':
      return user.statusChanged;
    case 'lastUpdated':
      return user.lastUpdated;
    case 'login':
      return loginOf(user);
    default:
      throw new OktaError(400, 'E0000031', `Invalid search criteria: ${path}`);
  }
}
