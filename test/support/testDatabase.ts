/** A database of its own for each test process, cloned from a template that is migrated once a run; all go with it. */
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { alone, readText } from './onceOnly.ts';
import { serverAddress } from './postgresServer.ts';

const READY = 'template-ready';

/** Answers the database's address. It goes with the server, or with the run. */
export async function cloneDatabase(runFolder: string): Promise<string> {
  const server = process.env.TEST_DATABASE_URL ?? (await serverAddress(runFolder));
  const run = runFolder.replaceAll(/\D+/g, '_').slice(-30);
  const template = `tenure_template_${run}`;
  const name = `${clonesOf(template)}${randomBytes(4).toString('hex')}`;
  // Cloning needs the template to itself, so all processes do it one after the other.
  await alone(join(runFolder, 'cloning'), async () => {
    const ready = join(runFolder, READY);
    if (!existsSync(ready)) {
      await command(server, `create database ${template}`);
      const store = await openStore({ databaseUrl: within(server, template) });
      await store.migrate();
      await store.close();
      writeFileSync(ready, template);
    }
    await command(server, `create database ${name} template ${template}`);
  });
  return within(server, name);
}

/** On somebody else's server nothing goes with the server: the template and its clones are dropped after the run. */
export async function dropDatabases(runFolder: string): Promise<void> {
  const given = process.env.TEST_DATABASE_URL;
  const template = readText(join(runFolder, READY));
  if (given === undefined || template === null) return;
  const clones = await command(given, 'select datname from pg_database where starts_with(datname, $1)', [
    clonesOf(template),
  ]);
  for (const name of [...clones, template]) await command(given, `drop database if exists "${name}" with (force)`);
}

const clonesOf = (template: string) => `${template}_clone_`;

/** Answers the first column. */
async function command(server: string, text: string, values: readonly string[] = []): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    const { rows } = await client.query<string[]>({ text, values: [...values], rowMode: 'array' });
    return rows.map(([first]) => String(first));
  } finally {
    await client.end();
  }
}

function within(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
