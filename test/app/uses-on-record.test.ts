/** From when on the record of use is whole: what was deleted, or never kept, does not come back with a longer time. */
import { expect, it } from 'vitest';
import { forgetOldUses, usesOnRecord } from '../../src/app/activity/lastUse.ts';
import type { World } from '../../src/app/world.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { at, okta } from '../support/build.ts';

const DAY = 1440;
const days = (n: number) => milliseconds(n * 86_400_000);

/** The log is read since three hundred days; the policy has kept `before` of it, and now says 180 days. */
async function sinceAfter(before: number): Promise<unknown> {
  const rows = new Map<string, unknown>([[`activity:${okta}`, { cursor: '', since: at(-300 * DAY), readAt: at(0) }]]);
  const getControl = async (key: string) => rows.get(key) ?? null;
  const tx = {
    getControl,
    forgetUses: async () => {},
    setControl: async (key: string, to: unknown) => void rows.set(key, to),
  };
  const world = {
    store: {
      transaction: (work: (of: typeof tx) => unknown) => work(tx),
      read: { getControl, now: async () => at(0), lastUses: async () => new Map() },
    },
    rules: { current: async () => ({ policy: { settings: { lastUse: { keep: days(180) } } } }) },
  } as unknown as World;
  await forgetOldUses(world, days(before));
  const found = await usesOnRecord(world, okta);
  return found.known ? found.value.since : null;
}

it.each([
  ['kept for a week', 7, at(-7 * DAY)],
  ['not kept at all', 0, at(0)],
  ['kept for longer', 250, at(-180 * DAY)],
])('what was %s is on record from then', async (_, before, since) => expect(await sinceAfter(before)).toBe(since));
