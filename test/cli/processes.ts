/** `tenure` in processes of its own, as it is installed. What they say is kept, and looked through for secrets. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readServiceFile } from '../../src/serviceFile.ts';
import { keepSaid, plant } from '../support/said.ts';

export interface Place {
  /** Path of `tenure.mjs`. */
  readonly bin: string;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface Running {
  readonly process: ChildProcess;
  readonly said: () => string;
  readonly exit: Promise<number | null>;
}

/** Nothing of this process's environment reaches it but the path. */
export function startProcess({ bin, cwd, variables }: Place, ...argv: readonly string[]): Running {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd,
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void exit.then(() => keepSaid('processes', said));
  return { process: child, said: () => said, exit };
}

/** Until `serve --json` has said where it listens. */
export async function untilServing(running: Running, dataDir: string): Promise<void> {
  let ended = false;
  void running.exit.then(() => {
    ended = true;
  });
  while (!running.said().includes('"url"')) {
    if (ended) throw new Error(`serve ended: ${running.said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { token = '' } = readServiceFile(dataDir) ?? {};
  plant({ 'the token of a service': token });
}
