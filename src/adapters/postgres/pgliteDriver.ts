/**
 * kysely over PGlite. There is one connection, so a queue hands it out: whoever holds it (a transaction, or a single
 * statement) has it alone. An urgent waiter goes before the others.
 */
import type { PGlite } from '@electric-sql/pglite';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { plain, TransactionWatch } from './dialect.ts';

export class PgliteDriver implements Driver {
  readonly #connection: PgliteConnection;
  readonly #turns: Turns;
  readonly #urgent: boolean;
  readonly #close: () => Promise<void>;

  constructor(
    pglite: PGlite,
    turns: Turns,
    options: { readonly urgent: boolean; readonly close: () => Promise<void> },
  ) {
    this.#connection = new PgliteConnection(pglite);
    this.#turns = turns;
    this.#urgent = options.urgent;
    this.#close = options.close;
  }

  async init() {}

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take(this.#urgent);
    return this.#connection;
  }

  async beginTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(plain('begin'));
  }

  async commitTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(plain('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(plain('rollback'));
  }

  async releaseConnection() {
    this.#connection.clear();
    this.#turns.give();
  }

  async destroy() {
    await this.#close();
  }
}

/** First come, first served, in two classes. */
export class Turns {
  #taken = false;
  readonly #urgent: (() => void)[] = [];
  readonly #others: (() => void)[] = [];

  async take(urgent: boolean): Promise<void> {
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    await new Promise<void>((resolve) => (urgent ? this.#urgent : this.#others).push(resolve));
  }

  give() {
    const next = this.#urgent.shift() ?? this.#others.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }
}

class PgliteConnection implements DatabaseConnection {
  readonly #pglite: PGlite;
  readonly #watch = new TransactionWatch();

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#watch.before(query.sql);
    try {
      if (query.parameters.length > 0) {
        const answer = await this.#pglite.query<Row>(query.sql, [...query.parameters]);
        return { rows: answer.rows, numAffectedRows: BigInt(answer.affectedRows ?? 0) };
      }
      const answers = await this.#pglite.exec(query.sql);
      return {
        rows: (answers.at(-1)?.rows ?? []) as Row[],
        numAffectedRows: BigInt(answers.at(-1)?.affectedRows ?? 0),
      };
    } catch (cause) {
      this.#watch.failed(cause);
      throw cause;
    }
  }

  // biome-ignore lint/correctness/useYield: nothing streams; long lists are read page by page.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('not supported');
  }

  clear() {
    this.#watch.clear();
  }
}
