/** Where Tenure stands in a provider's log. */
import type { ConnectionId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';

export interface ActivityPlace {
  readonly cursor: string;
  /** Records of use begin here. */
  readonly since: Instant;
  /** When the log was last read to its end. */
  readonly readAt: Instant;
}

export const activityKey = (connection: ConnectionId) => `activity:${connection}`;
