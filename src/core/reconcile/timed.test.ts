import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  exclusion,
  grant,
  group,
  joining,
  leaving,
  ledger,
} from '../../../test/support/build.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Change } from './model.ts';
import { timedChanges } from './timed.ts';

const a = group('a');
const removal: Change = { type: 'remove-member', for: joining, group: a };
const suspend: Change = { type: 'suspend', for: joining };
const add: Change = { type: 'add-member', for: joining, group: a, under: [] };

/** The clock was surely right at 10 and shows 30. */
const waits = (edit: Partial<PersonLedger>, change: Change = removal, leaver = false) =>
  timedChanges({ changes: [change], leaver }, ledger(edit), account(), at(10), at(30)).map(({ ends }) => ends);

describe('while the clock is in doubt', () => {
  it.each<[string, Partial<PersonLedger>, readonly unknown[]]>([
    [
      'waits what ended since',
      { grants: [grant('one', [a], 0, 20, { endedBy: leaving })] },
      [[{ at: at(20), by: leaving }]],
    ],
    ['goes what had ended before', { grants: [grant('one', [a], 0, 10)] }, []],
    [
      'goes what an exclusion had taken before its end came',
      { grants: [grant('one', [a], 0, 20)], exclusions: [exclusion([a], 5, null)] },
      [],
    ],
    [
      'waits what a later grant covered until then',
      { grants: [grant('one', [a], 0, 8), grant('two', [a], 5, 20)] },
      [[{ at: at(20), by: joining }]],
    ],
  ])('%s', (_, edit, ends) => {
    expect(waits(edit)).toEqual(ends);
  });

  it('nothing waits that is given', () => {
    expect(waits({ grants: [grant('one', [a], 0, 20)] }, add)).toEqual([]);
  });

  it.each([
    ['waits for the days of a hand-over that were over since', 20, 1],
    ['does not wait for days that were over before', 9, 0],
    ['does not wait for days that are not over', 40, 0],
  ])('the closing at the end of a hand-over %s, and nothing else of it does', (_, handOverUntil, count) => {
    const own = { start: at(0), accountFrom: at(0), activeFrom: at(0), end: at(8), endedBy: leaving };
    const engagements = [engagement({ ...own, handOverUntil: at(handOverUntil) })];
    expect(waits({ engagements }, { type: 'deactivate', for: leaving }, true)).toHaveLength(count);
    expect(waits({ engagements }, removal, true)).toEqual([]);
    expect(waits({ engagements }, suspend, true)).toEqual([]);
  });

  it.each([
    ['waits for work that was over since', 20, 1],
    ['goes on for work that was over before', 9, 0],
  ])('a closing %s, with all it takes', (_, end, count) => {
    const engagements = [engagement({ start: at(0), accountFrom: at(0), activeFrom: at(0), end: at(end) })];
    expect(waits({ engagements }, suspend, true)).toHaveLength(count);
    expect(waits({ engagements }, removal, true)).toHaveLength(count);
  });

  it('a sign-in waits that a leave stops since', () => {
    const away = (from: number) => [{ ...engagement(), leaves: [{ case: leaving, from: at(from), until: null }] }];
    expect(waits({ engagements: away(20) }, suspend)).toEqual([[{ at: at(20), by: leaving }]]);
    expect(waits({ engagements: away(8) }, suspend)).toEqual([]);
  });
});
