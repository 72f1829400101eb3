/** A look keeps its places before its first call: none is begun that could not be read back. */
import { expect, it } from 'vitest';
import { epochOf } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { Lane } from './buckets.ts';
import { LimitGauge } from './limits.ts';
import type { LookRoom } from './rooms.ts';

const START = Date.parse('2026-08-03T09:00:00.000Z');
const GROUPS_OF = '/api/v1/users/00u1/groups';
const ROLES_OF = '/api/v1/users/00u1/roles';
/** The published 600, less the twentieth that only revocations may use. */
const ORDINARY = 570;

function gaugeAt() {
  const clock = { now: START };
  const gauge = new LimitGauge({ share: 1, slots: 1_000, now: () => clock.now, random: () => 0 });
  const call = async (path: string, room?: LookRoom, lane: Lane = 'ordinary') =>
    (await gauge.enter('try', path.includes('/groups/') ? 'DELETE' : 'GET', path, lane, room)).done(null);
  const exhaust = async (most: number) => {
    for (let n = 0; n < most; n += 1) await call(GROUPS_OF);
  };
  /** The room, or in how many milliseconds to come again. */
  const begin = (account: string) => {
    try {
      return gauge.makeRoom('look', account, 'ordinary');
    } catch (fault) {
      if (fault instanceof Fault && fault.retryAt !== null) return epochOf(fault.retryAt) - clock.now;
      throw fault;
    }
  };
  const begun = (account: string) => {
    const room = begin(account);
    if (typeof room === 'number') throw new Error('it was put off');
    return room;
  };
  const putOff = (account: string) => {
    const wait = begin(account);
    if (typeof wait !== 'number') throw new Error('it was begun');
    return wait;
  };
  /** All four calls of a look that removes something. */
  const look = async (room: LookRoom) => {
    for (const path of [GROUPS_OF, ROLES_OF, '/api/v1/groups/00g1/users/00u1', GROUPS_OF]) await call(path, room);
    room.close();
  };
  return { gauge, clock, call, exhaust, begin, begun, putOff, look };
}

it('is begun only when all of its calls have a place', async () => {
  const { exhaust, begun, putOff, look } = gaugeAt();
  await exhaust(ORDINARY - 3);
  const room = begun('one');
  expect(putOff('two')).toBeGreaterThan(60_000);
  await look(room);
});

it('keeps its places from whoever calls later, but not from a revocation', async () => {
  const { exhaust, begun, call, look } = gaugeAt();
  await exhaust(ORDINARY - 4);
  const room = begun('one');
  await call(GROUPS_OF);
  await expect(call(GROUPS_OF)).rejects.toBeInstanceOf(Fault);
  // All of the six hundred that are left, the kept ones too.
  for (let n = 0; n < 33; n += 1) await call(GROUPS_OF, undefined, 'revocation');
  await expect(look(room)).rejects.toBeInstanceOf(Fault);
});

it('gives back what it did not need, once', async () => {
  const { exhaust, begun, call, putOff } = gaugeAt();
  await exhaust(ORDINARY - 4);
  const room = begun('one');
  await call(GROUPS_OF, room);
  room.close();
  room.close();
  begun('two').close();
  await call(GROUPS_OF);
  expect(putOff('three')).toBeGreaterThan(0);
});

it('is told to come when there is place for all that were told before it', async () => {
  const { clock, exhaust, begun, putOff, look } = gaugeAt();
  await exhaust(ORDINARY - 9);
  for (const account of ['a', 'b', 'c']) {
    clock.now += 1_000;
    await look(begun(account));
  }
  clock.now += 1_000;
  const waits = Array.from({ length: 187 + 3 + 1 }, (_, n) => putOff(`late ${n}`));
  // 561 calls of the first moment make room for 187 looks, then each of the three for one more.
  expect(waits[186]).toBe(60_250 - 4_000);
  expect(waits.slice(187, 190)).toEqual([57_250, 58_250, 59_250]);
  expect(waits[190]).toBe(2 * 60_250 - 4_000);
});

/** Six hundred were put off behind the early one, who was told to come in `wait`. */
async function aLine() {
  const { clock, exhaust, putOff, call } = gaugeAt();
  await exhaust(ORDINARY - 3);
  clock.now += 3_000;
  for (let n = 0; n < 3; n += 1) await call(GROUPS_OF);
  const wait = putOff('early');
  for (let n = 0; n < 600; n += 1) putOff(`line ${n}`);
  return { clock, exhaust, putOff, wait };
}

