/** Access that was taken over until a date is looked at by a person when that date has come. */
import { reviewCase } from '../../../src/core/adoption/index.ts';
import { type Facts, instant } from './facts.ts';
import type { Found, Invariant } from './statement.ts';
import { HOUR } from './timeline.ts';

/** Longer than from the last look for what is due to the end. */
const ASKED_WITHIN = 6 * HOUR;

export const REVIEWING: readonly Invariant[] = [
  {
    number: 0,
    name: 'what is due for review is asked about',
    promises: 'whatever was taken over until a date has a question open about it when that date has come',
    broken: unasked,
  },
];

async function unasked({ history }: Facts): Promise<readonly Found[]> {
  const { read } = history.backing.store;
  const [due, open] = await Promise.all([
    read.grantsInReview(),
    read.exceptions({ kinds: ['access-review-due'], open: true }),
  ]);
  const [asked, by] = [new Set(open.map((row) => row.case)), instant(history.timeline.now - ASKED_WITHIN)];
  return due
    .filter((one) => one.review < by && !asked.has(reviewCase(one)))
    .map(({ person, grant, review }) => ({
      person,
      says: `${grant} was due for review at ${review}, and nobody is asked`,
    }));
}
