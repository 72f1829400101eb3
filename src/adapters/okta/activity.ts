/**
 * The System Log, polled ("System Log query", polling requests): ascending and without `until` it loses nothing, comes in the order of
 * storage, and `next` is there even on an empty page. That link is the cursor. What we did ourselves is left out.
 */
import type { OktaConnection } from '../../core/policy/model.ts';
import { type Instant, instantOf, later } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { Activity, ActivityLog } from '../../ports/provider.ts';
import { begin, nextPath, type OktaClient } from './client.ts';
import type { Refusal } from './errors.ts';
import { activitiesIn, isOwn, logLine, type OwnName, SSO } from './logLine.ts';

const OPERATION = 'read the System Log';
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

export function activityOf(
  client: OktaClient,
  connection: OktaConnection,
  ownName: OwnName,
  now: () => number,
): ActivityLog {
  return {
    async readActivity({ cursor, since }, call) {
      const errand = begin(call);
      const oldest = instantOf(new Date(now() - DAYS_KEPT * DAY));
      const from = later(since, oldest);
      const path = cursor === null ? firstPath(from) : cursorPath(cursor);
      const self = await ownName.ask(errand);
      const request = { operation: OPERATION, method: 'GET', path, effect: 'read' } as const;
      const links: (string | null)[] = [];
      const linked = ({ headers }: Refusal) => {
        links.push(nextPath(headers.get('link')));
        return null;
      };
      const activities: Activity[] = [];
      let count = 0;
      try {
        for await (const page of client.pages(request, logLine.array(), errand, linked)) {
          count += page.length;
          activities.push(...page.flatMap((one) => activitiesIn(one, isOwn(connection, one, self))));
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
