/** Finding the accounts whose wanted state has changed by the clock, among 100,000 that change later. */
import pg from 'pg';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { atMost, type Benchmark, informing, percentile } from '../figure.ts';

const ACCOUNTS = 100_000;
const DUE = 200;
const ASKED = 200;
/** The design's goal is for 1,000,000 grants. */
const GOAL = 20;

export const dueChanges: Benchmark = {
  name: 'due-changes',
  about: `due ones found among ${ACCOUNTS.toLocaleString('en')} accounts with a change ahead`,
  async run(world) {
    const postgres = await world.postgres();
    const databaseUrl = await postgres.make();
    const opened = await openStore({ databaseUrl });
    try {
      await opened.migrate();
      await fill(databaseUrl);
      const due: number[] = [];
      const nearest: number[] = [];
      for (let asked = 0; asked < ASKED; asked += 1) {
        const begun = performance.now();
        const found = await opened.store.read.dueAccounts(500);
        due.push(performance.now() - begun);
        if (found.length !== DUE) throw new Error(`${found.length} are due instead of ${DUE}`);
        const then = performance.now();
        await opened.store.read.nearestChange();
        nearest.push(performance.now() - then);
      }
      return {
        figures: [
          atMost('due-changes/found-p99', percentile(due, 0.99), 'ms', GOAL),
          informing('due-changes/found-p50', percentile(due, 0.5), 'ms'),
          informing('due-changes/nearest-p50', percentile(nearest, 0.5), 'ms'),
        ],
        notes: [
          `${DUE} due among ${ACCOUNTS}, asked ${ASKED} times; ${postgres.describe}. The goal is the design's for 1,000,000 grants.`,
        ],
      };
    } finally {
      await opened.close();
    }
  },
};

async function fill(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into tenure.account (id, person, connection, login, body, next_change)
       select 'a' || n, 'p' || n, 'okta', 'person' || n || '@acme.example', '{}',
         now() + case when n <= $1 then interval '-1 minute' else n * interval '1 minute' end
       from generate_series(1, $2::integer) n`,
      [DUE, ACCOUNTS],
    );
    await client.query('analyze tenure.account');
  } finally {
    await client.end();
  }
}
