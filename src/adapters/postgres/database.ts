/**
 * What a statement needs to be run: kysely on a pool, on one connection, or a transaction's own two (transaction.ts).
 * And the two kinds of connection a transaction works with.
 */
import type { CompiledQuery, DatabaseConnection, Kysely } from 'kysely';

export type Database = Pick<Kysely<unknown>, 'getExecutor'>;

type Executor = ReturnType<Database['getExecutor']>;

/** Statements on exactly this connection, several under way at once: kysely's own pinning runs them one by one. */
export const on = (executor: Executor, connection: DatabaseConnection): Database => {
  const pinned = executor.withConnectionProvider({ provideConnection: (consumer) => consumer(connection) });
  return { getExecutor: () => pinned };
};

/** Writes statements down instead of running them. Only for those whose answer nobody reads. */
export class Recorder implements DatabaseConnection {
  #recorded: CompiledQuery[] = [];

  async executeQuery(query: CompiledQuery) {
    this.#recorded.push(query);
    return { rows: [] };
  }

  // biome-ignore lint/correctness/useYield: nothing is read from a recorder.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('not supported');
  }

  take(): readonly CompiledQuery[] {
    const taken = this.#recorded;
    this.#recorded = [];
    return taken;
  }
}
