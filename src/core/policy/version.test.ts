import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { parsePolicy } from './parse.ts';
import { filesOf, policyIn, SMALL } from './testing/policies.ts';

/** The same value with the keys of every map in another order. */
function shuffled(value: unknown, order: (keys: readonly string[]) => readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const members = new Map(Object.entries(value));
  return Object.fromEntries(order([...members.keys()]).map((key) => [key, shuffled(members.get(key), order)]));
}

it('does not depend on the order of keys or rows, nor on how rows are spelt', () => {
  const expected = policyIn().version;
  const rows = SMALL.table.trim().split('\n');
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), fc.shuffledSubarray(rows.slice(1), { minLength: 3 }), (weights, order) => {
      const next = () => weights.next().value;
      const byWeight = (keys: readonly string[]) =>
        keys
          .map((key) => [next(), key] as const)
          .sort(([a], [b]) => a - b)
          .map(([, key]) => key);
      const respelt = (text: string) => stringify(shuffled(parseDocument(text).toJS(), byWeight));
      const table = [
        rows[0] ?? '',
        ...order.map((row) => row.replace('Science', ' sCIENCE ').replace('Lead|Head', 'head|LEAD|Head')),
      ];
      const texts = {
        settings: respelt(SMALL.settings),
        catalogue: respelt(SMALL.catalogue),
        table: table.join('\r\n'),
      };
      const parsed = parsePolicy(filesOf(texts));
      expect(parsed.ok && parsed.policy.version).toBe(expected);
    }),
    { numRuns: 40 },
  );
});

it.each([
  ['a row id', { table: SMALL.table.replace('lead,', 'leads,') }],
  ['a value', { table: SMALL.table.replace('Head', 'Chief') }],
  ['a group', { catalogue: SMALL.catalogue.replace('figma-editors', 'figma-authors') }],
  ['a limit', { settings: `${SMALL.settings}brake: { peoplePerOrigin: 26 }\n` }],
])('changes with %s', (_, texts) => {
  expect(policyIn(texts).version).not.toBe(policyIn().version);
});

it('stays the same when a default is written out', () => {
  const settings = `${SMALL.settings}brake: { peoplePerOrigin: 25 }\nkeep:\ntimes: { accountAhead: 168h }\n`;
  expect(policyIn({ settings }).version).toBe(policyIn().version);
});
