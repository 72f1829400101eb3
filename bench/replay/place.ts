/** Where the store of a replay lives: a PostgreSQL server in a process of its own, or PGlite in ours. */
import { type OpenStore, openStore } from '../../src/adapters/postgres/open.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { startPostgres } from '../stand/postgres.ts';

export interface Place {
  readonly describe: string;
  readonly open: (clock: () => Instant) => Promise<OpenStore>;
  readonly stop: () => Promise<void>;
}

/**
 * A replay asks whether what happens is right, not how long a disk takes: a server of our own does not wait for it.
 * Where none can be started, PGlite does the same work, more slowly.
 */
export async function placeOf(
  options: { readonly memory: boolean; readonly database: string | undefined },
  warn: (said: string) => void,
): Promise<Place> {
  if (options.memory) return IN_MEMORY;
  try {
    const server = await startPostgres(options.database, {});
    const databaseUrl = await server.make();
    return {
      describe: server.describe,
      open: (clock) => openStore({ databaseUrl, clock }),
      stop: () => server.stop(),
    };
  } catch (trouble) {
    if (options.database !== undefined) throw trouble;
    warn(`no PostgreSQL here, so PGlite it is: ${trouble instanceof Error ? trouble.message : String(trouble)}`);
    return IN_MEMORY;
  }
}

const IN_MEMORY: Place = {
  describe: 'PGlite in memory',
  open: (clock) => openStore({ inMemory: true, clock }),
  stop: async () => {},
};
