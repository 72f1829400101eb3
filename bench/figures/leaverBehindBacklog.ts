/**
 * An urgent leaver behind a backlog: so many onboardings are filed at once, and while they wait, people leave one after
 * the other. Taken is the time from the form to the provider's own log of the call that stops the sign-in.
 */
import { z } from 'zod';
import { atMost, type Benchmark, informing, percentile } from '../figure.ts';
import { pause, type Stand, startStand, untilIdle, usageOf } from '../stand/stand.ts';
import { filed, leaverFiled, stoppedAt } from '../stand/wire.ts';

const GOAL = 2_000;
/** One after the other, spread over the backlog's time. */
const LEAVERS = 5;
const PATIENCE = 120_000;
const MINUTES = 60_000;

export const leaverBehindBacklog: Benchmark = {
  name: 'leaver-behind-backlog',
  about: "from a leaver's form to the stopped sign-in, behind thousands of onboardings",
  async run(world) {
    const { backlog } = world.options;
    const stand = await startStand(world, {
      ...{ store: 'postgres', name: 'leaver', webhookConcurrency: 200, mailFrom: 'provider', watched: false },
    });
    try {
      for (let number = 0; number < LEAVERS; number += 1) await stand.systems.ask('fileOne', number, filed);
      await untilIdle(stand, PATIENCE);
      const filing = stand.systems.tell('fileMany', { first: LEAVERS, count: backlog });
      await untilWaiting(stand, backlog);
      await filing;
      const left: Left[] = [];
      const before: number[] = [];
      for (let number = 0; number < LEAVERS; number += 1) {
        before.push(await stand.tenure.ask('backlog', null, z.number()));
        left.push(await leave(stand, number));
        world.say(`behind ${before.at(-1)} jobs: ${left.at(-1)?.wait} ms, decided after ${left.at(-1)?.decided} ms`);
        await pause(1_000);
      }
      const waits = left.map(({ wait }) => wait);
      const decided = left.map((one) => one.decided);
      const { residentMegabytes } = await usageOf(stand.tenure);
      return {
        figures: [
          atMost('leaver-behind-backlog/slowest', Math.max(...waits), 'ms', GOAL),
          informing('leaver-behind-backlog/p50', percentile(waits, 0.5), 'ms'),
          informing('leaver-behind-backlog/decided-p50', percentile(decided, 0.5), 'ms'),
          informing('leaver-behind-backlog/first', waits[0] ?? Number.NaN, 'ms'),
          informing('leaver-behind-backlog/waiting-jobs', Math.min(...before), 'jobs'),
          informing('leaver-behind-backlog/memory', residentMegabytes, 'MB'),
        ],
        notes: [
          `${backlog} onboardings filed at once, ${LEAVERS} leavers one after the other while they wait; ${stand.store}, one Tenure process.`,
          "From the form's filing to the provider's log of the suspension, both by the stand-ins' clock. waiting-jobs: the fewest before one of them.",
        ],
      };
    } finally {
      await stand.stop();
    }
  },
};

/** Most of them have reached Tenure and wait there: the deliveries' own pace is not what is measured. */
async function untilWaiting(stand: Stand, backlog: number): Promise<void> {
  const deadline = performance.now() + 5 * MINUTES;
  let most = 0;
  for (;;) {
    const waiting = await stand.tenure.ask('backlog', null, z.number());
    // What is done already waits no more: the backlog is as large as it gets when it shrinks again.
    if (waiting >= backlog || (most > backlog / 2 && waiting < most)) return;
    most = Math.max(most, waiting);
    if (performance.now() > deadline) throw new Error(`only ${most} of ${backlog} changes ever waited`);
    await pause(250);
  }
}

interface Left {
  readonly wait: number;
  /** Of it, until the form was decided. */
  readonly decided: number;
}

async function leave(stand: Stand, number: number): Promise<Left> {
  const { at, id } = await stand.systems.ask('fileLeaver', number, leaverFiled);
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const stopped = await stand.systems.ask('stoppedAt', number, stoppedAt);
    if (stopped !== null) {
      const decided = await stand.tenure.ask('decidedAt', id, stoppedAt);
      return { wait: stopped - at, decided: (decided ?? Number.NaN) - at };
    }
    if (performance.now() > deadline) throw new Error('the sign-in was not stopped in time');
    await pause(20);
  }
}
