/**
 * The System Log, polled ("System Log query", polling requests): ascending and without `until` it loses nothing, comes in the order of
 * storage, and `next` is there even on an empty page. That link is the cursor. What we did ourselves is left out.
 */
import { z } from 'zod';
import type { OktaConnection } from '../../core/policy/model.ts';
import { providerAccountId } from '../../core/shared/ids.ts';
import { type Instant, instantOf, later, parseInstant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { Activity, ActivityLog } from '../../ports/provider.ts';
import { begin, type Errand, nextPath, type OktaClient, USER_AGENT } from './client.ts';
import type { Refusal } from './errors.ts';
import { identified } from './schemas.ts';

const OPERATION = 'read the System Log';
const SSO = 'user.authentication.sso';
/** What moves an account or a membership, and the only trace of use that Okta keeps per application. */
const FILTER = [
  'eventType sw "user.lifecycle."',
  'eventType sw "group.user_membership."',
  'eventType eq "user.account.update_profile"',
  `(eventType eq "${SSO}" and outcome.result eq "SUCCESS")`,
].join(' or ');
const BAD_CURSOR = 'E0000029';
const PAGE_SIZE = 1_000;
/** "Retention": older events are simply not there. */
const DAYS_KEPT = 90;
const DAY = 86_400_000;

const party = z.object({ id: z.string().nullish(), type: z.string().nullish() });
const entry = z.object({
  published: z.string(),
  eventType: z.string(),
  actor: party.nullish(),
  target: party.array().nullish(),
  client: z.object({ userAgent: z.object({ rawUserAgent: z.string().nullish() }).nullish() }).nullish(),
});
type Entry = z.infer<typeof entry>;

export function activityOf(client: OktaClient, { auth }: OktaConnection, now: () => number): ActivityLog {
  let own: Promise<string> | null = null;
  return {
    async readActivity({ cursor, since }, call) {
      const errand = begin(call);
      const oldest = instantOf(new Date(now() - DAYS_KEPT * DAY));
      const from = later(since, oldest);
      const path = cursor === null ? firstPath(from) : cursorPath(cursor);
      own ??= ownId(errand);
      const self = await own.catch((fault: unknown) => {
        own = null;
        throw fault;
      });
      const request = { operation: OPERATION, method: 'GET', path, effect: 'read' } as const;
      const links: (string | null)[] = [];
      const linked = ({ headers }: Refusal) => {
        links.push(nextPath(headers.get('link')));
        return null;
      };
      const activities: Activity[] = [];
      let count = 0;
      try {
        for await (const page of client.pages(request, entry.array(), errand, linked)) {
          count += page.length;
          activities.push(...page.flatMap((one) => read(one, isOwn(one, self))));
        }
      } catch (fault) {
        // Elsewhere a listing begins anew; here the place is stored, and nobody may ask with it again and again.
        if (!(fault instanceof Fault) || fault.vendorCode !== BAD_CURSOR || cursor === null) throw fault;
        throw new Fault('invalid', OPERATION, { vendorCode: BAD_CURSOR, cause: fault });
      }
      const next = links.at(-1);
      if (next == null) throw new Fault('invalid', OPERATION, { note: 'no next link: this is no polling request' });
      return { activities, cursor: next, more: count === PAGE_SIZE, since: from };
    },
  };

  /** The owner of an API token also clicks: only what came with our agent's name was us. A service app is nobody else. */
  function isOwn({ actor, client: from }: Entry, self: string): boolean {
    if (actor?.id !== self) return false;
    return auth.kind === 'private-key-jwt' || from?.userAgent?.rawUserAgent === USER_AGENT;
  }

  /** Who we are in the log: the service app, or the administrator whose token it is. */
  async function ownId(errand: Errand): Promise<string> {
    if (auth.kind === 'private-key-jwt') return auth.clientId;
    const path = '/api/v1/users/me';
    return (await client.read({ operation: OPERATION, method: 'GET', path, effect: 'read' }, identified, errand)).id;
  }
}

function firstPath(since: Instant): string {
  const query = new URLSearchParams({ since, sortOrder: 'ASCENDING', limit: String(PAGE_SIZE), filter: FILTER });
  return `/api/v1/logs?${query}`;
}

/** A stored cursor is text from a table: only the log's own address is asked. */
function cursorPath(cursor: string): string {
  if (cursor.startsWith('/api/v1/logs?')) return cursor;
  throw new Fault('invalid', OPERATION, { note: 'the cursor is none of the log' });
}

function read({ published, eventType, actor, target }: Entry, own: boolean): Activity[] {
  const at = parseInstant(published);
  if (at === undefined) return [];
  const of = (type: string) => target?.find((one) => one.type === type)?.id ?? null;
  if (eventType === SSO) {
    const app = of('AppInstance');
    const id = actor?.id ?? null;
    return app === null || id === null ? [] : [{ kind: 'used', account: providerAccountId(id), app, at }];
  }
  const account = of('User');
  return account === null || own ? [] : [{ kind: 'changed', account: providerAccountId(account), at }];
}
