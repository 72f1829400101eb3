/**
 * Jira's answers as faults. Messages of Jira quote what was sent (names, mail addresses), so only field ids and
 * status codes go into ours. ("Rate limiting" and "Status codes" in Atlassian's REST v3 introduction.)
 */
import { z } from 'zod';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import { jsonIn } from '../../core/shared/keepableText.ts';
import { LONGEST_WAIT } from '../../core/shared/putOff.ts';
import { Fault, type FaultKind } from '../../ports/fault.ts';
import type { HttpHeaders } from '../../ports/http.ts';
import type { SearchPage } from './schemas.ts';

/**
 * `{"errorMessages":[...],"errors":{"<fieldId>":"..."}}`, and of the service desk `{"errorMessage":"..."}`: how one knows
 * that Jira itself is speaking.
 */
const errorCollection = z
  .object({
    errorMessages: z.array(z.string()).optional(),
    errors: z.record(z.string(), z.unknown()).optional(),
    errorMessage: z.string().optional(),
  })
  .refine(({ errorMessages, errors, errorMessage }) => (errorMessages ?? errors ?? errorMessage) !== undefined);

/** The answer of one call, read to the end. */
export interface Answer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
}

export function faultOf(answer: Answer, operation: string, writes: boolean, now: number): Fault {
  const body = errorCollection.safeParse(jsonIn(answer.text));
  const kind = kindOf(answer.status, body.success);
  const reason = answer.headers.get('ratelimit-reason') ?? answer.headers.get('x-ratelimit-reason');
  const fieldIds = body.success ? Object.keys(body.data.errors ?? {}) : [];
  return new Fault(kind, operation, {
    vendorCode: reason === null ? String(answer.status) : `${answer.status} ${reason}`,
    retryAt: kind === 'transient' ? retryAt(answer.headers, now) : null,
    // A 429 was turned away at the door; behind a 5xx the work may have been done.
    outcomeUnknown: writes && answer.status >= 500,
    parts: fieldIds,
    ...(fieldIds.length > 0 ? { note: `fields ${fieldIds.slice(0, 20).join(', ')}` } : {}),
  });
}

function kindOf(status: number, jiraSpeaks: boolean): FaultKind {
  if (status === 401 || status === 403) return 'denied';
  // A 404 of a proxy or of a site that is being moved says nothing about the issue.
  if (status === 404) return jiraSpeaks ? 'missing' : 'transient';
  if (status === 409) return 'conflict';
  if (status === 408 || status === 425 || status === 429 || status >= 500) return 'transient';
  if (status >= 400) return 'invalid';
  return 'transient';
}

/** No answer at all: refused connection, reset, time-out. */
export const lostAnswer = (operation: string, writes: boolean, cause: unknown) =>
  new Fault('transient', operation, { vendorCode: 'no-answer', outcomeUnknown: writes, cause });

/** Jira answered with success, but not with what its documentation promises: a log-in page, a proxy, a cut body. */
export const strangeAnswer = (operation: string, writes: boolean, where: string) =>
  new Fault('transient', operation, { vendorCode: 'unexpected-answer', outcomeUnknown: writes, note: where });

/** The pages say themselves that there is more than they showed: nothing may be concluded from what is missing. */
export const cutShort = (operation: string) =>
  new Fault('transient', operation, { vendorCode: 'cut-short', note: 'fewer entries than the pages count' });

/** Of a search. One that says it is not the last page, and names no next one, was cut. */
export function nextPageOf(operation: string, { nextPageToken, isLast }: SearchPage): string | undefined {
  if (nextPageToken == null && isLast === false) throw cutShort(operation);
  return nextPageToken ?? undefined;
}

/**
 * `Retry-After` in seconds or as a date; retrying earlier only lengthens the wait. Some 503 carry it too. A window of Jira's is
 * an hour at most: what says it is longer is not believed, and must not stop us until then.
 */
function retryAt(headers: HttpHeaders, now: number): Instant | null {
  const at = saidAt(headers, now);
  return at === null ? null : instantOf(new Date(Math.min(at, now + LONGEST_WAIT)));
}

function saidAt(headers: HttpHeaders, now: number): number | null {
  const after = headers.get('retry-after');
  if (after !== null && /^\d{1,6}$/.test(after.trim())) return now + Number(after) * 1_000;
  const date = Date.parse(after ?? headers.get('x-ratelimit-reset') ?? '');
  return Number.isNaN(date) ? null : date;
}
