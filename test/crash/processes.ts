/** Starting, hearing and killing Tenure processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChildSettings } from './child.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
/** Where Node reads TypeScript by itself, a process is up in half the time. */
const LOADER = process.features.typescript ? [] : ['--import', 'tsx'];

export interface TenureProcess {
  /** Resolves when it listens; rejects when it ended before. */
  readonly ready: Promise<void>;
  readonly said: readonly string[];
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

const alive = new Set<ChildProcess>();

export function startProcess(settings: ChildSettings): TenureProcess {
  const child = spawn(process.execPath, [...LOADER, CHILD, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  const said: string[] = [];
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (line === 'ready') resolve();
    });
    void closed.then(() => reject(new Error(`it ended by itself: ${errors.join('').slice(-2_000)}`)));
  });
  ready.catch(() => undefined);
  return {
    ready,
    said,
    kill(signal) {
      child.kill(signal);
      return closed.then(() => void alive.delete(child));
    },
  };
}

/** For the end of a test, however it ended. */
export function killAll(): void {
  for (const child of alive) child.kill('SIGKILL');
  alive.clear();
}

/**
 * The same port for every life of a process, so that Jira's deliveries find it again. Below those the system gives to
 * outgoing connections: one of them must not sit on it between two lives.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (free) return port;
  }
}
