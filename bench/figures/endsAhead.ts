/**
 * A million grants with an end ahead: how long a Tenure process takes to start on them, in how much memory, and how long
 * the alarm clock needs to find the ones that are due.
 */
import pg from 'pg';
import { z } from 'zod';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { atMost, type Benchmark, informing, percentile } from '../figure.ts';
import { pause, startStand, usageOf } from '../stand/stand.ts';

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
    const databaseUrl = await postgres.make();
    const opened = await openStore({ databaseUrl });
    await opened.migrate();
    await opened.close();
    world.say(`writing ${ahead} accounts, each with a grant that ends`);
    await fill(databaseUrl, ahead);
    const begun = performance.now();
    const stand = await startStand(world, {
      ...{ store: 'postgres', name: 'ahead', webhookConcurrency: 1, mailFrom: 'provider', watched: false, databaseUrl },
    });
    try {
      const start = performance.now() - begun - stand.standInsMilliseconds;
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
          `${ahead} grants with an end ahead, one an account; ${postgres.describe}. start: from a new process to the answering server, workers and clocks running, its code compiled from TypeScript on the way. memory: ${SETTLED / 1_000} s later, ${waiting} jobs waiting.`,
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
       select 'okta/p' || n from generate_series(1, ${DUE}) n)`,
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

/** The first ends in an hour, then one every second. */
const END = `to_char((now() at time zone 'utc') + interval '1 hour' + n * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const fill = (databaseUrl: string, count: number) =>
  query(databaseUrl, [
    `insert into tenure.account (id, person, connection, provider_id, login, body, next_change)
     select 'okta/p' || n, 'p' || n, 'okta', '00u' || n, 'p' || n || '@acme.example', jsonb_build_object(
       'id', 'okta/p' || n, 'person', 'p' || n, 'connection', 'okta', 'login', 'p' || n || '@acme.example',
       'providerId', '00u' || n, 'origin', 'made', 'verified', 'active', 'verifiedAt', ${END}, 'loweredByUs', null,
       'intendedBy', 'jira:1'), ${END}::timestamptz
     from generate_series(1, ${count}) n`,
    `insert into tenure.access_grant (id, person, cause, given_by, starts_at, ends_at, body)
     select 'jira:' || n || '#1', 'p' || n, 'request', 'jira:' || n, now() - interval '1 day', ${END}::timestamptz,
       jsonb_build_object('id', 'jira:' || n || '#1', 'person', 'p' || n, 'engagement', 'jira:' || n || '#0',
         'holds', jsonb_build_object('kind', 'entitlement', 'entitlement', 'tableau:viewer'),
         'groups', jsonb_build_array('okta:00g1'), 'cause', 'request', 'givenBy', 'jira:' || n,
         'rows', jsonb_build_array(), 'policy', repeat('ab', 32), 'start',
         jsonb_build_object('kind', 'exact', 'at', '2026-01-01T00:00:00.000Z'), 'end', ${END}, 'until', ${END},
         'endedBy', null, 'changeSet', null)
     from generate_series(1, ${count}) n`,
    'analyze tenure.account, tenure.access_grant',
  ]);

async function query(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const text of statements) await client.query(text);
  } finally {
    await client.end();
  }
}
