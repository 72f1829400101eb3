/** PostgreSQL for a measurement: the server given, or one of the npm package's, with its writes really on the disk. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { makeRunFolder, removeRunFolder, serverAddress } from '../../test/support/postgresServer.ts';

export interface BenchPostgres {
  readonly describe: string;
  /** A new, empty database. */
  make(): Promise<string>;
  stop(): Promise<void>;
}

/** `settings` are those of a server of our own. */
export async function startPostgres(
  given: string | undefined,
  settings: Readonly<Record<string, string>> = DURABLE,
): Promise<BenchPostgres> {
  const folder = given === undefined ? makeRunFolder() : null;
  const server = given ?? (await serverAddress(folder ?? '', settings));
  const made: string[] = [];
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const [version] = await run('show server_version');
  const [fsync] = await run('show fsync');
  return {
    describe: `PostgreSQL ${String(version?.server_version)}, fsync ${String(fsync?.fsync)}`,
    async make() {
      const name = `tenure_bench_${randomBytes(4).toString('hex')}`;
      await run(`create database ${name}`);
      made.push(name);
      const url = new URL(server);
      url.pathname = `/${name}`;
      return url.href;
    },
    async stop() {
      if (folder !== null) removeRunFolder(folder);
      else for (const name of made) await run(`drop database if exists ${name} with (force)`);
    },
  };
}

/** The tests' server forgets on a power cut, which would make our commits look cheaper than they are. */
const DURABLE = { fsync: 'on', full_page_writes: 'on' };
