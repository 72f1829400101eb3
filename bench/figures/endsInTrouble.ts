/**
 * Grants that end within one minute, while the provider answers 429 by a fault plan and Tenure is killed twice and
 * started again. By the provider's own log: was any taken early, was any missed, and how late was each.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { atMost, type Benchmark, informing, percentile } from '../figure.ts';
import {
  ACCESS,
  AHEAD,
  counted,
  describe,
  endFrom,
  endsOf,
  given,
  MINUTE,
  PATIENCE,
  unproved,
  untilTaken,
} from '../stand/endings.ts';
import { pause, startStand, untilIdle } from '../stand/stand.ts';

const PLAN = readFileSync(new URL('../plans/crowded-limits.yaml', import.meta.url), 'utf8');
/** After the first end: while the first 429s are waited for, and when they are over and much is under way. */
const KILLS = [20_000, 65_000];
/** As last published for one org, all of it ours. */
const LIMITS = { users: 600, 'user-read': 2_000, groups: 500 };

export const endsInTrouble: Benchmark = {
  name: 'ends-in-trouble',
  about: 'grants that end within a minute, under 429s and two kills: how late, none missed, none early',
  async run(world) {
    const ends = world.options.endsInTrouble;
    const stand = await startStand(world, {
      ...{ store: 'postgres', name: 'trouble', webhookConcurrency: 32, mailFrom: 'provider', watched: false },
      rateShare: 1,
    });
    try {
      world.say(`${ends} people ask for ${ACCESS.application}`);
      await given(stand, { count: ends });
      await stand.systems.tell('limit', LIMITS);
      const first = new Date(Date.now() + AHEAD);
      await endFrom(stand.databaseUrl, first, MINUTE);
      const endOf = await endsOf(stand.databaseUrl);
      world.say(`all in place; they end from ${first.toISOString()} on`);
      await pause(first.getTime() - Date.now());
      await stand.systems.tell('faults', PLAN);
      const away: number[] = [];
      for (const at of KILLS) {
        await pause(Math.max(0, first.getTime() + at - Date.now()));
        const killed = performance.now();
        await stand.restart();
        away.push((performance.now() - killed) / 1_000);
        world.say(`killed, and back after ${away.at(-1)?.toFixed(1)} s`);
      }
      const { taken, refused, calls } = await untilTaken(world, stand, ends);
      await untilIdle(stand, PATIENCE);
      const wrong = await unproved(stand.databaseUrl, ends);
      const late = new Map<string, number>();
      for (const { account, at } of taken) {
        if (!late.has(account)) late.set(account, at - (endOf.get(account) ?? Number.NaN));
      }
      const waits = [...late.values()];
      const early = waits.filter((one) => !(one >= 0)).length;
      const missed = ends - late.size;
      const exceptions = await stand.tenure.ask('exceptions', null, z.string().array());
      return {
        figures: [
          atMost('ends-in-trouble/early-or-missed', early + missed + wrong, 'grants', 0),
          informing('ends-in-trouble/late-p50', percentile(waits, 0.5) / 1_000, 's'),
          informing('ends-in-trouble/late-p99', percentile(waits, 0.99) / 1_000, 's'),
          informing('ends-in-trouble/latest', Math.max(...waits) / 1_000, 's'),
          informing('ends-in-trouble/answered-429', refused, 'calls'),
          informing('ends-in-trouble/taken-twice', taken.length - late.size, 'calls'),
          informing('ends-in-trouble/longest-away', Math.max(...away), 's'),
        ],
        notes: [
          `${ends} grants of one group that end evenly over one minute; ${stand.store}, one Tenure process. A minute allows ${describe(LIMITS)}, all of it ours; by bench/plans/crowded-limits.yaml only ten from 10 s to 40 s and from 75 s to 90 s after the first end.`,
          `Killed ${KILLS.map((at) => `${at / 1_000} s`).join(' and ')} after the first end; longest-away: from the kill to the answering server, its code compiled from TypeScript on the way.`,
          `${describe(calls)} calls were made; exceptions: ${describe(counted(exceptions)) || 'none'}. Late: from each grant’s own end to the provider’s log of its first removal; early-or-missed counts a removal that was never read back as well.`,
        ],
      };
    } finally {
      await stand.stop();
    }
  },
};
