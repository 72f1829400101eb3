/** Seals as the store keeps them, and the record in the order it was written, page by page. */
import type { SealGround, WrittenSeal } from '../core/evidence/index.ts';
import type { StreamId } from '../core/evidence/model.ts';
import type { Instant, Milliseconds } from '../core/shared/instant.ts';

export interface SealBook {
  /**
   * The next seal: one process at a time, however many ask. `write` is called with what has grown since the last one.
   * `null` = the last one is younger than `every`, or nothing has grown since.
   */
  make(every: Milliseconds, write: (ground: SealGround) => WrittenSeal): Promise<SealRow | null>;
  last(): Promise<SealRow | null>;
  /** Those after this number, in their order. */
  after(seal: number, limit: number): Promise<readonly SealRow[]>;
  /** Events of all streams in the order of their commits, after this position. */
  records(position: number, limit: number): Promise<readonly RecordRow[]>;
}

export interface SealRow extends WrittenSeal {
  readonly seal: number;
  readonly at: Instant;
}

export interface RecordRow {
  readonly stream: StreamId;
  readonly seq: number;
  readonly position: number;
  /** Canonical JSON, exactly the hashed bytes. */
  readonly text: string;
  readonly hash: string;
  /** `null` = the event has none, or it was erased. */
  readonly personal: { readonly salt: string; readonly body: unknown } | null;
}
