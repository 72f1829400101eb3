/** A clock that is put back shows work as going on that was ended by it, at once, while it was ahead. */
import { describe, expect, it } from 'vitest';
import { heldByClock } from '../../src/app/reconcile/byClock.ts';
import type { Change } from '../../src/core/reconcile/model.ts';
import { account, at, engagement, group, joining, leaving, ledger } from '../support/build.ts';
import { openMemory } from '../support/memory/store.ts';

const activate: Change = { type: 'activate', for: joining };
const add: Change = { type: 'add-member', for: joining, group: group('a'), under: [] };
const OVER = engagement({ start: at(0), accountFrom: at(0), activeFrom: at(0), end: at(30), endedBy: leaving });

/** What waits at minute 20 of somebody whose work ends at minute 30, as was said when the clock showed `said`. */
async function waits(said: number, others: readonly ReturnType<typeof engagement>[] = []): Promise<readonly Change[]> {
  const { store } = openMemory({ clock: () => at(said) });
  await store.transaction(async (tx) => {
    await tx.lockCase(leaving);
    await tx.append(leaving, [{ type: 'EngagementChanged', engagement: OVER }]);
  });
  const known = ledger({ engagements: [OVER, ...others] });
  const plan = { changes: [activate, add], obstacles: [], awaited: [], shadowed: [], leaver: false };
  const { held, until } = await heldByClock(store.read, { ledger: known, account: account(), now: at(20) }, plan);
  // Until then nothing is to be asked again.
  expect(until).toBe(held.size > 0 ? OVER.end : null);
  return [...held];
}

describe('a clock that was put back', () => {
  it('lets nobody in whose work had ended at once while it was ahead', async () => {
    expect(await waits(30)).toEqual([activate, add]);
  });

  it('keeps nobody out whose last day was only said to come', async () => {
    expect(await waits(10)).toEqual([]);
  });

  it('keeps nobody out who works on elsewhere', async () => {
    const other = engagement({ start: at(5), accountFrom: at(5), activeFrom: at(5), end: null });
    expect(await waits(30, [other])).toEqual([]);
  });
});
