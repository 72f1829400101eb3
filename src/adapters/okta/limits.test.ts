import { describe, expect, it } from 'vitest';
import { epochOf } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import { bucketOf, type Lane } from './buckets.ts';
import { LimitGauge, type Turn } from './limits.ts';

const START = Date.parse('2026-08-03T09:00:00.000Z');

function gaugeAt(options: { share?: number; slots?: number } = {}) {
  const clock = { now: START };
  const gauge = new LimitGauge({
    share: options.share ?? 1,
    slots: options.slots ?? 1_000,
    now: () => clock.now,
    random: () => 0,
  });
  const enter = (lane: Lane = 'ordinary', path = '/api/v1/groups') => gauge.enter('try', 'GET', path, lane);
  /** Sends until it is refused; how many went and the refusal. */
  async function exhaust(lane: Lane = 'ordinary', most = 2_000) {
    for (let sent = 0; sent < most; sent += 1) {
      try {
        (await enter(lane)).done(null);
      } catch (error) {
        if (error instanceof Fault) return { sent, fault: error };
        throw error;
      }
    }
    throw new Error('never refused');
  }
  return { clock, gauge, enter, exhaust };
}

const answered = (remaining: number, limit = 500, status = 200, resetIn = 30) => ({
  status,
  headers: new Headers({
    date: new Date(START).toUTCString(),
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(START / 1_000 + resetIn),
  }),
});

const retryIn = (fault: Fault) => (fault.retryAt === null ? null : epochOf(fault.retryAt) - START);

describe('a bucket', () => {
  it('gives our share of the published limit, and keeps a twentieth for a leaver out of the blue', async () => {
    const { exhaust } = gaugeAt({ share: 0.5 });
    expect((await exhaust()).sent).toBe(250 - 13);
    const again = gaugeAt({ share: 0.5 });
    expect((await again.exhaust('revocation')).sent).toBe(250);
  });

  it('keeps a little back from listings for nobody, and a fifth while people wait', async () => {
    const alone = gaugeAt();
    expect((await alone.exhaust('bulk')).sent).toBe(500 - 25 - 5);
    expect((await alone.exhaust()).sent).toBe(5);
    expect((await alone.exhaust('revocation')).sent).toBe(25);
    const beside = gaugeAt();
    (await beside.enter()).done(null);
    expect((await beside.exhaust('bulk')).sent).toBe(500 - 25 - 100 - 1);
    beside.clock.now += 61_000;
    expect((await beside.exhaust('bulk')).sent).toBe(500 - 25 - 5);
  });

  it('keeps a fifth for revocations once there are some', async () => {
    const { enter, exhaust } = gaugeAt();
    (await enter('revocation')).done(null);
    expect((await exhaust()).sent).toBe(399);
    expect((await exhaust('revocation')).sent).toBe(100);
  });

  it('lends the fifth again when there were none for a minute', async () => {
    const { clock, enter, exhaust } = gaugeAt();
    (await enter('revocation')).done(null);
    clock.now += 61_000;
    expect((await exhaust()).sent).toBe(475);
  });

  it('says when to come again, one after the other, and does not sleep', async () => {
    const { clock, enter, exhaust } = gaugeAt();
    (await enter()).done(null);
    clock.now += 10_000;
    const { fault } = await exhaust();
    expect(fault).toMatchObject({ kind: 'transient', outcomeUnknown: false });
    expect(retryIn(fault)).toBe(60_250);
    const second = await exhaust();
    expect(second.sent).toBe(0);
    expect(retryIn(second.fault)).toBe(70_250);
  });

  it('spreads a backlog over the minutes to come instead of calling all back at once', async () => {
    const { enter, exhaust } = gaugeAt();
    await exhaust();
    const instants: number[] = [];
    for (let refused = 0; refused < 1_000; refused += 1) {
      await enter().catch((error) => instants.push(retryIn(error) ?? 0));
    }
    const minute = (n: number) => instants.filter((at) => Math.floor(at / 60_250) === n).length;
    expect(minute(1)).toBe(474); // the first place was promised to the one that exhausted it
    expect(minute(2)).toBe(475);
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
  });

  it('rolls: what was sent a minute ago no longer counts', async () => {
    const { clock, exhaust } = gaugeAt();
    await exhaust();
    clock.now += 60_251;
    expect((await exhaust()).sent).toBe(475);
  });

  it('believes the answers: a smaller limit, and what others have used', async () => {
    const { enter, exhaust } = gaugeAt();
    (await enter()).done(answered(4, 20));
    const { sent, fault } = await exhaust();
    expect(sent).toBeLessThanOrEqual(19);
    expect(retryIn(fault)).toBeGreaterThan(0);
    const crowded = gaugeAt();
    (await crowded.enter()).done(answered(25));
    const refused = await crowded.exhaust();
    expect(refused.sent).toBe(0);
    expect(retryIn(refused.fault)).toBe(30_000);
  });

  it('is empty after a 429, for revocations too, until reset + 1 s', async () => {
    const { enter, exhaust } = gaugeAt();
    (await enter()).done(answered(0, 500, 429));
    expect(retryIn((await exhaust('revocation')).fault)).toBe(31_000);
  });

  it('does not hold back another bucket', async () => {
    const { enter } = gaugeAt();
    (await enter()).done(answered(0, 500, 429));
    (await enter('ordinary', '/api/v1/users/00u1')).done(null);
  });

  it.each([
    ['POST', '/api/v1/users?activate=false', 'users'],
    ['GET', '/api/v1/users/00u1', 'user-read'],
    ['POST', '/api/v1/users/00u1', 'user-write'],
    ['POST', '/api/v1/users/00u1/lifecycle/suspend', 'users'],
    ['GET', '/api/v1/groups/00g1', 'group'],
    ['PUT', '/api/v1/groups/00g1/users/00u1', 'groups'],
    ['GET', '/api/v1/groups/rules?limit=200', 'groups'],
    ['GET', '/api/v1/apps?limit=1', 'apps'],
    ['DELETE', '/api/v1/apps/0oa1/users/00u1', 'apps'],
    ['GET', '/api/v1/policies?type=MFA_ENROLL', 'policies'],
    ['GET', '/oauth2/v1/clients/0oa1/roles', 'other'],
  ])('%s %s counts in %s', (method, path, bucket) => {
    expect(bucketOf(method, path)).toBe(bucket);
  });
});

