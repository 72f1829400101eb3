/** Events as they were hashed: what a store keeps of them byte by byte, and takes back from a signed record. */
import type { StreamId, TenureEvent } from '../core/evidence/model.ts';
import type { Instant } from '../core/shared/instant.ts';

export interface RawEvent {
  readonly seq: number;
  /** Canonical JSON, exactly the hashed bytes. */
  readonly text: string;
  readonly hash: string;
  readonly previous: string;
}

/** An event from a signed record. */
export interface PutBack extends RawEvent {
  readonly stream: StreamId;
  readonly type: TenureEvent['type'];
  readonly version: number;
  readonly at: Instant;
  /** `salt`: `null` = the text was read from elsewhere, and the digest in the event cannot be held against it. */
  readonly personal: { readonly salt: string | null; readonly body: unknown; readonly person: string | null } | null;
}
