/**
 * How commands on the same machine find the running service: a file in the data folder that only its owner can read.
 * It holds the token, so it is written with its mode from the first byte, and put into place in one step.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive as processLives } from './adapters/postgres/processes.ts';

const shape = z.object({
  url: z.string().min(1),
  pid: z.int().positive(),
  token: z.string().min(16),
  /** The folder whose files the service looks at; commands look at the same unless told otherwise. */
  policyDir: z.string().optional(),
  /** The file with the public half of the key it signs with, where that is not where a command looks for it. */
  publicKey: z.string().optional(),
});

export type ServiceFile = z.output<typeof shape>;

const pathIn = (dataDir: string) => join(dataDir, 'service.json');

export const freshToken = () => randomBytes(24).toString('base64url');

/** Answers how to take it away again; another service's file that has replaced ours is left alone. */
export function writeServiceFile(dataDir: string, service: ServiceFile): () => void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${pathIn(dataDir)}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(service, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, pathIn(dataDir));
  return () => {
    if (readServiceFile(dataDir)?.token === service.token) rmSync(pathIn(dataDir), { force: true });
  };
}

/** `null` = there is none, or it is none of ours. */
export function readServiceFile(dataDir: string): ServiceFile | null {
  try {
    return shape.parse(JSON.parse(readFileSync(pathIn(dataDir), 'utf8')));
  } catch {
    return null;
  }
}

/** `false`: the file was left by a process that was killed. */
export const isAlive = ({ pid }: Pick<ServiceFile, 'pid'>): boolean => processLives(pid);
