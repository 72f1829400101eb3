/**
 * Who is told that a lane has work. This process's own workers are woken by the commit itself; other processes hear a
 * notification that several commits share, because PostgreSQL lets only one transaction with a notification commit at a time.
 * It only hastens what polling finds anyway, so it may be lost with its process.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Lane } from '../../ports/engine.ts';
import type { Databases } from './databases.ts';
import { presence } from './presence.ts';

const CHANNEL = 'tenure_jobs';
/** The first is told at once, what follows it together. Milliseconds. */
const GATHER = 50;

export class JobNews {
  readonly #databases: Databases;
  readonly #onFault: (fault: unknown) => void;
  readonly #self = randomUUID().slice(0, 8);
  readonly #untold = new Set<Lane>();
  #gathering: NodeJS.Timeout | null = null;

  constructor(databases: Databases, onFault: (fault: unknown) => void) {
    this.#databases = databases;
    this.#onFault = onFault;
  }

  /**
   * What other processes say; `null` = something may have been missed, look at everything. `whenAlone` is done first where no
   * other process hears: then nobody else works here either.
   */
  hear(wake: (lane: string | null) => void, whenAlone: () => Promise<void>): Promise<{ close(): Promise<void> }> {
    return this.#databases.listen(
      CHANNEL,
      (payload) => {
        const [from, ...lanes] = payload.split(' ');
        if (from !== this.#self) for (const lane of lanes) wake(lane);
      },
      () => wake(null),
      presence(whenAlone, this.#onFault),
    );
  }

  tell(lanes: readonly Lane[]) {
    // A folder's database has no other process.
    if (this.#databases.kind === 'pglite') return;
    for (const lane of lanes) this.#untold.add(lane);
    if (this.#gathering !== null && !lanes.includes('urgent')) return;
    this.#say();
  }

  stop() {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
  }

  #say() {
    const payload = [this.#self, ...this.#untold].join(' ');
    this.#untold.clear();
    sql`select pg_notify(${CHANNEL}, ${payload})`.execute(this.#databases.main).catch(this.#onFault);
    this.stop();
    this.#gathering = setTimeout(() => {
      this.#gathering = null;
      if (this.#untold.size > 0) this.#say();
    }, GATHER);
    this.#gathering.unref();
  }
}
