/**
 * Many grants that end at the same instant, under the provider's limit. Some were asked for and given the ordinary way, the
 * others stand in the rows as if they had been; then all their ends are set to one instant there. By the provider's own log: was any taken early, was any missed,
 * and how late was each, beside what the limit allows for the calls that were made.
 */
import { z } from 'zod';
import { atMost, type Benchmark, informing, percentile } from '../figure.ts';
import {
  ACCESS,
  AHEAD,
  counted,
  describe,
  endFrom,
  given,
  MINUTE,
  PATIENCE,
  unproved,
  untilTaken,
} from '../stand/endings.ts';
import { pause, profiled, type Stand, startStand, untilIdle, usageOf } from '../stand/stand.ts';
import { leaverFiled, stoppedAt } from '../stand/wire.ts';

const GOAL = 1.1;
/** People who leave while the others' ends wait, one after the other, and when the first does. */
const LEAVERS = 3;
const FIRST_LEAVES = 60_000;
const LEAVER_PATIENCE = 5 * MINUTE;

export const endsAtOnce: Benchmark = {
  name: 'ends-at-once',
  about: 'grants that end at the same instant, under the limit: how late, none missed, none early',
  async run(world) {
    const { ends, limit } = world.options;
    const asked = Math.min(ends, world.options.asked);
    const limits = { users: Math.round(limit * 1.2), 'user-read': limit * 4, groups: limit };
    const stand = await startStand(world, {
      ...{
        store: 'postgres',
        name: 'ends',
        webhookConcurrency: 32,
        mailFrom: 'provider',
        watched: false,
        rateShare: 1,
      },
    });
    try {
      world.say(`${asked} people ask for ${ACCESS.application}, ${ends - asked} have it`);
      const begun = performance.now();
      await profiled(stand, () => given(stand, { count: asked, holding: ends - asked, more: LEAVERS }));
      const asking = (performance.now() - begun) / 1_000;
      await stand.systems.tell('limit', limits);
      const end = new Date(Date.now() + AHEAD);
      await endFrom(stand.databaseUrl, end, 0);
      world.say(`all in place after ${Math.round(asking)} s; they end at ${end.toISOString()}`);
      const leaving = await leave(stand, asked, end);
      const taken = await untilTaken(world, stand, ends);
      await untilIdle(stand, PATIENCE);
      const wrong = await unproved(stand.databaseUrl, ends);
      const late = taken.taken.map(({ at }) => at - end.getTime());
      const early = late.filter((one) => one < 0).length;
      const missed = ends - taken.taken.length;
      if (early + missed + wrong > 0) throw new Error(`${early} early, ${missed} missed or doubled, ${wrong} unproved`);
      const allowed = allowedBy(taken.calls, limits);
      const { residentMegabytes } = await usageOf(stand.tenure);
      const exceptions = await stand.tenure.ask('exceptions', null, z.string().array());
      const latest = Math.max(...late);
      return {
        figures: [
          allowed > 0
            ? atMost('ends-at-once/latest-over-limit', latest / allowed, 'times', GOAL)
            : informing('ends-at-once/latest-over-limit', Number.NaN, 'times (one minute allows them all)'),
          informing('ends-at-once/late-p50', percentile(late, 0.5) / 1_000, 's'),
          informing('ends-at-once/late-p99', percentile(late, 0.99) / 1_000, 's'),
          informing('ends-at-once/latest', latest / 1_000, 's'),
          informing('ends-at-once/limit-allows', allowed / 1_000, 's'),
          atMost('ends-at-once/early-or-missed', early + missed, 'grants', 0),
          ...Object.entries(taken.calls).map(([bucket, calls]) =>
            informing(`ends-at-once/calls-each/${bucket}`, calls / ends, 'calls'),
          ),
          informing('ends-at-once/leaver-slowest', Math.max(...leaving), 'ms'),
          informing('ends-at-once/given-a-second', asked / asking, '/s'),
          informing('ends-at-once/memory', residentMegabytes, 'MB'),
        ],
        notes: [
          `${ends} grants of one group, ${asked} of them asked for and given here, the others written as the product writes them, on cases that are not on record; ${stand.store}, one Tenure process. A minute allows ${describe(limits)}, all of it ours; ${describe(taken.calls)} calls were made, ${taken.refused} refused, exceptions: ${describe(counted(exceptions)) || 'none'}.`,
          `By route: ${describe(taken.routes)}.`,
          `leaver-slowest: of ${LEAVERS} people who leave while the ends wait, from the form to the provider’s log of the stopped sign-in; their calls are among those above.`,
          'limit-allows: how long the fullest bucket needs for the calls that were made, its first minute free. Late: from the common end to the provider’s log of the removal.',
          'Every removal was read back, or the measurement fails.',
        ],
      };
    } finally {
      await stand.stop();
    }
  },
};

/** Whoever leaves meanwhile does not wait behind the ends: how long each did, in milliseconds. */
async function leave(stand: Stand, first: number, end: Date): Promise<readonly number[]> {
  await pause(Math.max(0, end.getTime() + FIRST_LEAVES - Date.now()));
  const waits: number[] = [];
  for (let number = first; number < first + LEAVERS; number += 1) {
    const { at } = await stand.systems.ask('fileWorkersLeave', number, leaverFiled);
    const deadline = performance.now() + LEAVER_PATIENCE;
    let stopped: number | null = null;
    while (stopped === null) {
      if (performance.now() > deadline) throw new Error('a leaver’s sign-in was not stopped in time');
      await pause(20);
      stopped = await stand.systems.ask('workerStoppedAt', number, stoppedAt);
    }
    waits.push(stopped - at);
  }
  return waits;
}

/** When a bucket that lets `limit` calls go in any minute has let the last of `calls` go. */
const allowedBy = (calls: Readonly<Record<string, number>>, limits: Readonly<Record<string, number>>) =>
  Math.max(...Object.entries(limits).map(([name, limit]) => (Math.ceil((calls[name] ?? 0) / limit) - 1) * MINUTE), 0);
