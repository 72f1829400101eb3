/** What the processes of a simulation say to each other: which history to live, and how it was judged. */
import type { Generation } from './generations.ts';
import type { Judged } from './simulate.ts';

export interface AskedFor {
  readonly seed: number;
  /** Answered step by step. */
  readonly trace: boolean;
  readonly generation: Generation;
  /** Where a run keeps its PostgreSQL: this history is lived on the databases too; `null` = in memory only. */
  readonly databases: string | null;
}

export type Lived = { readonly seed: number } & ({ readonly judged: Judged } | { readonly fault: string });
