import { expect, it } from 'vitest';
import { LaneWorker } from './laneWorker.ts';

it('asks for no job when its places have become fewer than what runs, and for one as soon as there are more', async () => {
  const asked: number[] = [];
  const faults: unknown[] = [];
  let places = 2;
  let finish = () => {};
  const worker = new LaneWorker<string>({
    places: () => places,
    pollEvery: 1,
    leastGap: 0,
    // One runs, and there is a place for another until it lets others pass.
    isBehind: () => {
      if (asked.length > 0) places = 1;
      return false;
    },
    fetch: async (most) => {
      asked.push(most);
      return asked.length === 1 ? ['first'] : [];
    },
    run: () => new Promise<void>((resolve) => (finish = resolve)),
    onFault: (fault) => void faults.push(fault),
  });
  worker.start();
  await expect.poll(() => places).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  finish();
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  await worker.stop();
  expect(asked.filter((most) => most < 1)).toEqual([]);
  expect(faults).toEqual([]);
});

it('is not stalled while it is full, nor at the moment it has room again; it is when the store does not answer', async () => {
  let places = 1;
  let fetched = 0;
  let finish = () => {};
  const worker = new LaneWorker<string>({
    places: () => places,
    pollEvery: 1,
    leastGap: 0,
    isBehind: () => false,
    fetch: async () => {
      fetched += 1;
      return fetched === 1 ? ['endless'] : new Promise<never>(() => {});
    },
    run: () => new Promise<void>((resolve) => (finish = resolve)),
    onFault: () => {},
  });
  worker.start();
  const begun = performance.now();
  await expect.poll(() => performance.now() - begun).toBeGreaterThan(400);
  places = 2;
  expect(worker.isStalled(200)).toBe(false);
  await expect.poll(() => worker.isStalled(200)).toBe(true);
  finish();
});
