/**
 * Okta's answers as faults. One table: what the answer is -> the kind that decides what happens next.
 *
 * Only `errorCode` is promised to programs ("Error codes and descriptions"). E0000001 covers every validation
 * error, so its causes are read too, but only the field's name is taken over: causes and summaries may repeat
 * logins and other values.
 */
import { Fault, type FaultKind } from '../../ports/fault.ts';
import type { HttpHeaders } from '../../ports/http.ts';
import { retryAtOf } from './retryAt.ts';
import { type OktaErrorBody, oktaErrorBody } from './schemas.ts';

/** What repeating the same request would do. */
export type Effect =
  /** Changes nothing. */
  | 'read'
  /** The same end state however often it is sent, or a refusal that a read explains. */
  | 'convergent'
  /** Makes something new: whether it was done must be known before it is sent again. */
  | 'once';

export interface Refusal {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: unknown;
}

/** Codes whose meaning does not follow from their status. */
const KIND_BY_CODE: Readonly<Record<string, FaultKind>> = {
  E0000007: 'missing',
  E0000011: 'denied', // token unknown or expired
  E0000015: 'denied', // 401, but the feature is not licensed
  E0000006: 'denied',
  E0000009: 'transient', // 500, sometimes right after a delete
  E0000016: 'conflict', // activation of an active account
  E0000023: 'invalid', // the attribute is mastered by HR or a directory
  E0000077: 'invalid',
  E0000029: 'transient', // the cursor died; the listing is begun anew
  E0000032: 'conflict',
  E0000038: 'conflict', // not in this status
  E0000056: 'conflict',
  E0000060: 'invalid', // 501, "Unsupported operation": membership of Everyone
  E0000062: 'conflict',
  E0000112: 'transient', // 409, still being activated
  E0000117: 'conflict',
  E0000231: 'conflict',
  E0000239: 'transient', // 423, another change is under way
};

/** Sentences for the operator; none contains anything from the answer. */
const NOTE_BY_CODE: Readonly<Record<string, string>> = {
  E0000011: 'Okta does not know this token',
  E0000015: 'the org has no licence for this feature',
  E0000006: 'the admin role of our credential does not reach this',
  E0000023: 'the attribute is mastered outside Okta',
  E0000077: 'the attribute is mastered outside Okta',
  E0000029: 'the cursor is no longer valid',
  E0000060: 'Okta fills this group itself',
  E0000093: 'more groups than one create can take',
};

export function faultOf(operation: string, effect: Effect, answer: Refusal, now: number): Fault {
  const error = oktaErrorBody.safeParse(answer.body);
  const code = error.success ? error.data.errorCode : null;
  const details = { vendorCode: code };
  if (answer.status === 429) {
    return new Fault('transient', operation, { ...details, retryAt: retryAtOf(answer.headers, now), note: 'limit' });
  }
  const byCode = code === null ? undefined : KIND_BY_CODE[code];
  if (byCode !== undefined) {
    return new Fault(byCode, operation, {
      ...details,
      ...(answer.status >= 500 && byCode === 'transient' ? { outcomeUnknown: effect === 'once' } : {}),
      ...noteOf(NOTE_BY_CODE[code ?? '']),
    });
  }
  if (answer.status >= 500) {
    return new Fault('transient', operation, {
      ...details,
      outcomeUnknown: effect === 'once',
      note: `status ${answer.status}`,
    });
  }
  // A proxy's 404 has no Okta error in it ("Resource not found", Server: Apache): never read as "absent".
  if (!error.success) {
    return new Fault('transient', operation, { note: `status ${answer.status} without an Okta error: proxy trouble` });
  }
  if (code === 'E0000001') return validationFault(operation, error.data);
  return new Fault(kindByStatus(answer.status), operation, { ...details, ...noteOf(NOTE_BY_CODE[code ?? '']) });
}

function kindByStatus(status: number): FaultKind {
  if (status === 401 || status === 403) return 'denied';
  if (status === 408 || status === 423) return 'transient';
  if (status === 409 || status === 412) return 'conflict';
  return 'invalid';
}

/**
 * "Create User": a taken login is `login: An object with this field already exists in the current organization`.
 * Another unique attribute that is taken (an employee number) is no login clash: a new login would not help.
 */
function validationFault(operation: string, error: OktaErrorBody): Fault {
  const causes = error.errorCauses.map((cause) => cause.errorSummary);
  const taken = causes.filter((cause) => /already exists/i.test(cause)).flatMap(fieldOf);
  const fields = causes.flatMap(fieldOf);
  const note = taken.length > 0 ? `taken: ${list(taken)}` : fields.length > 0 ? `refused: ${list(fields)}` : undefined;
  const kind = taken.includes('login') ? 'conflict' : 'invalid';
  return new Fault(kind, operation, { vendorCode: error.errorCode, ...noteOf(note) });
}

const FIELD = /^([A-Za-z_][A-Za-z0-9_.]{0,60}):\s/;
const UNDEFINED_PROPERTY = /^Property name '([A-Za-z_][A-Za-z0-9_]{0,60})' is not defined/;

/** The field's name and never its value. */
function fieldOf(cause: string): string[] {
  const undefinedName = UNDEFINED_PROPERTY.exec(cause)?.[1];
  if (undefinedName !== undefined) return [`${undefinedName} (not in the profile schema)`];
  const name = FIELD.exec(cause)?.[1];
  return name === undefined ? [] : [name];
}

const list = (names: readonly string[]) => [...new Set(names)].join(', ');
const noteOf = (note: string | undefined) => (note === undefined ? {} : { note });

/** Reasons that mean the request never left: whatever it was, it was not done. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** No answer at all: time-out, cut connection, no route. The original error is not kept: it can quote an address. */
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
  const cause = error.cause;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return 'network';
}

/** A 2xx we cannot read. The paths say where it differs; values stay out. */
export function unreadableFault(operation: string, effect: Effect, where: string): Fault {
  return new Fault('transient', operation, { note: `unreadable answer: ${where}`, outcomeUnknown: effect === 'once' });
}
