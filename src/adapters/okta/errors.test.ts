import { describe, expect, it } from 'vitest';
import { epochOf } from '../../core/shared/instant.ts';
import type { FaultKind } from '../../ports/fault.ts';
import { type Effect, faultOf, lostFault } from './errors.ts';

const NOW = Date.parse('2026-08-03T09:00:00.000Z');

const okta = (errorCode: string, ...causes: string[]) => ({
  errorCode,
  errorSummary: 'Api validation failed: ada.lovelace@acme.example',
  errorLink: errorCode,
  errorId: 'oaeSecret',
  errorCauses: causes.map((errorSummary) => ({ errorSummary })),
});

const fault = (status: number, body: unknown, options: { effect?: Effect; headers?: Record<string, string> } = {}) =>
  faultOf('create account', options.effect ?? 'once', { status, body, headers: new Headers(options.headers) }, NOW);

describe('the kind of a fault', () => {
  const rows: readonly [number, unknown, FaultKind, string][] = [
    [404, okta('E0000007'), 'missing', 'Okta itself says that it is not there'],
    [404, { status: 404, message: 'Resource not found' }, 'transient', "a proxy's 404 is never an absent user"],
    [403, '<html>blocked</html>', 'transient', 'a gateway page'],
    [302, undefined, 'transient', 'a redirect to a sign-in page'],
    [401, okta('E0000011'), 'denied', 'a bad token'],
    [401, okta('E0000015'), 'denied', 'a feature that is not licensed, although it says 401'],
    [403, okta('E0000006'), 'denied', 'no permission'],
    [403, okta('E0000016'), 'conflict', 'active already'],
    [403, okta('E0000038'), 'conflict', 'not in this status'],
    [403, okta('E0000032'), 'conflict', 'not locked out'],
    [403, okta('E0000023'), 'invalid', 'mastered by a directory'],
    [409, okta('E0000112'), 'transient', 'still being activated'],
    [409, okta('E0000062'), 'conflict', 'assigned already'],
    [409, okta('E0000999'), 'conflict', 'an unknown 409'],
    [412, okta('E0000231'), 'conflict', 'changed meanwhile'],
    [423, okta('E0000239'), 'transient', 'another change is under way'],
    [400, okta('E0000029'), 'transient', 'a cursor that died: the listing begins anew'],
    [400, okta('E0000093'), 'invalid', 'too many groups at once'],
    [501, okta('E0000060'), 'invalid', 'membership of Everyone'],
    [500, okta('E0000009'), 'transient', 'trouble at Okta'],
    [502, undefined, 'transient', 'trouble on the way'],
    [429, okta('E0000047'), 'transient', 'a limit'],
  ];
  it.each(rows)('%i %o is %s: %s', (status, body, kind) => {
    expect(fault(status, body).kind).toBe(kind);
  });
});

describe('validation errors', () => {
  it('tells a taken login by its cause, because the code is that of every validation error', () => {
    const taken = fault(
      400,
      okta('E0000001', 'login: An object with this field already exists in the current organization'),
    );
    expect(taken).toMatchObject({ kind: 'conflict', vendorCode: 'E0000001' });
    expect(taken.message).toContain('taken: login');
  });

  it('does not take another unique attribute for a login clash', () => {
    const cause = 'employeeNumber: An object with this field already exists in the current organization';
    expect(fault(400, okta('E0000001', cause))).toMatchObject({
      kind: 'invalid',
      message: 'create account: invalid (E0000001): taken: employeeNumber',
    });
  });

  it('names the offending fields and never their values', () => {
    const refused = fault(
      400,
      okta('E0000001', "Property name 'shoeSize' is not defined in profile", 'email: ada@home.example is not valid'),
    );
    expect(refused.kind).toBe('invalid');
    expect(refused.message).toContain('shoeSize (not in the profile schema), email');
    expect(refused.message).not.toMatch(/ada|lovelace|oaeSecret/);
  });

  it('says nothing of a cause it cannot read', () => {
    expect(fault(400, okta('E0000001', 'ada.lovelace@acme.example is odd')).message).toBe(
      'create account: invalid (E0000001)',
    );
  });
});

describe('limits', () => {
  const limited = (headers: Record<string, string>) => fault(429, okta('E0000047'), { headers }).retryAt;

  it('waits until reset - Date + 1 s, by the clock of the answer and not by ours', () => {
    const dateAnHourBehindOurs = 'Mon, 03 Aug 2026 08:00:00 GMT';
    const reset = Date.parse('2026-08-03T08:00:42.000Z') / 1_000;
    const retryAt = limited({
      date: dateAnHourBehindOurs,
      'x-rate-limit-limit': '600',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(reset),
    });
    expect(retryAt).toBe('2026-08-03T09:00:43.000Z');
  });

  it('backs off by a random short time on a concurrency limit, whose reset is a guess', () => {
    const reset = String(NOW / 1_000 + 60);
    const retryAt = limited({ 'x-rate-limit-limit': '0', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset });
    if (retryAt === null) throw new Error('a limit has an instant');
    expect(epochOf(retryAt) - NOW).toBeGreaterThanOrEqual(500);
    expect(epochOf(retryAt) - NOW).toBeLessThanOrEqual(2_000);
  });

  it('does not take a refused request for one that may have been done', () => {
    expect(fault(429, okta('E0000047')).outcomeUnknown).toBe(false);
  });
});

describe('lost answers', () => {
  const cut = new TypeError('fetch failed', {
    cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
  });
  const unreachable = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) });
  const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');

  it.each([cut, late])('leave the outcome of a create unknown: %s', (error) => {
    expect(lostFault('create account', 'once', error)).toMatchObject({ kind: 'transient', outcomeUnknown: true });
  });

  it('leave no doubt when the request never left', () => {
    expect(lostFault('create account', 'once', unreachable).outcomeUnknown).toBe(false);
  });

  it('matter only for what must not be repeated', () => {
    expect(lostFault('add member', 'convergent', cut).outcomeUnknown).toBe(false);
    expect(lostFault('read account', 'read', late).outcomeUnknown).toBe(false);
  });

  it('count a 5xx as lost too, since Okta may have done it', () => {
    expect(fault(503, undefined)).toMatchObject({ outcomeUnknown: true });
    expect(fault(500, okta('E0000009'))).toMatchObject({ outcomeUnknown: true });
    expect(fault(503, undefined, { effect: 'convergent' })).toMatchObject({ outcomeUnknown: false });
  });
});
