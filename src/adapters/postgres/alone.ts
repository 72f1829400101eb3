/**
 * For work that nobody may be beside: as long as it lasts, the lock that everybody who works here shares (presence.ts) is
 * held alone, on a connection of its own. It shows who works here by then; whoever begins later waits for no lock, and looks
 * before it begins.
 */
import pg from 'pg';

/** The very key of presence.ts. */
const KEY = `hashtextextended('tenure: works here', 0)`;

export interface Alone {
  release(): Promise<void>;
}

/** `null` = somebody works on this PostgreSQL. */
export async function takeAlone(databaseUrl: string): Promise<Alone | null> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'tenure alone', keepAlive: true });
  // Without a listener a connection that is cut would end the process; what is written is refused by its own checks.
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ readonly yes: boolean }>(`select pg_try_advisory_lock(${KEY}) as yes`);
  if (rows[0]?.yes === true) return { release: () => client.end() };
  await client.end();
  return null;
}

/** Somebody is at such work now, and does not reckon with anybody who begins. */
export async function isHeldAlone(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'tenure' });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly yes: boolean }>(`select exists (
      select from pg_locks where locktype = 'advisory' and objsubid = 1 and mode = 'ExclusiveLock' and granted
        and ((classid::bigint << 32) | objid::bigint) = ${KEY}
        and database = (select oid from pg_database where datname = current_database())) as yes`);
    return rows[0]?.yes === true;
  } finally {
    await client.end();
  }
}
