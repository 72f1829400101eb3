/** In front of every route: who calls, how often, and how a refusal looks. */
import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import { hasLost, metNow } from '../../kit/faults/met.ts';
import { RollingLimit } from '../../kit/rollingLimit.ts';
import type { User } from '../model.ts';
import { JiraRefusal, notSignedIn, serviceDeskBody } from '../refusal.ts';
import type { Actor } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { answer, type JiraApp } from './http.ts';

export function gate(app: JiraApp, site: JiraSite): void {
  const tooMany = limiter(site);
  app.use('/rest/*', async (context, next) => {
    const refused = tooMany(context);
    if (refused !== undefined) return refused;
    context.set('actor', authenticate(site, context));
    await next();
    return undefined;
  });
  app.onError((error, context) => {
    if (!(error instanceof JiraRefusal)) throw error;
    if (error.errorMessages.length + Object.keys(error.errors).length === 0)
      return new Response(null, { status: error.status });
    const body = context.req.path.startsWith('/rest/servicedeskapi/')
      ? serviceDeskBody(error)
      : { errorMessages: error.errorMessages, errors: error.errors };
    return answer(body, error.status);
  });
}

/** Basic with an API token. Wrong credentials count as nobody on reads: 200 with less, or 404. */
function authenticate(site: JiraSite, context: Context): Actor {
  const header = context.req.header('authorization');
  if (header === undefined) return undefined;
  const [scheme, credentials = ''] = header.split(' ');
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  const found =
    scheme?.toLowerCase() === 'basic'
      ? site.directory.signIn(decoded.slice(0, colon), decoded.slice(colon + 1))
      : undefined;
  if (found !== undefined && !hasLost('token')) return withWhatIsLeft(found);
  if (context.req.method === 'GET' && site.options.quirks.badCredentialsAreAnonymous) return undefined;
  throw notSignedIn();
}

/** The caller without what a fault has taken; permissions of a project are looked up where they are held. */
function withWhatIsLeft(user: User): User {
  if (!hasLost('admin') && !hasLost('agent')) return user;
  return { ...user, admin: user.admin && !hasLost('admin'), agent: user.agent && !hasLost('agent') };
}

/** Two of Jira's limit systems: bursts per endpoint and method, and writes per issue ("Rate limiting"). */
function limiter(site: JiraSite): (context: Context) => Response | undefined {
  const { perIssueWindowMilliseconds = 10_000, retryAfterSeconds = 1, ...usual } = site.options.limits;
  const bursts = new Map<string, RollingLimit>();
  const writes = new Map<string, RollingLimit>();
  const over = (limits: Map<string, RollingLimit>, key: string, limit: number, span: number, reason: string) => {
    const counter = limits.get(key) ?? new RollingLimit(limit, span);
    limits.set(key, counter);
    const { allowed, remaining, resetAt } = counter.hit(site.clock.now(), limit);
    if (allowed) return undefined;
    return answer({ errorMessages: ['Rate limit exceeded.'], errors: {} }, 429, {
      'retry-after': String(retryAfterSeconds),
      'ratelimit-reason': reason,
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      // To the minute, ISO 8601: not an epoch.
      'x-ratelimit-reset': `${new Date(resetAt).toISOString().slice(0, 16)}Z`,
    });
  };
  return (context) => {
    const { method } = context.req;
    const { limit } = metNow();
    const burstPerSecond = tighter(usual.burstPerSecond, limit.perSecond);
    const perIssueWrites = tighter(usual.perIssueWrites, limit.perIssue);
    if (burstPerSecond !== undefined) {
      const refused = over(bursts, `${method} ${endpointOf(context)}`, burstPerSecond, 1_000, 'jira-burst-based');
      if (refused !== undefined) return refused;
    }
    const issue =
      method === 'GET'
        ? undefined
        : /^\/rest\/(?:api\/3\/issue|servicedeskapi\/request)\/([^/]+)/.exec(context.req.path)?.[1];
    if (perIssueWrites === undefined || issue === undefined || issue === 'bulk') return undefined;
    const id = site.issues.get(issue)?.id ?? issue;
    return over(writes, id, perIssueWrites, perIssueWindowMilliseconds, 'jira-per-issue-on-write');
  };
}

const tighter = (usual: number | undefined, lowered: number | undefined): number | undefined =>
  lowered === undefined ? usual : Math.min(lowered, usual ?? lowered);

const endpointOf = (context: Context): string =>
  matchedRoutes(context).findLast(({ path }) => !path.endsWith('*'))?.path ?? context.req.path;
