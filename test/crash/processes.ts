/** Starting, hearing, pausing and killing services. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { keepSaid } from '../support/said.ts';
import type { Bundled } from './bundle.ts';
import type { ServiceSettings } from './service.ts';

export interface ServiceProcess {
  /** Resolves when it listens and works; rejects when it ended before. */
  readonly ready: Promise<void>;
  /** Resolves with the step at which it killed itself; `null` = somebody else ended it. */
  readonly ended: Promise<string | null>;
  /** Resolves with the step at which it stands still. */
  readonly paused: Promise<string>;
  readonly said: readonly string[];
  /** The last of what it has said that is no step. */
  complaints(): readonly string[];
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Asks it to end, and answers as `ended`. One that does not end is killed and is an error. Milliseconds. */
  end(within?: number): Promise<string | null>;
}

/** Six times what the container gives it (compose.yaml): a busy machine is no trouble of the service's. Milliseconds. */
const END_WITHIN = 240_000;

/** Complaints of one service that are told. */
const MOST = 20;

const alive = new Set<ChildProcess>();

export function startService(
  { argumentsFor }: Bundled,
  settings: ServiceSettings,
  variables: Readonly<Record<string, string>>,
): ServiceProcess {
  const child = spawn(process.execPath, [...argumentsFor('service.ts'), JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...variables },
  });
  alive.add(child);
  const said: string[] = [];
  const errors: string[] = [];
  let at: string | null = null;
  child.stderr.on('data', (chunk: Buffer) => {
    errors.push(chunk.toString());
    keepSaid('killed', chunk.toString());
  });
  const ended = new Promise<string | null>((resolve) =>
    child.once('close', () => {
      alive.delete(child);
      resolve(at);
    }),
  );
  let stands: (step: string) => void = () => undefined;
  const paused = new Promise<string>((resolve) => {
    stands = resolve;
  });
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      keepSaid('killed', line);
      if (line === 'ready') resolve();
      if (!line.startsWith('at ')) return;
      at = line.slice(3);
      stands(at);
    });
    void ended.then(() =>
      reject(new Error(`it ended by itself: ${[...said.slice(-5), ...errors].join('\n').slice(-3_000)}`)),
    );
  });
  ready.catch(() => undefined);
  const complaints = () => [
    ...said.filter((line) => !/^(?:step|ready)/.test(line)).slice(-MOST),
    ...errors.slice(-MOST),
  ];
  const end = async (within = END_WITHIN) => {
    child.kill('SIGTERM');
    let limit: NodeJS.Timeout | undefined;
    const waited = new Promise<'waited'>((resolve) => {
      limit = setTimeout(() => resolve('waited'), within);
    });
    const outcome = await Promise.race([ended.then((step) => ({ step })), waited]);
    clearTimeout(limit);
    if (outcome !== 'waited') return outcome.step;
    child.kill('SIGKILL');
    await ended;
    const how = `a service that was asked to end was still there after ${within / 1_000} s, and was killed`;
    throw new Error([how, ...complaints()].join('\n'));
  };
  return { ready, ended, paused, said, complaints, signal: (signal) => void child.kill(signal), end };
}

/** For the end of a run or of a test, however it ended: nobody sits on a port after it. */
export async function killAll(): Promise<void> {
  const gone = [...alive].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of alive) child.kill('SIGKILL');
  await Promise.all(gone);
}

/**
 * The same port for every life of a service, so that deliveries find it again. Below those the system gives to outgoing
 * connections: one of them must not sit on it between two lives.
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
