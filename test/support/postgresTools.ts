/**
 * `pg_dump` and `pg_restore` as they are installed here, and a server they can dump: neither takes a server that is newer than
 * itself. So it is the one the tests bring with them, or where that is too new the one that lies beside them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packagedPrograms } from './postgresServer.ts';

export interface PostgresTools {
  /** Their folder. */
  readonly folder: string;
  /** The folder of the server that goes with them; `null` = the one the tests bring with them. */
  readonly server: string | null;
}

/** Debian keeps each version by itself, and puts a wrapper that chooses one where commands are looked for. */
const DEBIAN = '/usr/lib/postgresql';

/** Answers why there are none, as a sentence, where there are none. */
export async function postgresTools(): Promise<PostgresTools | string> {
  const folders = [...versionsUnder(DEBIAN), ...(process.env.PATH ?? '').split(delimiter)];
  const installed = folders.filter((folder) => has(folder, 'pg_dump') && has(folder, 'pg_restore'));
  const packaged = await packagedPrograms().then((folder) => majorOf(folder, 'postgres'), notPackaged);
  const newEnough = installed.find((folder) => majorOf(folder, 'pg_dump') >= packaged);
  if (newEnough !== undefined) return { folder: newEnough, server: null };
  const complete = installed.find((folder) => has(folder, 'initdb') && has(folder, 'postgres'));
  if (complete !== undefined) return { folder: complete, server: complete };
  return installed.length === 0
    ? 'no pg_dump and pg_restore are installed here'
    : `the pg_dump installed here is older than PostgreSQL ${packaged}, and no server of its own version lies beside it`;
}

const notPackaged = () => Number.POSITIVE_INFINITY;

const has = (folder: string, program: string) => existsSync(join(folder, program));

/** The newest first. */
function versionsUnder(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(folder, version, 'bin'));
}

/** As in `pg_dump (PostgreSQL) 18.4`. */
function majorOf(folder: string, program: string): number {
  const said = execFileSync(join(folder, program), ['--version'], { encoding: 'utf8' });
  const [, major] = / (\d+)/.exec(said) ?? [];
  if (major === undefined) throw new Error(`${program} says its version as nobody else does: ${said}`);
  return Number(major);
}
