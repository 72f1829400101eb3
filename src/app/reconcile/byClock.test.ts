/** Several works at once, of which one was ended at once by a clock that stood ahead, by which another was over already. */
import { describe, expect, it } from 'vitest';
import { at, engagement, leaving, ledger } from '../../../test/support/build.ts';
import { openMemory } from '../../../test/support/memory/store.ts';
import { caseId, connectionId, engagementId } from '../../core/shared/ids.ts';
import { lookedAtAsOf } from './byClock.ts';

const beside = caseId(connectionId('jira'), '77');
const times = { start: at(0), accountFrom: at(0), activeFrom: at(0) };
const offboardings = [{ case: leaving, end: at(30) }];
const MAIN = engagement({ ...times, end: at(30), endedBy: leaving, offboardings });

/** At minute 20, of somebody who was said to leave at once when the clock showed minute 30. */
async function asOf(end: number, { main = MAIN, isSince = false } = {}) {
  const other = engagement({ ...times, id: engagementId(`${beside}#e`), end: at(end), openedBy: beside });
  const { store } = openMemory({ clock: () => at(30) });
  const opened = [{ type: 'EngagementOpened', engagement: other }] as const;
  const ended = [{ type: 'EngagementChanged', engagement: main }] as const;
  const said = [
    { on: beside, events: opened },
    { on: leaving, events: ended },
  ] as const;
  for (const { on, events } of isSince ? said.toReversed() : said)
    await store.transaction(async (tx) => {
      await tx.lockCase(on);
      await tx.append(on, events);
    });
  return lookedAtAsOf(store.read, ledger({ engagements: [main, other] }), at(20));
}

describe('a clock that was put back', () => {
  it('lets nobody who was offboarded into work that was over by the clock of then', async () => {
    expect(await asOf(25)).toBe(at(30));
  });

  it('lets them in neither where the work that was ended then had not begun', async () => {
    const main = { ...MAIN, start: at(28), accountFrom: at(22), activeFrom: at(26) };
    expect(await asOf(25, { main })).toBe(at(30));
    expect(await asOf(35, { main })).toBe(at(20));
  });

  it('lets work go on that was to end later, or was taken up since', async () => {
    expect(await asOf(35)).toBe(at(20));
    expect(await asOf(25, { isSince: true })).toBe(at(20));
  });

  it('lets work go on where only the other was ended', async () => {
    const { offboardings: _, ...main } = MAIN;
    expect(await asOf(25, { main })).toBe(at(20));
  });
});
