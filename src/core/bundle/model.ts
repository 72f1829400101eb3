/**
 * A bundle: everything the record says, as files that can be checked without Tenure, its store or a network.
 *
 *   manifest.json    what the other files are and hash to, how much there is, which key has signed; signed itself
 *   seals.jsonl      every seal, one a line
 *   events.jsonl     every event of every stream, one a line, exactly as hashed, in the order of their commits
 *   personal.jsonl   on request: names and reasons, with the salts their digests in the events were made with
 *   events.csv, report.csv, report.html   the same for people to read
 */
import type { Instant } from '../shared/instant.ts';

export const BUNDLE_FORMAT = 'tenure-bundle-1';

export const MANIFEST = 'manifest.json';
export const SEALS = 'seals.jsonl';
export const EVENTS = 'events.jsonl';
export const PERSONAL = 'personal.jsonl';
export const EVENT_LIST = 'events.csv';
export const REPORT_LIST = 'report.csv';
export const REPORT_PAGE = 'report.html';

export interface NamedFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A population of the report: how many there are, and what its lines hash to. */
export interface CountedPopulation {
  readonly population: string;
  readonly count: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly madeAt: Instant;
  /** What the readable files tell of; the events are always all. `null` = from the beginning, or to the end. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly versions: { readonly tenure: string; readonly event: number };
  readonly streams: number;
  readonly events: number;
  readonly seals: { readonly count: number; readonly last: string | null };
  /** How many texts; `null` = none were asked for. */
  readonly personal: number | null;
  readonly populations: readonly CountedPopulation[];
  readonly files: readonly NamedFile[];
}

/** One text kept apart from its event. */
export interface PersonalLine {
  readonly stream: string;
  readonly seq: number;
  readonly salt: string;
  readonly text: unknown;
}

export type BundleFaultName =
  | 'manifest-unreadable'
  | 'manifest-signature'
  | 'other-key'
  | 'file-missing'
  | 'file-altered'
  | 'file-unnamed'
  | 'seal-unreadable'
  | 'seal-signature'
  | 'seal-out-of-order'
  | 'seal-shrinks'
  | 'seal-counts'
  | 'event-unreadable'
  | 'event-out-of-place'
  | 'event-altered'
  | 'event-not-as-sealed'
  | 'event-dated'
  | 'tail-missing'
  | 'stream-missing'
  | 'personal-altered'
  | 'count-differs'
  | 'known-seal-differs'
  | 'known-seal-missing';

export interface BundleFault {
  readonly fault: BundleFaultName;
  /** The file, the seal, or the event. */
  readonly where: string;
}

/** The clock was set back, and a person has confirmed it. */
export interface SetBack {
  /** Which seal says so. */
  readonly seal: number;
  /** What the clock showed before and after. */
  readonly from: string;
  readonly to: string;
  /** Who has confirmed it. */
  readonly by: string;
  /** So many bear a time that only this explains. */
  readonly events: number;
}

export interface Checked {
  readonly whole: boolean;
  /** The last seal up to which everything holds; `null` = none. */
  readonly vouches: { readonly seal: number; readonly at: string } | null;
  readonly seals: number;
  readonly streams: number;
  readonly events: number;
  /** Events behind the last seal: chained, and vouched for by no seal. */
  readonly after: { readonly events: number; readonly streams: readonly string[] };
  readonly personal: number | null;
  /** No faults; whoever reads the times of these events should know. */
  readonly setBack: readonly SetBack[];
  /** The first of them; `more` = how many there are beside these. */
  readonly faults: readonly BundleFault[];
  readonly more: number;
}
