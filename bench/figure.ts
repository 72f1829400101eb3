/** One measured number beside what it should reach; and what every measurement gets and gives. */
import type { BenchPostgres } from './stand/postgres.ts';

export interface Figure {
  /** `measurement/what`, the same from run to run. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `null` = for information. */
  readonly goal: number | null;
  readonly met: boolean | null;
  /** On which side of the goal it is met. */
  readonly sense: 'at most' | 'at least' | null;
}

export interface Measured {
  readonly figures: readonly Figure[];
  /** What one must know to read them, a sentence each. */
  readonly notes: readonly string[];
}

export interface BenchOptions {
  readonly samples: number;
  readonly deliveries: number;
  readonly joiners: number;
  /** Changes that wait before a leaver. */
  readonly backlog: number;
  /** People, and groups with all of them, of the full sweep. */
  readonly people: number;
  readonly groups: number;
  /** Accounts, each with twelve memberships, that are adopted. */
  readonly accounts: number;
  /** Grants that end at the same instant, and grants whose end is far ahead. */
  readonly ends: number;
  /** How many of them are asked for and given before. */
  readonly asked: number;
  /** Grants that end within a minute of trouble. */
  readonly endsInTrouble: number;
  readonly ahead: number;
  /** Events of a record that goes out as a bundle. */
  readonly events: number;
  /** Presses in Slack at the same moment. */
  readonly clicks: number;
  /** Calls a minute that the provider's bucket of groups allows. */
  readonly limit: number;
  readonly latencyMilliseconds: number;
  /** Files of real histories, each with the change sets after an `@` that its notes call imports or bulk edits. */
  readonly histories: readonly string[];
  /** Which stores to measure on, where a figure is of both. */
  readonly stores: readonly StoreKind[];
  /** Folder for CPU profiles of the Tenure process; `null` = none. */
  readonly profileTo: string | null;
}

export type StoreKind = 'pglite' | 'postgres';

export interface BenchWorld {
  readonly options: BenchOptions;
  /** The server, started when the first measurement needs it. */
  postgres(): Promise<BenchPostgres>;
  say(line: string): void;
}

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  run(world: BenchWorld): Promise<Measured>;
}

const rounded = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

export const atMost = (name: string, value: number, unit: string, goal: number): Figure => ({
  ...{ name, value: rounded(value), unit, goal, met: value <= goal, sense: 'at most' },
});

export const atLeast = (name: string, value: number, unit: string, goal: number): Figure => ({
  ...{ name, value: rounded(value), unit, goal, met: value >= goal, sense: 'at least' },
});

export const informing = (name: string, value: number, unit: string): Figure => ({
  ...{ name, value: rounded(value), unit, goal: null, met: null, sense: null },
});

/** Nearest rank over all samples: none is left out, none is made up. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
