/** What faults can do to the site, its portal included, and the names of its operations (docs/extend/fault-kit.md). */

import { type FaultKit, first, ON_REQUESTS, ON_WEBHOOKS } from '../kit/faults/kit.ts';
import { isList, isObject } from '../kit/json.ts';

const ISSUE = '/rest/api/3/issue/[^/?]+';
const REQUEST = '/rest/servicedeskapi/request/[^/?]+';

/** Under these a page holds its entries; the first that is there is the list. */
const ENTRIES = ['values', 'issues', 'comments', 'histories', 'issueChangeLogs', 'groups', 'users', 'actors'];
/** A page says with one of these how it goes on. Role actors come as they are, in one piece. */
const PAGED = ['isLast', 'isLastPage', 'total', 'nextPageToken', 'actors'];

export const jiraFaultKit: FaultKit = {
  name: 'jira',
  kinds: new Set([...ON_REQUESTS, ...ON_WEBHOOKS, 'stale-search']),
  rights: ['permission', 'admin', 'agent', 'token'],
  limits: ['perSecond', 'perIssue'],
  outages: [500, 503],
  operations: {
    search: '^(GET|POST) /rest/api/3/search/jql',
    'create-issue': '^POST /rest/api/3/issue(\\?|$)',
    'read-issue': `^GET ${ISSUE}(\\?|$)`,
    'edit-issue': `^PUT ${ISSUE}(\\?|$)`,
    'read-changelog': `^(GET ${ISSUE}/changelog|POST /rest/api/3/changelog/bulkfetch)`,
    transition: `^POST ${ISSUE}/transitions`,
    'list-comments': `^GET ${ISSUE}/comment(\\?|$)`,
    comment: `^POST ${ISSUE}/comment(\\?|$)`,
    'read-property': `^GET ${ISSUE}/properties/`,
    'set-property': `^PUT ${ISSUE}/properties/`,
    'find-user': '^GET /rest/api/3/user/search',
    'list-group-members': '^GET /rest/api/3/group/member',
    'read-role': '^GET /rest/api/3/project/[^/]+/role/',
    'add-to-role': '^POST /rest/api/3/project/[^/]+/role/',
    'remove-from-role': '^DELETE /rest/api/3/project/[^/]+/role/',
    'create-request': '^POST /rest/servicedeskapi/request(\\?|$)',
    'read-request': `^GET ${REQUEST}(\\?|$)`,
    'list-approvals': `^GET ${REQUEST}/approval(\\?|$)`,
    'answer-approval': `^POST ${REQUEST}/approval/`,
  },
  searches: /^(GET|POST) \/rest\/api\/3\/search\//,
  shorten({ body, headers }, keep) {
    if (isList(body)) return { body: first(body, keep), headers };
    if (!isObject(body) || !PAGED.some((key) => key in body)) return undefined;
    const under = ENTRIES.find((key) => isList(body[key]));
    if (under === undefined) return undefined;
    const entries = body[under];
    const left = isList(entries) ? first(entries, keep) : [];
    const { nextPageToken: _, _links: links, ...page } = body;
    const { next: __, ...otherLinks } = isObject(links) ? links : {};
    const start = typeof body.startAt === 'number' ? body.startAt : 0;
    const end = {
      ...('isLast' in body ? { isLast: true } : {}),
      ...('isLastPage' in body ? { isLastPage: true, size: left.length } : {}),
      ...(isObject(links) ? { _links: otherLinks } : {}),
      ...('total' in body ? { total: start + left.length } : {}),
    };
    return { body: { ...page, ...end, [under]: left }, headers };
  },
};
