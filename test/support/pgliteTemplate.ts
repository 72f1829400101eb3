/**
 * A migrated PGlite from a dump. Making a database costs seconds, loading one a fraction; so the dump is made once
 * and kept between runs, under a name that changes with whatever it was made from.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { overPglite, PGLITE } from '../../src/adapters/postgres/databases.ts';
import { openOver } from '../../src/adapters/postgres/open.ts';
import { alone } from './onceOnly.ts';

const FOLDER = join(tmpdir(), `tenure-test-pglite-${userInfo().uid}`);
const ADAPTER = new URL('../../src/adapters/postgres/', import.meta.url);
const MODULES = new URL('../../node_modules/', import.meta.url);

export async function loadPglite(): Promise<PGlite> {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${fingerprint()}.tar`);
  if (!existsSync(file)) await alone(join(FOLDER, 'making'), async () => existsSync(file) || (await make(file)));
  return PGlite.create({ ...PGLITE, loadDataDir: new Blob([readFileSync(file)]) });
}

async function make(file: string) {
  const pglite = await PGlite.create(PGLITE);
  const store = openOver(overPglite(pglite, { keep: true }), {});
  await store.migrate();
  await store.close();
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  for (const old of readdirSync(FOLDER)) if (old.endsWith('.tar')) rmSync(join(FOLDER, old), { force: true });
  writeFileSync(`${file}.part`, Buffer.from(await dump.arrayBuffer()));
  renameSync(`${file}.part`, file);
}

/** Everything the schema comes from: our migrations and queues, and the versions of both packages. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const folder = new URL('migrations/', ADAPTER);
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(new URL(name, folder)));
  hash.update(readFileSync(new URL('lanes.ts', ADAPTER)));
  for (const name of ['pg-boss', '@electric-sql/pglite'])
    hash.update(readFileSync(new URL(`${name}/package.json`, MODULES)));
  return hash.digest('hex').slice(0, 16);
}
