import { expect, it } from 'vitest';
import { type Instant, instantOf } from '../core/shared/instant.ts';
import { beginsAttempt, underWay } from './ownIssues.ts';

/** Each renewal takes as long as is handed in. Answers how many there were; `null` = the attempt was given up. */
async function renewals(before: number, ...took: readonly number[]): Promise<number | null> {
  let [now, done] = [0, 0];
  const inTime = beginsAttempt({ monotonic: () => now }, async () => {
    now += took[done] ?? 0;
    done += 1;
    return true;
  });
  now += before;
  return inTime().then(
    () => done,
    () => null,
  );
}

it('goes on unasked for half a minute, and is renewed after that', async () => {
  expect(await renewals(30_000)).toBe(0);
  expect(await renewals(30_001)).toBe(1);
});

it('is renewed again where the renewal itself stood still, and given up where each of them does', async () => {
  expect(await renewals(40_000, 600_000)).toBe(2);
  expect(await renewals(40_000, 60_000, 60_000, 60_000, 60_000)).toBe(null);
});

const instant = (text: string): Instant => instantOf(new Date(text));

it('is under way for a minute, also where it was begun by a clock that stood ahead', () => {
  const now = instant('2026-03-02T08:10:00Z');
  const [since, free] = [instant('2026-03-02T08:09:30Z'), instant('2026-03-02T08:10:30Z')];
  expect(underWay(since, now)).toEqual({ since, free });
  expect(underWay(instant('2026-03-02T08:09:00Z'), now)).toBeNull();
  expect(underWay(null, now)).toBeNull();
  const ahead = [instant('2026-03-02T08:40:00Z'), instant('2026-03-09T08:10:00Z')];
  for (const one of ahead) expect(underWay(one, now)).toEqual({ since: now, free: instant('2026-03-02T08:11:00Z') });
});
