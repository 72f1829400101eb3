/** Which seals a restore has left count no more; and that none of those made from then on is among them. */
import { expect, it } from 'vitest';
import { leaveIssue, sealsLeft } from '../../src/app/seals/place.ts';
import { later } from '../../src/app/world.ts';
import { readSeal, writeSeal } from '../../src/core/evidence/index.ts';
import { type Instant, instantOf } from '../../src/core/shared/instant.ts';
import { openMemory } from '../support/memory/store.ts';

const NOON = instantOf(new Date('2026-03-02T12:00:00Z'));
const hour = (n: number): Instant => later(NOON, n * 3_600_000);

function sealOf(seal: number, at: Instant) {
  const ground = { seal, at, previous: 'a'.repeat(64), streams: 0, changed: [] };
  const { text } = writeSeal(ground, { keyId: 'k', sign: () => 's' });
  const read = readSeal(text);
  if (read === null) throw new Error('no seal');
  return { text, read };
}

/** A restore at noon left the seal 20 of that hour: whether seals of those hours are passed over from then on. */
async function passedOver(newest: number, hours: readonly number[]): Promise<readonly boolean[]> {
  const { store } = openMemory({ clock: () => NOON });
  await store.transaction(async (tx) => {
    await tx.lockCase('system');
    await leaveIssue(tx, [sealOf(20, hour(newest)).text]);
  });
  const isLeft = await sealsLeft({ store });
  return hours.map((n) => {
    const { text, read } = sealOf(n === newest ? 20 : 15, hour(n));
    return isLeft(read, text);
  });
}

it('passes over the last one and those before it, and not what is sealed afterwards', async () => {
  expect(await passedOver(-1, [-3, -1, -0.5, 0, 1])).toEqual([true, true, false, false, false]);
});

it('passes over none that a clock put right may still give its time, beside the last one itself', async () => {
  expect(await passedOver(48, [-3, 0, 1, 47, 48])).toEqual([true, false, false, false, true]);
});

it('keeps what an earlier restore has left', async () => {
  const { store } = openMemory({ clock: () => NOON });
  const leave = (text: string) =>
    store.transaction(async (tx) => {
      await tx.lockCase('system');
      await leaveIssue(tx, [text]);
    });
  await leave(sealOf(20, hour(-1)).text);
  await leave(sealOf(12, hour(-5)).text);
  const { text, read } = sealOf(19, hour(-2));
  expect((await sealsLeft({ store }))(read, text)).toBe(true);
});
