/** A span as people read it. */
import type { Milliseconds } from './instant.ts';

/** In the largest unit that fits without a rest; `null` = as long as the work. */
export function durationWords(duration: Milliseconds | null): string {
  if (duration === null) return 'as long as the work';
  const [unit, each] = NAMES.find(([, span]) => duration % span === 0) ?? ['millisecond', 1];
  const count = duration / each;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const NAMES = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;
