/**
 * kysely over a `pg` pool. Statements with parameters are prepared once per connection under a name of their own;
 * statements without go by the simple protocol, where several may stand in one text (their rows come in one list).
 */
import { Socket } from 'node:net';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import pg from 'pg';
import { plain, TransactionWatch } from './dialect.ts';

const INT8 = 20;
/** More different texts than the code has means that somebody builds them; then preparing would only fill the server. */
const MOST_PREPARED = 400;

/** Positions and counts stay far below 2^53, so bigint columns come as numbers. */
export const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export class PgDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();
  readonly #connections = new WeakMap<pg.PoolClient, PgConnection>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async init() {}

  async acquireConnection(): Promise<PgConnection> {
    const client = await this.#pool.connect();
    const known = this.#connections.get(client);
    if (known !== undefined) return known;
    const connection = new PgConnection(client, (text) => this.#nameOf(text));
    this.#connections.set(client, connection);
    return connection;
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

  async releaseConnection(connection: DatabaseConnection) {
    if (connection instanceof PgConnection) connection.release();
  }

  async destroy() {
    await this.#pool.end();
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST_PREPARED) return known;
    const name = `tenure_${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}

class PgConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #nameOf: (text: string) => string | undefined;
  readonly #watch = new TransactionWatch();
  readonly #stream: Socket | null;
  #lost: Error | undefined;

  constructor(client: pg.PoolClient, nameOf: (text: string) => string | undefined) {
    this.#client = client;
    this.#nameOf = nameOf;
    this.#stream = streamOf(client);
    // The pool listens only while a client is idle; unheard, this event would end the process.
    client.on('error', (error) => {
      this.#lost = error;
    });
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#watch.before(query.sql);
    this.#gather();
    try {
      const answer: pg.QueryResult | pg.QueryResult[] =
        query.parameters.length === 0
          ? await this.#client.query(query.sql)
          : await this.#client.query({
              ...named(this.#nameOf(query.sql)),
              text: query.sql,
              values: [...query.parameters],
            });
      this.#watch.after(query.sql, Array.isArray(answer) ? undefined : answer.command);
      if (!Array.isArray(answer)) return { rows: answer.rows, numAffectedRows: BigInt(answer.rowCount ?? 0) };
      return { rows: answer.flatMap((part) => part.rows) };
    } catch (cause) {
      this.#watch.failed(cause);
      throw cause;
    }
  }

  // biome-ignore lint/correctness/useYield: nothing streams; long lists are read page by page.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('not supported');
  }

  /**
   * Holds the socket back until the code that is running has given all its statements: they then leave in one system
   * call, and are answered in one. Done here because `pg` in pipeline mode writes each statement by itself.
   */
  #gather() {
    const stream = this.#stream;
    if (stream === null || stream.writableCorked > 0) return;
    stream.cork();
    // A tick asked for from a microtask comes when no microtask is left: whatever follows without waiting is in by then.
    queueMicrotask(() => process.nextTick(() => stream.uncork()));
  }

  release() {
    this.#watch.clear();
    this.#client.release(this.#lost);
  }
}

/** `pg` does not name its socket in its types; without it statements leave one by one, which only costs time. */
function streamOf(client: object): Socket | null {
  const connection = 'connection' in client ? client.connection : null;
  const stream = typeof connection === 'object' && connection !== null && 'stream' in connection && connection.stream;
  return stream instanceof Socket ? stream : null;
}

const named = (name: string | undefined) => (name === undefined ? {} : { name });
