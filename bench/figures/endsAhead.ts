/**
 * A million grants with an end ahead: how long a Tenure process takes to start on them, in how much memory, and how long
 * the alarm clock needs to find the ones that are due.
 */
import pg from 'pg';
import { z } from 'zod';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { emptyLedger } from '../../src/core/grant/index.ts';
import { groupId } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import { atMost, type Benchmark, informing, percentile } from '../figure.ts';
import { pause, startStand, usageOf } from '../stand/stand.ts';
import { holdingUntil, workerLedger } from '../stand/worker.ts';

const DUE = 200;
const ASKED = 200;
const GOAL = { start: 5_000, memory: 512, found: 20 };
/** It has looked round with all its clocks by then. */
const SETTLED = 20_000;

export const endsAhead: Benchmark = {
  name: 'ends-ahead',
  about: 'grants with an end ahead: start, memory, time to find the due ones',
  async run(world) {
    const { ahead } = world.options;
    const postgres = await world.postgres();
    // A first start puts the policy in force, as it was long before a million people were there.
    const stand = await startStand(world, {
      ...{ store: 'postgres', name: 'ahead', webhookConcurrency: 1, mailFrom: 'provider', watched: false },
    });
    try {
      const { databaseUrl } = stand;
      const start = await stand.restart(async () => {
        world.say(`writing ${ahead} people, each with a grant that ends`);
        const filling = performance.now();
        await writePattern(databaseUrl);
        await fill(databaseUrl, ahead);
        world.say(`written after ${Math.round((performance.now() - filling) / 1_000)} s`);
      });
      await pause(SETTLED);
      const { residentMegabytes } = await usageOf(stand.tenure);
      const waiting = await stand.tenure.ask('backlog', null, z.number());
      await stand.stop();
      const { due, nearest } = await find(databaseUrl);
      return {
        figures: [
          atMost('ends-ahead/start', start, 'ms', GOAL.start),
          atMost('ends-ahead/memory', residentMegabytes, 'MB', GOAL.memory),
          atMost('ends-ahead/found-p99', percentile(due, 0.99), 'ms', GOAL.found),
          informing('ends-ahead/found-p50', percentile(due, 0.5), 'ms'),
          informing('ends-ahead/nearest-p50', percentile(nearest, 0.5), 'ms'),
        ],
        notes: [
          `${ahead} people with an account, a membership and a grant with an end ahead, copied row by row from one that the product had written (without their cases' streams); ${postgres.describe}. start: from a new process to the answering server, workers and clocks running, its code compiled from TypeScript on the way. memory: ${SETTLED / 1_000} s later, ${waiting} jobs waiting.`,
          `found: ${DUE} that are due among them, asked ${ASKED} times.`,
        ],
      };
    } finally {
      await stand.stop();
    }
  },
};

async function find(databaseUrl: string) {
  await query(databaseUrl, [
    `update tenure.account set next_change = now() - interval '1 minute' where id in (
       select 'okta/worker-' || n from generate_series(1, ${DUE}) n)`,
  ]);
  const opened = await openStore({ databaseUrl });
  const [due, nearest]: [number[], number[]] = [[], []];
  try {
    for (let asked = 0; asked < ASKED; asked += 1) {
      const begun = performance.now();
      const found = await opened.store.read.dueAccounts(500);
      due.push(performance.now() - begun);
      if (found.length !== DUE) throw new Error(`${found.length} are due instead of ${DUE}`);
      const then = performance.now();
      await opened.store.read.nearestChange();
      nearest.push(performance.now() - then);
    }
  } finally {
    await opened.close();
  }
  return { due, nearest };
}

/** One that no other number is part of: it is replaced in every text of the rows. */
const PATTERN = 7_777_777;
const PATTERN_END = instantOf(new Date('2199-01-01T00:00:00.000Z'));
const TABLES = ['person', 'engagement', 'account', 'membership_record', 'access_grant'];
/** Accounts written in one statement. */
const PIECE = 50_000;

/** One person as the product itself writes them: employed, with an account and one membership that ends. */
async function writePattern(databaseUrl: string): Promise<void> {
  const ledger = workerLedger(PATTERN, `00u${PATTERN}`);
  const [account] = ledger.accounts;
  if (account === undefined) throw new Error('a worker has an account');
  const holding = holdingUntil(ledger, PATTERN, groupId(account.connection, '00g1'), PATTERN_END);
  const { store, close } = await openStore({ databaseUrl });
  await store.transaction(async (tx) => {
    await tx.lockPerson(account.person);
    await tx.saveLedger(emptyLedger, holding);
    const row = await tx.lockReconcile(account.id);
    await tx.saveReconcile({ ...row, wantedRev: 1, appliedRev: 1 });
    await tx.setNextChange(account.id, PATTERN_END);
  });
  await close();
}

/** The first ends in an hour, then one every second. */
const END = `to_char((now() at time zone 'utc') + interval '1 hour' + n * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Copies of the pattern's rows, with their own numbers and ends. */
async function fill(databaseUrl: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`set timezone = 'UTC'`);
    for (const table of TABLES) {
      const { rows } = await client.query(
        `select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0
           and not attisdropped and attgenerated = '' and attidentity = ''`,
        [`tenure.${table}`],
      );
      const columns = z
        .object({ name: z.string() })
        .array()
        .parse(rows)
        .map(({ name }) => name);
      const { rows: found } = await client.query(`select to_jsonb(t)::text as row from tenure.${table} t`);
      const [pattern] = z.object({ row: z.string() }).array().parse(found);
      if (pattern === undefined) throw new Error(`no pattern in ${table}`);
      const text = pattern.row.replaceAll('2199-01-01T00:00:00+00:00', PATTERN_END);
      const made = columns.map((name) => `made.${name}`).join(', ');
      for (let from = 1; from <= count; from += PIECE) {
        await client.query(
          `insert into tenure.${table} (${columns.join(', ')}) select ${made} from generate_series(${from}, ${Math.min(count, from + PIECE - 1)}) n,
             jsonb_populate_record(null::tenure.${table},
               replace(replace($1::text, '${PATTERN}', n::text), '${PATTERN_END}', ${END})::jsonb) made`,
          [text],
        );
      }
    }
    await client.query(TABLES.map((table) => `analyze tenure.${table}`).join('; '));
  } finally {
    await client.end();
  }
}

async function query(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const text of statements) await client.query(text);
  } finally {
    await client.end();
  }
}
