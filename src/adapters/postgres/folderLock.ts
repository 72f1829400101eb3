/**
 * One process per data folder. The lock is a file with the holder's process id; a file whose process is gone is left
 * over from a crash and taken over. A process id may have been given to somebody else since, so the time at which the
 * process began is written beside it where the system tells it.
 */
import { closeSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beganAt, isAlive } from './processes.ts';

export class FolderInUse extends Error {
  constructor(folder: string, pid: number) {
    super(
      `the data folder ${folder} is in use by process ${pid}; ` +
        'without DATABASE_URL one process serves a folder: stop that one, or give both a PostgreSQL',
    );
    this.name = 'FolderInUse';
  }
}

interface Holder {
  readonly pid: number;
  readonly began: string | null;
}

/** Answers how to give the lock back. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'tenure.lock');
  const mine: Holder = { pid: process.pid, began: beganAt(process.pid) };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (claim(file, mine)) return () => rmSync(file, { force: true });
    const holder = read(file);
    if (holder !== null && isHeld(holder)) throw new FolderInUse(folder, holder.pid);
    rmSync(file, { force: true });
  }
  throw new Error(`the lock file ${file} could not be taken`);
}

/** Written aside and linked into place: nobody ever reads half a lock file. */
function claim(file: string, mine: Holder): boolean {
  const draft = `${file}.${process.pid}.${Date.now()}.${Math.random().toString(36).slice(2)}`;
  const handle = openSync(draft, 'wx');
  try {
    writeSync(handle, JSON.stringify(mine));
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(draft, file);
    return true;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'EEXIST') return false;
    throw fault;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** `null` = it is gone by now, or was written by nobody of us. One that cannot be read may be somebody's who is at work. */
function read(file: string): Holder | null {
  const written = jsonIn(textOf(file));
  if (typeof written !== 'object' || written === null || !('pid' in written)) return null;
  const { pid } = written;
  const began = 'began' in written && typeof written.began === 'string' ? written.began : null;
  return typeof pid === 'number' ? { pid, began } : null;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return '';
    throw fault;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isHeld({ pid, began }: Holder): boolean {
  if (!isAlive(pid)) return false;
  const now = beganAt(pid);
  return began === null || now === null || began === now;
}
