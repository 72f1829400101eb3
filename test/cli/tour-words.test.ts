/** What the tour of `npm start` says at the end of a case: what a person has accepted is never called proved. */
import { expect, it } from 'vitest';
import { caseEnd } from '../../examples/acme/tour/print.ts';
import type { TourCase } from '../../examples/acme/tour/run.ts';

const of = (edit: Partial<TourCase>): TourCase => ({
  key: 'PEO-1',
  kind: 'offboarding',
  state: 'proved',
  milliseconds: 900,
  items: 12,
  accepted: 0,
  providerWrites: 3,
  providerReads: 4,
  ...edit,
});

it.each<[Partial<TourCase>, RegExp]>([
  [{}, /PEO-1 proved after 900 ms: 12 items read back, 3 writes and 4 reads/],
  [{ state: 'closed', accepted: 2 }, /PEO-1 closed after 900 ms, 2 of 12 items accepted by a person/],
  [{ state: 'waiting' }, /PEO-1 is waiting, not proved/],
])('%o', (edit, expected) => {
  const said: string[] = [];
  caseEnd((line) => void said.push(line), of(edit));
  expect(said.join('\n')).toMatch(expected);
});
