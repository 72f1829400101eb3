/** Something several test processes want made once: the first makes it, the others wait for it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../../src/adapters/postgres/processes.ts';

/** Runs `work` alone among all processes that use the same `folder`. A holder that died is passed over. */
export async function alone<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const lock = join(folder, 'lock');
  mkdirSync(folder, { recursive: true });
  while (!claim(lock)) await delay(50);
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function claim(lock: string): boolean {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch {
    const holder = Number(readText(join(lock, 'pid')) ?? process.pid);
    if (!isAlive(holder)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
