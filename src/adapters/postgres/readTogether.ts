/**
 * Reads that are asked in one go (a Promise.all, or two callers in the same turn of the event loop) share a connection
 * and leave together: one round trip instead of one each. Nothing holds the connection longer than its slowest read.
 */
import type { DatabaseConnection, Kysely } from 'kysely';
import type { Database } from './database.ts';

type Consumer = (connection: DatabaseConnection) => Promise<void>;

export function readTogether(db: Kysely<unknown>): Database {
  const executor = db.getExecutor();
  let waiting: Consumer[] = [];
  const leave = () => {
    const going = waiting;
    waiting = [];
    executor
      .provideConnection(async (connection) => {
        await Promise.all(going.map((consumer) => consumer(connection)));
      })
      // No connection is to be had: each of them is told by its own failure below.
      .catch((fault) => Promise.all(going.map((consumer) => consumer(unreachable(fault)))));
  };
  const together = executor.withConnectionProvider({
    provideConnection: (consumer) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) process.nextTick(leave);
        waiting.push((connection) => consumer(connection).then(resolve, reject));
      }),
  });
  return { getExecutor: () => together };
}

/** Every statement on it fails as the connection did. */
const unreachable = (fault: unknown): DatabaseConnection => ({
  executeQuery: () => Promise.reject(fault),
  // biome-ignore lint/correctness/useYield: nothing streams.
  async *streamQuery() {
    throw fault;
  },
});
