import { expect, it } from 'vitest';
import { beginsAttempt } from './ownIssues.ts';

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
