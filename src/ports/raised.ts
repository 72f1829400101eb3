/** Requests raised outside the tracker: what was asked, kept from before their issue is there until long after. */
import type { IssueRef } from '../core/evidence/model.ts';
import type { EntitlementId, PersonId } from '../core/shared/ids.ts';
import type { Instant, Milliseconds } from '../core/shared/instant.ts';

/** Where somebody may ask beside the tracker itself. */
export type RaisedOn = 'slack' | 'api';

export interface RaisedRow {
  /** Of whoever raises it: the same key twice is one request. */
  readonly key: string;
  readonly asker: PersonId;
  readonly beneficiary: PersonId;
  readonly channel: RaisedOn;
  readonly lines: readonly EntitlementId[];
  /** `usual` = as policy says; `null` = as long as the work. */
  readonly duration: Milliseconds | null | 'usual';
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly breakGlass: boolean;
  /** Of all of the above: the same key for something else is told from the same request twice. `null` = its words are erased. */
  readonly digest: string | null;
  readonly raisedAt: Instant;
  /** When its issue was first asked for; `null` = never, so there is none. */
  readonly filingSince: Instant | null;
  /** When somebody began to file it and has not come back. */
  readonly triedAt: Instant | null;
  readonly issue: IssueRef | null;
  /** A person has let it be, as the tracker refuses it for good: nobody files it any more. Absent = it is waited for. */
  readonly droppedAt?: Instant;
}

export interface RaisedReader {
  raised(key: string): Promise<RaisedRow | null>;
  /** The request that became this issue. */
  raisedAs(issue: string): Promise<RaisedRow | null>;
  /** Requests whose issue is not there yet and is waited for, oldest first. */
  unfiledRequests(): Promise<readonly RaisedRow[]>;
  /** Of these, what this person has raised, or somebody for them. */
  unfiledAbout(person: PersonId): Promise<readonly RaisedRow[]>;
}

export interface RaisedWriter {
  /** Serialises everybody who raises a request under this key; what was raised under it, if anything. */
  lockRaised(key: string): Promise<RaisedRow | null>;
  saveRaised(row: RaisedRow): Promise<void>;
}
