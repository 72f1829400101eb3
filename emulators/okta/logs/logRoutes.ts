/**
 * GET /logs in its two ways ("System Log query"). Polling (ascending, no `until`): in order of storage, `next`
 * always there, even on an empty page. Bounded (`since` and `until`): by time of publication, ends.
 */
import { badCursor, invalid, OktaError } from '../http/errors.ts';
import { comparisons, type Expression, matches, parseFilter } from '../http/filter.ts';
import { limitOf, linkHeader } from '../http/paging.ts';
import { type Answer, type Call, ok, type Route } from '../http/route.ts';
import type { LogEntry } from '../store/systemLog.ts';
import { logEvent } from './logEvent.ts';

const SIZE = { default: 100, max: 1000 };
const DAY = 24 * 3600 * 1000;
const DEFAULT_SINCE = 7 * DAY;
const OLDEST_SINCE = 180 * DAY;

export const logRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/logs', scope: 'okta.logs.read', handle: readLogs },
];

function readLogs(call: Call): Answer {
  const { org, query, url } = call;
  const until = instantOf(query, 'until');
  const descending = query.get('sortOrder')?.toUpperCase() === 'DESCENDING';
  const polling = until === undefined && !descending;
  const limit = limitOf(query, SIZE);
  const fits = conditionOf(call);
  const start = startOf(call, until ?? org.clock.now());
  const end = until ?? Number.POSITIVE_INFINITY;

  if (descending) return newestFirst(call, start, end, limit, fits);
  const items: LogEntry[] = [];
  let next = start;
  for (const entry of org.log.from(start)) {
    if (entry.at >= end) break;
    next = entry.sequence + 1;
    if (fits(entry)) items.push(entry);
    if (items.length === limit) break;
  }
  const goesOn = polling || items.length === limit;
  const cursor = goesOn ? `${next}_1` : undefined;
  return ok(items.map(logEvent), { link: linkHeader(withoutSince(url), cursor) });
}

function newestFirst(
  call: Call,
  start: number,
  end: number,
  limit: number,
  fits: (entry: LogEntry) => boolean,
): Answer {
  const found = [...call.org.log.from(start)].filter((entry) => entry.at < end && fits(entry)).reverse();
  const before = Number(call.query.get('before') ?? Number.POSITIVE_INFINITY);
  const items = found.filter(({ sequence }) => sequence < before).slice(0, limit);
  const url = new URL(call.url.href);
  const last = items.at(-1);
  if (items.length < limit || last === undefined) return ok(items.map(logEvent), { link: linkHeader(url, undefined) });
  url.searchParams.set('before', String(last.sequence));
  const link = `<${call.url.href}>; rel="self", <${url.href}>; rel="next"`;
  return ok(items.map(logEvent), { link });
}

/** `since` and `after` exclude each other, so `next` carries only the cursor. */
function withoutSince(url: URL): URL {
  const stripped = new URL(url.href);
  stripped.searchParams.delete('since');
  return stripped;
}

function startOf({ org, query }: Call, end: number): number {
  const cursor = query.get('after');
  const since = instantOf(query, 'since');
  if (cursor !== null && since !== undefined) throw invalid('since', 'since: cannot be used together with after');
  if (cursor !== null) {
    const position = /^(\d{1,12})_1$/.exec(cursor)?.[1];
    if (position === undefined) throw badCursor();
    return Number(position);
  }
  const from = since ?? end - DEFAULT_SINCE;
  if (org.clock.now() - from > OLDEST_SINCE) {
    throw new OktaError(400, 'E0000053', `Invalid filter 'since': more than ${OLDEST_SINCE / DAY} days ago`);
  }
  return org.log.sequenceAt(from);
}

function instantOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw invalid(name, `${name}: must be an ISO 8601 instant`);
  return instant;
}

function conditionOf({ query }: Call): (entry: LogEntry) => boolean {
  const filter = query.get('filter');
  const words = (query.get('q') ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.length > 10 || words.some((word) => word.length > 40)) {
    throw invalid('q', 'q: at most ten words of forty characters');
  }
  const expression = filter === null ? undefined : parseFilter(filter);
  if (expression !== undefined && comparisons(expression).some(({ path }) => path === 'published')) {
    throw new OktaError(400, 'E0000053', `Invalid filter '${filter}': published cannot be filtered on`);
  }
  return (entry) => holds(expression, entry) && words.every((word) => says(entry, word.toLowerCase()));
}

const holds = (expression: Expression | undefined, entry: LogEntry): boolean =>
  expression === undefined || matches(expression, entry, readEntry);

const says = (entry: LogEntry, word: string): boolean => JSON.stringify(logEvent(entry)).toLowerCase().includes(word);

function readEntry(entry: LogEntry, path: string): unknown {
  const [head = '', field = ''] = path.split('.');
  if (path === 'eventType' || path === 'uuid' || path === 'displayMessage') return entry[path];
  if (path === 'outcome.result') return entry.result;
  if (path === 'transaction.id') return entry.transaction;
  const read = (party: object) => (party as Record<string, unknown>)[field];
  if (head === 'actor') return read(entry.actor);
  if (head === 'target') return entry.targets.map(read);
  return undefined;
}
