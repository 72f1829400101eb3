/**
 * The replay of bench/replay on an invented history, small/events.jsonl: an import, people who come and go in one
 * change set, facts said twice or taken back at once, levels that change hands, a closed team, a person who comes
 * back three times and one who does so within a day.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { factsOf, halfOf, readHistory, readState } from '../../bench/replay/history.ts';
import { differencesOf, documentOf } from '../../bench/replay/report.ts';
import { replay } from '../../bench/replay/run.ts';
import { describeOnPglite } from '../support/stores.ts';

const file = (name: string) => fileURLToPath(new URL(`../../bench/replay/small/${name}`, import.meta.url));
const small = () => readHistory(file('events.jsonl'));

describe('a history', () => {
  it('adds up to the state that was written down beside it', () => {
    expect([...factsOf(small())].sort()).toEqual([...readState(file('state-at-cut.jsonl'))].sort());
  });

  it('counts who belongs to a group, and nothing else', () => {
    expect(small().groups).toContain('org cove admin');
    expect(small().people).not.toContain('q99');
  });

  it('takes a fact said twice for one, and one undone within its change set for none', () => {
    const changed = (seq: number) =>
      small()
        .changeSets.find((one) => one.seq === seq)
        ?.people.map(({ person }) => person);
    expect(changed(3)).toEqual(['q08']);
    expect(changed(4)).toEqual([]);
  });

  it('ends where it is told to', () => {
    expect(small().changeSets.at(-1)?.seq).toBe(16);
    expect(readHistory(file('events.jsonl'), 9).changeSets.at(-1)?.seq).toBe(9);
  });
});

/** Thirty forms, from filing to proof, one after the other: more than a test usually takes on a busy machine. */
const PATIENCE = 300_000;

describeOnPglite('the replay of a small history', (makeStore) => {
  it(
    'ends with exactly the memberships of the history, and nothing for those who left',
    async () => {
      const history = small();
      const expected = readState(file('state-at-cut.jsonl'));
      const warnings: string[] = [];
      const replayed = await replay({
        history,
        expected,
        open: (clock) => makeStore({ clock }),
        warn: (said) => warnings.push(said),
      });
      const { milliseconds, processorMilliseconds, evidenceEvents, jobs, ...document } = documentOf(history, replayed);
      expect(warnings).toEqual([]);
      expect(document).toEqual({
        events: 58,
        differences: 0,
        membershipEvents: 50,
        changeSets: 16,
        people: 9,
        groups: 13,
        adopted: null,
        filings: { joiner: 14, mover: 9, leaver: 7 },
        cases: 21,
        proved: 21,
        leavers: 2,
        leaversWithSomething: 0,
        facts: { expected: 8, found: 8, missing: 0, extra: 0 },
        issuesNotDone: 0,
        openExceptions: 0,
        brokenChains: 0,
      });
    },
    PATIENCE,
  );

  it(
    'ends the same when half of it was there before Tenure and was adopted, without a write',
    async () => {
      const history = small();
      const expected = readState(file('state-at-cut.jsonl'));
      const replayed = await replay({
        history,
        expected,
        open: (clock) => makeStore({ clock }),
        adoptUntil: halfOf(history),
      });
      expect(replayed.adopted).toEqual({ people: 8, memberships: 12, providerWrites: 0 });
      expect(replayed.filings).toEqual({ joiner: 5, mover: 4, leaver: 6 });
      expect(differencesOf(replayed)).toBe(0);
    },
    PATIENCE,
  );

  it(
    'tells what differs',
    async () => {
      const history = readHistory(file('events.jsonl'), 2);
      const expected = new Set(factsOf(history));
      expected.delete('member compass lead q01');
      expected.add('member ghosts member q13');
      const replayed = await replay({ history, expected, open: (clock) => makeStore({ clock }) });
      expect(replayed.extra).toEqual(['member compass lead q01']);
      expect(replayed.missing).toEqual(['member ghosts member q13']);
      expect(differencesOf(replayed)).toBe(2);
    },
    PATIENCE,
  );

  // Real histories are no part of the repository: SHARED_DATA names the folder they are in.
  const real = `${process.env.SHARED_DATA}/rust-team/events.jsonl`;
  it.skipIf(!existsSync(real))(
    'finds no difference in the first change sets of a real one',
    async () => {
      const history = readHistory(real, 8);
      const replayed = await replay({ history, expected: factsOf(history), open: (clock) => makeStore({ clock }) });
      expect(differencesOf(replayed)).toBe(0);
    },
    PATIENCE,
  );
});
