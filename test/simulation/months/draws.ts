/** What happens now and then in a life: how often and when is drawn before it begins; to whom, and what, when its turn comes. */
import type { Colleague } from './colleague.ts';
import type { Random } from './random.ts';

export interface Act {
  readonly at: number;
  act(): void;
}

/** In the simulation's milliseconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Nothing of it in the first tenth, when most have yet to come. */
export const ONCE_SOME_ARE_HERE = 0.1;

/** `after`: how much of the span goes by before any of it. */
export function nowAndThen(random: Random, count: number, { from, until }: Span, act: () => void, after = 0): Act[] {
  return Array.from({ length: count }, () => ({
    at: from + Math.floor((after + (1 - after) * random.next()) * (until - from)),
    act,
  }));
}

/** Each as often as its weight says, to any of those who come and go. */
export function happensToSomebody(
  random: Random,
  colleagues: readonly Colleague[],
  acts: readonly (readonly [number, (about: Colleague) => void])[],
): void {
  const about = random.pick(comingAndGoing(colleagues));
  const act = random.weighed(acts);
  if (about !== undefined) act?.(about);
}

export const comingAndGoing = (colleagues: readonly Colleague[]): readonly Colleague[] =>
  colleagues.filter(({ stays }) => !stays);