describe('requests in flight', () => {
  const hold = async (enter: (lane: Lane) => Promise<Turn>, lane: Lane, count: number) => {
    const turns: Turn[] = [];
    for (let n = 0; n < count; n += 1) turns.push(await enter(lane));
    return turns;
  };

  it('are limited, and a slot is kept for a revocation', async () => {
    const { enter } = gaugeAt({ slots: 10 });
    await hold(enter, 'ordinary', 9);
    await expect(enter('ordinary')).rejects.toMatchObject({ kind: 'transient' });
    await hold(enter, 'revocation', 1);
  });

  it('wait for a slot for a moment, revocations first', async () => {
    const { enter } = gaugeAt({ slots: 2 });
    const [first] = await hold(enter, 'revocation', 2);
    const order: string[] = [];
    const waiting = [
      enter('ordinary').then(
        () => order.push('ordinary'),
        () => order.push('put off'),
      ),
      enter('revocation').then(() => order.push('revocation')),
    ];
    first?.done(null);
    await Promise.all(waiting);
    expect(order).toEqual(['revocation', 'put off']);
  });

  it('become fewer after a concurrency 429, and more again with time', async () => {
    const { clock, enter } = gaugeAt({ slots: 8 });
    const turns = await hold(enter, 'revocation', 4);
    turns.pop()?.done(answered(0, 0, 429));
    await expect(hold(enter, 'revocation', 2)).rejects.toBeInstanceOf(Fault);
    clock.now += 2_000;
    await hold(enter, 'revocation', 2);
  });
});
