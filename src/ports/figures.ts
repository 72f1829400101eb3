/** What an operator watches: numbers and kinds. Nothing here names a case, a person or an account. */
import type { Instant } from '../core/shared/instant.ts';
import type { Lane } from './engine.ts';

/** How much waits, as the store tells it at one moment: the same whichever process is asked. */
export interface Standing {
  readonly now: Instant;
  readonly lanes: readonly LaneStanding[];
  readonly exceptions: readonly { readonly kind: string; readonly open: number; readonly oldest: Instant }[];
  /** Accounts whose wanted state nobody has read back yet, and since when the one longest untouched is. */
  readonly unsettled: Backlog;
  /** What has begun or ended by the clock and was not begun with. */
  readonly due: Backlog;
  /** Events that are not on their issue yet. */
  readonly evidence: Backlog;
  readonly events: number;
  readonly lastSeal: Instant | null;
}

export interface Backlog {
  readonly count: number;
  /** `null` = none. */
  readonly oldest: Instant | null;
}

export interface LaneStanding extends Backlog {
  readonly lane: Lane;
  /** Somebody works on it. Not among `count`. */
  readonly running: number;
}

/** One span that a promise is about, as it was read back. */
export interface Measured {
  readonly what: 'provision' | 'revoke' | 'end';
  readonly seconds: number;
}

/** What came of one delivery at a door. */
export type CountDelivery = (door: string, status: number) => void;
