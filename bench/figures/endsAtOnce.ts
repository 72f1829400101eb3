/**
 * Many grants that end at the same instant, under the provider's limit. Each was asked for and given the ordinary way;
 * then their ends are set to one instant in the rows. By the provider's own log: was any taken early, was any missed,
 * and how late was each, beside what the limit allows for the calls that were made.
 */
import pg from 'pg';
import { z } from 'zod';
import { atMost, type Benchmark, informing, percentile } from '../figure.ts';
import { pause, profiled, type Stand, startStand, untilIdle, usageOf } from '../stand/stand.ts';
import { takenAway } from '../stand/wire.ts';

const ACCESS = { application: 'Tableau', role: 'viewer', duration: '24 hours', group: 'app-tableau' };
const GOAL = 1.1;
const MINUTE = 60_000;
/** Until the common end: long enough for the limits to be set and the rows to be written. */
const AHEAD = 15_000;
const PATIENCE = 2 * 3_600_000;
const LOOK = 500;

export const endsAtOnce: Benchmark = {
  name: 'ends-at-once',
  about: 'grants that end at the same instant, under the limit: how late, none missed, none early',
  async run(world) {
    const { ends, limit } = world.options;
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
      world.say(`${ends} people ask for ${ACCESS.application}`);
      const begun = performance.now();
      await profiled(stand, () => given(stand, ends));
      const asking = (performance.now() - begun) / 1_000;
      await stand.systems.tell('limit', limits);
      const end = new Date(Date.now() + AHEAD);
      await endTogether(stand.databaseUrl, end);
      world.say(`all in place after ${Math.round(asking)} s; they end at ${end.toISOString()}`);
      const taken = await untilTaken(stand, ends);
      await untilIdle(stand, PATIENCE);
      const wrong = await unproved(stand.databaseUrl, ends);
      const late = taken.at.map((at) => at - end.getTime());
      const early = late.filter((one) => one < 0).length;
      const missed = ends - taken.at.length;
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
          informing('ends-at-once/given-a-second', ends / asking, '/s'),
          informing('ends-at-once/memory', residentMegabytes, 'MB'),
        ],
        notes: [
          `${ends} grants of one group; ${stand.store}, one Tenure process. A minute allows ${describe(limits)}, all of it ours; ${describe(taken.calls)} calls were made, ${taken.refused} refused, exceptions: ${describe(counted(exceptions)) || 'none'}.`,
          'limit-allows: how long the fullest bucket needs for the calls that were made, its first minute free. Late: from the common end to the provider’s log of the removal.',
          'Every removal was read back, or the measurement fails.',
        ],
      };
    } finally {
      await stand.stop();
    }
  },
};

/** Everybody asks for the same, and has it. */
async function given(stand: Stand, count: number): Promise<void> {
  const ids = await stand.systems.ask('makeWorkers', count, z.string().array());
  await stand.tenure.tell('employ', ids);
  await stand.systems.tell('requestMany', { first: 0, count, ...ACCESS });
  const deadline = performance.now() + PATIENCE;
  while ((await stand.systems.ask('membersOf', ACCESS.group, z.number())) < count) {
    if (performance.now() > deadline) throw new Error('not everybody was given what they asked for');
    await pause(LOOK);
  }
  await untilIdle(stand, PATIENCE);
}

async function untilTaken(stand: Stand, count: number) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const taken = await stand.systems.ask('takenAway', ACCESS.group, takenAway);
    if (taken.left === 0) return stand.systems.ask('takenAway', ACCESS.group, takenAway);
    if (performance.now() > deadline) throw new Error(`${taken.left} of ${count} were not taken in time`);
    await pause(LOOK);
  }
}

/** When a bucket that lets `limit` calls go in any minute has let the last of `calls` go. */
const allowedBy = (calls: Readonly<Record<string, number>>, limits: Readonly<Record<string, number>>) =>
  Math.max(...Object.entries(limits).map(([name, limit]) => (Math.ceil((calls[name] ?? 0) / limit) - 1) * MINUTE), 0);

function counted(kinds: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const describe = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} of ${name}`)
    .join(', ');

const OF_REQUESTS = `cause = 'request' and ends_at > now()`;

async function endTogether(databaseUrl: string, end: Date): Promise<void> {
  await asked(databaseUrl, [
    `update tenure.account set next_change = '${end.toISOString()}'
     where person in (select person from tenure.access_grant where ${OF_REQUESTS})`,
    `update tenure.access_grant set ends_at = '${end.toISOString()}',
       body = jsonb_set(body, '{end}', to_jsonb('${end.toISOString()}'::text)) where ${OF_REQUESTS}`,
  ]);
}

/** How many of the removals were never read back. */
async function unproved(databaseUrl: string, count: number): Promise<number> {
  const gone = `select count(*)::int as n from tenure.membership_record where body->>'removalVerifiedAt' is not null`;
  const [records] = await asked(databaseUrl, [gone]);
  return Math.abs(count - (records ?? 0));
}

async function asked(databaseUrl: string, statements: readonly string[]): Promise<readonly number[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found: number[] = [];
    for (const text of statements) found.push(Number((await client.query(text)).rows[0]?.n ?? 0));
    return found;
  } finally {
    await client.end();
  }
}
