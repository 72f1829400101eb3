/** What one decision's transaction costs the store: locks, ten events with their chain, a job, the commit. */

import { openStore } from '../../src/adapters/postgres/open.ts';
import type { TenureEvent } from '../../src/core/evidence/model.ts';
import { caseId, personId } from '../../src/core/shared/ids.ts';
import type { Store, Tx } from '../../src/ports/store.ts';
import { type Benchmark, informing, percentile } from '../figure.ts';
import { startCountingProxy } from '../stand/countingProxy.ts';

const EVENTS = 10;
const WARMING = 100;
const ASKED = 300;

export const eventAppend: Benchmark = {
  name: 'event-append',
  about: 'round trips and time of one transaction that appends ten events',
  async run(world) {
    const postgres = await world.postgres();
    const url = new URL(await postgres.make());
    const proxy = await startCountingProxy(url.hostname, Number(url.port || 5432));
    const through = new URL(url);
    through.host = `127.0.0.1:${proxy.port}`;
    const direct = await openStore({ databaseUrl: url.href });
    const counted = await openStore({ databaseUrl: through.href, pool: { main: 1, urgent: 1 } });
    try {
      await direct.migrate();
      for (let number = 0; number < WARMING; number += 1) {
        await decide(direct.store, number);
        await decide(counted.store, 10_000 + number);
      }
      const before = proxy.roundTrips();
      for (let number = 0; number < ASKED; number += 1) await decide(counted.store, 20_000 + number);
      const trips = (proxy.roundTrips() - before) / ASKED;
      const waits: number[] = [];
      for (let number = 0; number < ASKED; number += 1) {
        const begun = performance.now();
        await decide(direct.store, 30_000 + number);
        waits.push(performance.now() - begun);
      }
      return {
        figures: [
          informing('event-append/round-trips', trips, 'a transaction'),
          informing('event-append/p50', percentile(waits, 0.5), 'ms'),
          informing('event-append/p99', percentile(waits, 0.99), 'ms'),
        ],
        notes: [
          `Person locked, case locked, ${EVENTS} events, one job, commit; ${ASKED} times one after the other; ${postgres.describe}.`,
        ],
      };
    } finally {
      await counted.close();
      await direct.close();
      await proxy.close();
    }
  },
};

async function decide(store: Store, number: number): Promise<void> {
  const stream = caseId('jira', String(number));
  const person = personId(`person-${number}`);
  // As src/app/commit.ts does it: the locks with the beginning, the writes with the commit.
  const work = async (tx: Tx) => {
    await tx.lockPerson(person);
    await tx.lockCase(stream);
    const event = (index: number): TenureEvent => {
      return {
        type: 'NoticeSent',
        notice: `notice-${index}`,
        messageId: `${number}-${index}@bench.example`,
        at: tx.now,
      };
    };
    void tx.append(
      stream,
      Array.from({ length: EVENTS }, (_, index) => event(index)),
    );
    await tx.send({ lane: 'evidence', stream });
  };
  await store.transaction(work, { person, case: stream });
}
