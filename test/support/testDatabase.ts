/** A database of its own for each test process, cloned from a template that is migrated once a run. */
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { alone, readText } from './onceOnly.ts';
import { serverAddress } from './postgresServer.ts';

const READY = 'template-ready';

/** Answers the database's address. It goes with the server; on somebody else's server, call `drop`. */
export async function cloneDatabase(runFolder: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ?? (await serverAddress(runFolder));
  const template = `tenure_template_${runFolder.replaceAll(/\D+/g, '_').slice(-30)}`;
  const name = `tenure_test_${process.pid}_${randomBytes(4).toString('hex')}`;
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
  return {
    url: within(server, name),
    drop: async () => {
      if (given !== undefined) await command(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** On somebody else's server the template does not go with the server; it is dropped after the run. */
export async function dropTemplate(runFolder: string): Promise<void> {
  const given = process.env.TEST_DATABASE_URL;
  const template = readText(join(runFolder, READY));
  if (given !== undefined && template !== null)
    await command(given, `drop database if exists ${template} with (force)`);
}

async function command(server: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function within(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
