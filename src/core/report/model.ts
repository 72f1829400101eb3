/**
 * Populations: everybody and everything of one kind in a period, from which an auditor draws a sample. Each is counted and
 * hashed, so that a list that is shown later can be held against the one that was counted.
 */
import type { PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

export const POPULATIONS = [
  'joiners',
  'movers',
  'leavers',
  'privileged-grants',
  'self-administered',
  'exceptions',
  'acceptances',
] as const;

export type PopulationName = (typeof POPULATIONS)[number];

export interface PopulationRow {
  readonly at: Instant;
  /** The key, or the stream where there is no issue. */
  readonly case: string;
  /** Empty = about nobody in particular. */
  readonly person: string;
  /** Personal text: empty unless it was asked for, or erased. */
  readonly name: string;
  readonly what: string;
  /** Who filed, settled or decided it, as far as that is no personal text. */
  readonly by: string;
  readonly note: string;
}

export interface Population {
  readonly population: PopulationName;
  readonly rows: readonly PopulationRow[];
}

export interface ReportOptions {
  /** `[from, until)`; `null` = from the beginning, to the end. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** Whether policy, as it stands, says that this is of high risk; what was asked for says so itself. */
  isPrivileged(holds: string): boolean;
  /** Work addresses of those who decide about Tenure itself, folded. */
  readonly administrators: ReadonlySet<string>;
  readonly names: boolean;
}

/** What a row is made of before its case and its person have their names. */
export interface Found {
  readonly at: Instant;
  readonly stream: string;
  readonly person: PersonId | null;
  readonly what: string;
  readonly by: string | null;
  readonly note: string;
}
