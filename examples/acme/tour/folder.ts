/** The tour's folder: where the stand-in systems answer, who owns them, the store, the key, and what was filed. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../../../src/adapters/postgres/processes.ts';
import type { Addresses } from '../company.ts';

export const SYSTEMS_FILE = 'systems.json';

export interface RunningSystems {
  readonly pid: number;
  readonly addresses: Addresses;
  readonly mailPage: string;
  /** The port Jira's webhook points at. */
  readonly tenurePort: number;
}

export interface Found extends RunningSystems {
  /** They were there already: an earlier run was ended without saying goodbye. */
  readonly adopted: boolean;
}

/**
 * Systems left by a killed run are adopted together with the store; otherwise both begin anew. A store that knows
 * accounts of a world that is gone would be no use to anybody.
 */
export async function bringUpSystems(folder: string): Promise<Found> {
  await claim(folder);
  const left = readSystems(folder);
  if (left !== null && isAlive(left.pid)) return { ...left, adopted: true };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const log = openSync(join(folder, 'systems.log'), 'a');
  const script = fileURLToPath(new URL('systems.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, String(process.pid)], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  let ended: number | null = null;
  child.once('exit', (code) => {
    ended = code ?? 1;
  });
  for (;;) {
    const running = readSystems(folder);
    if (running !== null) return { ...running, adopted: false };
    if (ended !== null) {
      throw new Error(`the stand-in systems did not come up:\n${readFileSync(join(folder, 'systems.log'), 'utf8')}`);
    }
    await wait(50);
  }
}

export class AlreadyRunning extends Error {
  constructor(pid: number) {
    super(`\`npm start\` is running already (process ${pid}); end it first, or use its addresses`);
    this.name = 'AlreadyRunning';
  }
}

/** A goodbye: the systems end, and the next start begins anew. */
export function takeDownSystems(folder: string, { pid }: RunningSystems): void {
  if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  rmSync(join(folder, SYSTEMS_FILE), { force: true });
  rmSync(ownerFile(folder), { force: true });
}

/**
 * One run at a time, from the first moment on: the file is made exclusively, and beside the folder, so that a second
 * start cannot wipe the first one's world while it comes up. A dead owner's file is taken over; one that was killed this
 * moment takes a while to die.
 */
async function claim(folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  for (let tries = 0; tries < 30; tries += 1) {
    try {
      writeFileSync(ownerFile(folder), String(process.pid), { flag: 'wx' });
      return;
    } catch (fault) {
      if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) throw fault;
    }
    const owner = readOwner(folder);
    if (owner !== null && isAlive(owner)) await wait(100);
    else rmSync(ownerFile(folder), { force: true });
  }
  throw new AlreadyRunning(readOwner(folder) ?? 0);
}

const ownerFile = (folder: string) => `${folder}.pid`;

export function readOwner(folder: string): number | null {
  const path = ownerFile(folder);
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : null;
}

function readSystems(folder: string): RunningSystems | null {
  const path = join(folder, SYSTEMS_FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunningSystems) : null;
}

/** A value kept between two runs in one world. */
export function kept<Value>(folder: string, name: string, make: () => Value): Value {
  const path = join(folder, name);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Value;
  const value = make();
  writeFileSync(path, JSON.stringify(value), { mode: 0o600 });
  return value;
}
