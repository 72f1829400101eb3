/** The machine a figure was measured on: without it no figure means anything. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, type as systemType, totalmem } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly node: string;
  readonly system: string;
  /** Of the last minute, before the first measurement: over one a core, somebody else was working too. */
  readonly loadAtStart: number;
  readonly commit: string;
  readonly date: string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    system: `${systemType()} ${release()}`,
    loadAtStart: Number((loadavg()[0] ?? 0).toFixed(2)),
    commit: commit(),
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
  };
}

/** With a `+` when the checkout differs from the commit in what is measured. */
function commit(): string {
  const git = (...words: string[]) =>
    execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', 'src', 'bench', 'emulators', 'examples');
    return git('rev-parse', '--short', 'HEAD') + (changed === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}

export const machineLine = (machine: Machine) =>
  `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB; Node ${machine.node}, ${machine.system}; ` +
  `load ${machine.loadAtStart} at start; commit ${machine.commit}, ${machine.date} UTC`;
