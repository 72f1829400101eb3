/** What faults can do to the org, and the names of its operations (docs/extend/fault-kit.md). */
import { type FaultKit, first, ON_REQUESTS, ON_WEBHOOKS } from '../kit/faults/kit.ts';

const USER = '/api/v1/users/[^/?]+';
const GROUP = '/api/v1/groups/[^/?]+';

export const oktaFaultKit: FaultKit = {
  name: 'okta',
  kinds: new Set([...ON_REQUESTS, ...ON_WEBHOOKS, 'stale-search']),
  rights: ['role', 'scope', 'token'],
  limits: ['perMinute', 'atOnce'],
  outages: [500, 503],
  operations: {
    'get-token': '^POST /oauth2/v1/token',
    'list-users': '^GET /api/v1/users(\\?|$)',
    'search-users': '^GET /api/v1/users\\?(.*&)?search=',
    'create-user': '^POST /api/v1/users(\\?|$)',
    'read-user': `^GET ${USER}(\\?|$)`,
    'update-user': `^(POST|PUT) ${USER}(\\?|$)`,
    'activate-user': `^POST ${USER}/lifecycle/(re)?activate`,
    'suspend-user': `^POST ${USER}/lifecycle/suspend`,
    'unsuspend-user': `^POST ${USER}/lifecycle/unsuspend`,
    'deactivate-user': `^POST ${USER}/lifecycle/deactivate`,
    'end-sessions': `^DELETE ${USER}/sessions`,
    'list-groups-of-user': `^GET ${USER}/groups`,
    'list-groups': '^GET /api/v1/groups(\\?|$)',
    'list-members': `^GET ${GROUP}/users`,
    'add-member': `^PUT ${GROUP}/users/`,
    'remove-member': `^DELETE ${GROUP}/users/`,
    'list-apps': '^GET /api/v1/apps(\\?|$)',
    'read-log': '^GET /api/v1/logs',
  },
  searches: /^GET \/api\/v1\/(users|groups)\?(.*&)?search=/,
  delaysItself: true,
  shorten({ body, headers }, keep) {
    if (!Array.isArray(body)) return undefined;
    const left = new Headers(headers);
    const link = headers.get('link');
    if (link !== null) left.set('link', link.replace(/(, )?<[^>]*>; rel="next"/, ''));
    return { body: first(body, keep), headers: left };
  },
};
