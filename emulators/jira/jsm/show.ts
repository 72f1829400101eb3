/** Shapes of the Service Management API: pages with `isLastPage`, dates in four spellings, users of their own kind. */

import type { Json, JsonObject } from '../json.ts';
import type { User } from '../model.ts';
import { refuse } from '../refusal.ts';
import type { JiraContext } from '../routes/http.ts';
import type { JiraSite } from '../site/site.ts';
import { jiraTime } from '../time.ts';

export const API = '/rest/servicedeskapi';

/** Follow `isLastPage`: `size` counts this page only and there is no total. */
export function portalPage<T>(
  site: JiraSite,
  path: string,
  all: readonly T[],
  window: { readonly start: number; readonly limit: number },
  show: (entry: T) => Json,
): JsonObject {
  const { start, limit } = window;
  const values = all.slice(start, start + limit).map(show);
  const isLastPage = start + limit >= all.length;
  const self = `${site.baseUrl}${path}?start=${start}&limit=${limit}`;
  return {
    _expands: [],
    size: values.length,
    start,
    limit,
    isLastPage,
    _links: {
      base: `${site.baseUrl}${API}`,
      context: '',
      self,
      ...(isLastPage ? {} : { next: `${site.baseUrl}${path}?start=${start + limit}&limit=${limit}` }),
      ...(start === 0 ? {} : { prev: `${site.baseUrl}${path}?start=${Math.max(0, start - limit)}&limit=${limit}` }),
    },
    values,
  };
}

export const showDate = (at: number): JsonObject => ({
  iso8601: jiraTime(at).replace(/\.\d+/, ''),
  jira: jiraTime(at),
  friendly: new Date(at).toISOString().slice(0, 16).replace('T', ' '),
  epochMillis: at,
});

export function portalUser(site: JiraSite, user: User): JsonObject {
  const self = `${site.baseUrl}/rest/api/2/user?accountId=${user.accountId}`;
  const hidden = user.mailHidden || site.options.hiddenMail === 'all';
  return {
    accountId: user.accountId,
    ...(hidden ? {} : { emailAddress: user.email }),
    displayName: user.displayName,
    active: user.active,
    timeZone: 'Etc/UTC',
    _links: { jiraRest: self, self, avatarUrls: {} },
  };
}

/** `start` and `limit` of a portal's page; more than a hundred is cut to that. */
export function windowOf(context: JiraContext): { readonly start: number; readonly limit: number } {
  const number = (name: string, usual: number) => {
    const value = Number(context.req.query(name) ?? usual);
    if (!Number.isInteger(value)) throw refuse(400, `The value of ${name} is not valid.`);
    return value;
  };
  return { start: Math.max(0, number('start', 0)), limit: Math.min(100, Math.max(1, number('limit', 50))) };
}
