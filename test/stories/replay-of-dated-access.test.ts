/**
 * The replay of bench/replay/dated on an invented history: days that are moved before and after they have come, a level
 * that changes with one, what is over when it is written, rewritten lines, a day in the past, a hold that comes back.
 */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readDatedHistory } from '../../bench/replay/dated/history.ts';
import { replayDated } from '../../bench/replay/dated/run.ts';
import { describeOnPglite } from '../support/stores.ts';

const small = () =>
  readDatedHistory(fileURLToPath(new URL('../../bench/replay/dated/small/events.jsonl', import.meta.url)));

/** A dozen forms, from filing to proof: more than a test usually takes on a busy machine. */
const PATIENCE = 300_000;

it('a rewritten line that says the same again is no edit', () => {
  const third = small().changeSets.find(({ seq }) => seq === 3);
  expect(third?.edits.map(({ person, after }) => [person, after?.until])).toEqual([['s2', '2021-03-05']]);
  expect(small().changeSets.map(({ seq }) => seq)).not.toContain(8);
});

describeOnPglite('the replay of dated access', (makeStore) => {
  it(
    'honours every day to its last second, and each extension moves it',
    async () => {
      const replayed = await replayDated({ history: small(), open: (clock) => makeStore({ clock }) });
      const { milliseconds, processorMilliseconds, evidenceEvents, ...figures } = replayed;
      expect(figures).toEqual({
        filings: { joiner: 3, granted: 3, moved: 5, revoked: 2 },
        looks: 12,
        ended: 3,
        endDays: 2,
        overWhenWritten: 1,
        differences: [],
        held: 0,
      });
    },
    PATIENCE,
  );
});
