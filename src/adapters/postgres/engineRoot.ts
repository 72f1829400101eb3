/** What the durable engine and its wake-up calls need of the store they belong to. */
import type { Instant } from '../../core/shared/instant.ts';
import type { Lane } from '../../ports/engine.ts';
import type { Databases } from './databases.ts';
import type { JobNews } from './jobNews.ts';
import type { Sender } from './lanes.ts';

export interface EngineRoot {
  readonly databases: Databases;
  readonly sender: Sender;
  readonly now: () => Promise<Instant>;
  /** Calls back whenever this process commits a wake-up. */
  readonly onWakeUp: (listener: (at: Instant) => void) => () => void;
  /** Calls back whenever this process has committed jobs that are to be done now. */
  readonly onJobs: (listener: (lanes: readonly Lane[]) => void) => () => void;
  /** What other processes say of theirs. */
  readonly news: JobNews;
  /** Says it of jobs that were sent outside of the store's transactions. */
  readonly haveJobs: (lanes: readonly Lane[]) => void;
}