it('that was told to come and is a moment early stands before the line, not at its end', async () => {
  const { clock, exhaust, putOff, wait } = await aLine();
  clock.now += wait;
  // Somebody else was quicker.
  await exhaust(ORDINARY - 3);
  expect(putOff('new')).toBeGreaterThan(120_000);
  expect(putOff('early')).toBe(3_000);
});

it('that comes a moment early because another clock has sent it is no newcomer', async () => {
  const { clock, putOff, wait } = await aLine();
  clock.now += wait - 1_500;
  expect(putOff('early')).toBe(1_500);
  expect(putOff('new')).toBeGreaterThan(100_000);
});

it('does not wait out a line that was made while a limit was lowered for a moment', async () => {
  const { gauge, clock, exhaust, putOff } = gaugeAt();
  const answered = async (limit: number) => {
    const headers = { 'x-rate-limit-limit': limit, 'x-rate-limit-remaining': 0, 'x-rate-limit-reset': START / 1_000 };
    const said = new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    (await gauge.enter('try', 'GET', GROUPS_OF, 'ordinary')).done({ status: 200, headers: said });
  };
  await answered(600);
  await exhaust(100);
  clock.now += 1_000;
  await answered(60);
  const waits = Array.from({ length: 100 }, (_, n) => putOff(`late ${n}`));
  // By sixty calls a minute the last of them would come in five minutes; whoever comes too early is told again.
  expect(waits[0]).toBeGreaterThan(55_000);
  expect(waits[99]).toBeLessThan(62_000);
  clock.now += 20 * 60_000;
  await answered(60);
  await exhaust(56);
  expect(Math.max(...Array.from({ length: 100 }, (_, n) => putOff(`later ${n}`)))).toBeGreaterThan(280_000);
});

it('is begun at a limit that is too small for it all the same, when nobody else uses it', async () => {
  const { gauge, clock, begun } = gaugeAt();
  const said = new Headers({
    'x-rate-limit-limit': '2',
    'x-rate-limit-remaining': '1',
    'x-rate-limit-reset': `${START / 1_000}`,
  });
  (await gauge.enter('try', 'GET', GROUPS_OF, 'ordinary')).done({ status: 200, headers: said });
  clock.now += 61_000;
  begun('one').close();
});

it('promises as few places as looks have needed of late', async () => {
  const { clock, begun, call, exhaust, putOff } = gaugeAt();
  for (let n = 0; n < 60; n += 1) {
    const room = begun('idle');
    await call(GROUPS_OF, room);
    room.close();
  }
  await exhaust(ORDINARY - 60);
  clock.now += 1_000;
  const waits = Array.from({ length: ORDINARY + 1 }, (_, n) => putOff(`late ${n}`));
  expect(waits[ORDINARY - 1]).toBe(59_250);
  expect(waits[ORDINARY]).toBeGreaterThan(100_000);
});

it('waits for places that others only keep as long as a look lasts, not as if they were used', async () => {
  const { gauge, clock, begin, begun, call } = gaugeAt();
  /** It finds nothing to do: one reading, and two places given back. */
  const read = async (room: LookRoom) => {
    await call(GROUPS_OF, room);
    room.close();
  };
  for (let n = 0; n < 10; n += 1) await read(begun('idle'));
  const limits = {
    'x-rate-limit-limit': '24',
    'x-rate-limit-remaining': '23',
    'x-rate-limit-reset': `${START / 1_000}`,
  };
  (await gauge.enter('try', 'GET', GROUPS_OF, 'ordinary')).done({ status: 200, headers: new Headers(limits) });
  clock.now += 61_000;
  const until = clock.now + 20_000;
  const comesAt = new Map(Array.from({ length: 30 }, (_, n) => [`end ${n}`, clock.now]));
  let looked = 0;
  for (; clock.now < until; clock.now += 499) {
    const rooms: LookRoom[] = [];
    for (const [account] of [...comesAt].filter(([, at]) => at <= clock.now)) {
      const answer = begin(account);
      if (typeof answer === 'number') {
        comesAt.set(account, clock.now + answer);
      } else {
        rooms.push(answer);
        comesAt.delete(account);
      }
    }
    for (const room of rooms) await read(room);
    looked += rooms.length;
  }
  // Of the 22 that are not kept for revocations, all but what is too few for a look that needs its three.
  expect(looked).toBe(20);
});

it('waits for the oldest calls where looks use what they keep', async () => {
  const { clock, exhaust, begun, putOff, look } = gaugeAt();
  for (let n = 0; n < 30; n += 1) await look(begun(`one ${n}`));
  clock.now += 1_000;
  await exhaust(ORDINARY - 90 - 3);
  begun('under way');
  expect(putOff('next')).toBe(59_250);
});
