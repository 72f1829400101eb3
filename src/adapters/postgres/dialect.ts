/**
 * One kysely dialect for both stores. kysely's own drivers are not used, for two reasons: its PGlite driver lets a
 * query from outside slip into an open transaction (there is one connection, and it is shared without a queue), and
 * its PostgreSQL driver prepares nothing, which costs the planner's time on every statement of the hot path.
 */
import {
  type CompiledQuery,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';

export function dialectOf(makeDriver: () => Driver): Dialect {
  return {
    createDriver: makeDriver,
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

/**
 * A statement that failed leaves its transaction aborted, and PostgreSQL answers the COMMIT that follows with a
 * silent ROLLBACK. Whoever swallowed the failure must not believe in a commit, so the connection remembers it.
 */
export class CommitOfFailedTransaction extends Error {
  constructor(cause: unknown) {
    super('the transaction was not committed: one of its statements had failed', { cause });
    this.name = 'CommitOfFailedTransaction';
  }
}

/** Watches the statements of one connection; shared by both drivers. */
export class TransactionWatch {
  #failure: { readonly cause: unknown } | null = null;

  before(text: string) {
    if (/^\s*(begin|rollback)\b/i.test(text)) this.#failure = null;
    if (this.#failure !== null && /^\s*commit\b/i.test(text)) throw new CommitOfFailedTransaction(this.#failure.cause);
  }

  /** A commit given before its failing predecessor was answered. */
  after(text: string, command: string | undefined) {
    if (command === 'ROLLBACK' && /^\s*commit\b/i.test(text)) throw new CommitOfFailedTransaction(this.#failure?.cause);
  }

  failed(cause: unknown) {
    this.#failure ??= { cause };
  }

  clear() {
    this.#failure = null;
  }
}

/** A statement without parameters, as the drivers take it. */
export const plain = (sql: string, parameters: readonly unknown[] = []): CompiledQuery => ({
  sql,
  parameters,
  query: { kind: 'RawNode', sqlFragments: [sql], parameters: [] },
  queryId: { queryId: 'tenure' },
});
