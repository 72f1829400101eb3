/**
 * Slack's refusals as faults. Application errors come with status 200 and a code; the code alone decides. One that nobody
 * listed is `invalid`: sending again what Slack will not take helps nobody.
 */
import {
  WebAPIHTTPError as HttpError,
  WebAPIPlatformError as PlatformError,
  WebAPIRateLimitedError as RateLimited,
  WebAPIRequestError as RequestError,
} from '@slack/web-api';
import { instantOf } from '../../core/shared/instant.ts';
import { Fault, type FaultKind } from '../../ports/fault.ts';

/** What repeating the call would do. */
export type Effect =
  /** The same end state however often it is sent, or nothing at all. */
  | 'convergent'
  /** Makes something new: whether it was done must be known before it is sent again. */
  | 'once';

const CODES: readonly (readonly [FaultKind, string])[] = [
  ['denied', 'invalid_auth not_authed account_inactive token_revoked token_expired missing_scope no_permission'],
  ['denied', 'not_allowed_token_type access_denied org_login_required ekm_access_denied team_access_not_granted'],
  ['missing', 'users_not_found user_not_found user_disabled user_not_visible user_not_in_channel cannot_dm_bot'],
  ['missing', 'channel_not_found not_in_channel is_archived is_inactive message_not_found not_found'],
  ['missing', 'cant_update_message edit_window_closed'],
  ['missing', 'expired_trigger_id trigger_expired trigger_exchanged exchanged_trigger_id invalid_trigger_id'],
  ['conflict', 'hash_conflict duplicate_external_id'],
  ['transient', 'ratelimited rate_limited message_limit_exceeded request_timeout team_added_to_org'],
  ['transient', 'internal_error fatal_error service_unavailable'],
];
const KIND_OF = new Map(CODES.flatMap(([kind, codes]) => codes.split(' ').map((code) => [code, kind] as const)));
/** Slack may have done it before it failed. */
const HALF_DONE: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);

export const kindOf = (code: string): FaultKind => KIND_OF.get(code) ?? 'invalid';

/** What says it is longer is not believed, and must not stop us until then. */
const LONGEST_WAIT_SECONDS = 60 * 60;

/** Whatever the client threw. Its own message may quote what was sent, so none of it is kept. */
export function faultOf(operation: string, effect: Effect, thrown: unknown, now: number): Fault {
  if (thrown instanceof Fault) return thrown;
  if (thrown instanceof RateLimited) {
    const seconds = Math.min(LONGEST_WAIT_SECONDS, thrown.retryAfter);
    const retryAt = instantOf(new Date(now + seconds * 1_000));
    return new Fault('transient', operation, { vendorCode: 'ratelimited', retryAt, note: 'limit' });
  }
  if (thrown instanceof PlatformError) {
    const { data } = thrown;
    const { error: code } = data;
    const outcomeUnknown = effect === 'once' && HALF_DONE.has(code);
    const right = 'needed' in data && typeof data.needed === 'string' ? data.needed : null;
    return new Fault(kindOf(code), operation, { vendorCode: code, right, outcomeUnknown });
  }
  if (thrown instanceof HttpError) return statusFault(operation, effect, thrown);
  if (thrown instanceof RequestError) return lostFault(operation, effect, thrown.original);
  return new Fault('transient', operation, { note: 'unreadable answer', outcomeUnknown: effect === 'once' });
}

function statusFault(operation: string, effect: Effect, { statusCode }: HttpError): Fault {
  return new Fault('transient', operation, { note: `status ${statusCode}`, outcomeUnknown: effect === 'once' });
}

/** Reasons that mean the request never left: whatever it was, it was not done. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** No answer at all: time-out, cut connection, no route. */
export function lostFault(operation: string, effect: Effect, error: unknown): Fault {
  const reason = reasonOf(error);
  return new Fault('transient', operation, {
    note: `no answer (${reason})`,
    outcomeUnknown: effect === 'once' && !NEVER_SENT.has(reason),
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'time-out';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'network';
}
