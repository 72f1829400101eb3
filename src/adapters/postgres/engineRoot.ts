/** What the durable engine and its wake-up calls need of the store they belong to. */
import type { Instant } from '../../core/shared/instant.ts';
import type { Databases } from './databases.ts';
import type { Sender } from './lanes.ts';

export interface EngineRoot {
  readonly databases: Databases;
  readonly sender: Sender;
  readonly now: () => Promise<Instant>;
  /** Calls back whenever this process commits a wake-up. */
  readonly onWakeUp: (listener: (at: Instant) => void) => () => void;
}
