/** For how long, as people choose or write it on a form: `24 hours`, `6h`, `30 days`, `as long as the work`. */
import { type Milliseconds, milliseconds } from '../shared/instant.ts';

const WRITTEN = /^(\d{1,4}) ?(m|min|minutes?|h|hours?|d|days?|w|weeks?)$/;
const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const AS_THE_WORK: readonly string[] = ['work', 'as long as the work', 'as long as i work here', 'permanent'];

/** `null` = as long as the work; `undefined` = nobody can say what is meant. */
export function readDuration(text: string): Milliseconds | null | undefined {
  const plain = text.trim().toLowerCase().replace(/\s+/g, ' ');
  if (AS_THE_WORK.includes(plain)) return null;
  const [, count, unit] = WRITTEN.exec(plain) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const each = Object.entries(UNITS).find(([letter]) => unit.startsWith(letter))?.[1] ?? 0;
  return milliseconds(Number(count) * each);
}
