/** A clock that is put back, while nobody is at work or more than once: what is told of it has to explain what is recorded. */
import { describe, expect, it } from 'vitest';
import { clockWatch } from '../../src/app/clock/clockWatch.ts';
import type { World } from '../../src/app/world.ts';
import { writeSeal } from '../../src/core/evidence/index.ts';
import type { StreamId, TenureEvent } from '../../src/core/evidence/model.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { EXAMPLES } from '../golden/events.ts';
import { openMemory } from '../support/memory/store.ts';
import { checkFiles } from './checkFiles.ts';
import { exported, FIRST, freshKeys, minute, SECOND } from './smallRecord.ts';

const keys = freshKeys();
const MINUTE = 60_000;

function recording() {
  let now = 0;
  let passed = 0;
  const { store } = openMemory({ clock: () => minute(now) });
  const world = { store, log: { error() {} }, monotonic: () => passed * MINUTE } as unknown as World;
  return {
    store,
    shows(minutes: number) {
      now = minutes;
    },
    passes(minutes: number) {
      now += minutes;
      passed += minutes;
    },
    watch: () => clockWatch(world),
    at: () => minute(now),
    append: (stream: StreamId, events: readonly TenureEvent[]) =>
      store.transaction(async (tx) => {
        await tx.lockCase(stream);
        await tx.append(stream, events);
      }),
    seal: () => store.seals.make(milliseconds(0), (ground) => writeSeal(ground, keys.signer)),
    async confirmed() {
      const [row] = await store.read.exceptions({ open: true, kinds: ['clock-stepped'] });
      if (row === undefined) throw new Error('nothing was told');
      const by = 'ines@acme.example';
      await this.append('system', [
        { type: 'ExceptionSettled', exception: row.id, verdict: 'confirm', by, at: minute(now) },
      ]);
      return row.detail;
    },
  };
}

describe('a clock that was put back while nobody was at work, told at the next start, leaves a bundle whole', () => {
  it.each([
    ['hours', -120],
    ['less than the last events are behind their seal', 3],
  ])('by %s', async (_, back) => {
    const record = recording();
    await record.append(FIRST, [EXAMPLES.CaseOpened]);
    await record.seal();
    record.shows(9);
    await record.append(SECOND, [EXAMPLES.CaseOpened]);
    record.shows(back);
    // Somebody at a terminal was quicker than the service.
    await record.append('system', [EXAMPLES.PolicyApplied]);
    expect(await record.watch()()).toBe(true);
    expect(await record.watch()()).toBe(false);
    expect(await record.confirmed()).toMatchObject({ expected: minute(9), shown: minute(back) });
    await record.append(FIRST, [EXAMPLES.PersonRegistered]);
    await record.seal();
    record.shows(20);
    await record.append(FIRST, [EXAMPLES.GrantGiven]);
    await record.seal();
    const files = await exported(record.store.seals, keys, record.at());
    expect(checkFiles(files, keys.verifier)).toMatchObject({ whole: true, faults: [] });
  });
});

it('is told again when it is put back to the same reading once more, by one of those who see it', async () => {
  const record = recording();
  const [one, other] = [record.watch(), record.watch()];
  const seen = async (minutes: number) => {
    record.shows(minutes);
    return [await one(), await other()];
  };
  expect(await seen(0)).toEqual([false, false]);
  expect(await seen(180)).toEqual([true, true]);
  expect(await seen(0)).toEqual([true, true]);
  record.passes(30);
  expect(await seen(30)).toEqual([false, false]);
  expect(await seen(240)).toEqual([true, true]);
  expect(await seen(0)).toEqual([true, true]);
  const told = (await record.store.read.stream('system')).flatMap(({ event }) =>
    event.type === 'ExceptionRaised' ? [event.detail] : [],
  );
  expect(told).toEqual([
    { expected: minute(0), shown: minute(180), since: minute(0) },
    { expected: minute(180), shown: minute(0), since: minute(0) },
    { expected: minute(240), shown: minute(0), since: minute(0) },
  ]);
});
