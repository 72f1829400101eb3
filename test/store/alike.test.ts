/**
 * The store in memory stands in for a database wherever a history is simulated, so whatever is done, in whatever order, it
 * must answer every question as the database does. Run by run, the same transactions are done on both.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { openMemory } from '../support/memory/store.ts';
import { describeOnPglite } from '../support/stores.ts';
import { DEEDS } from './alike/deeds.ts';
import { allAnswers } from './alike/questions.ts';
import * as the from './alike/things.ts';

const PATIENCE = 120_000;
const few = fc.nat(3);
const deed = fc.tuple(fc.constantFrom(...Object.keys(DEEDS)), few, few, few);
const transaction = fc.record({
  held: fc.record({ person: fc.nat(2), case: few }),
  deeds: fc.array(deed, { minLength: 1, maxLength: 5 }),
});
type Transaction = typeof transaction extends fc.Arbitrary<infer One> ? One : never;

/** Everything it answered; or that it was refused. */
async function carriedOut({ transaction: begin }: Store, { held, deeds }: Transaction): Promise<unknown> {
  try {
    return await begin(async (tx) => {
      await tx.lockPerson(the.personOf(held.person));
      const answers: unknown[] = [];
      for (const [name, a, b, c] of deeds) answers.push((await DEEDS[name]?.(tx, held, a, b, c)) ?? null);
      return answers;
    });
  } catch {
    return 'refused';
  }
}

describeOnPglite('the store in memory and the database', (makeStore) => {
  it(
    'answer alike, whatever was done',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(transaction, { minLength: 10, maxLength: 25 }), async (transactions) => {
          let hours = 0;
          const clock = () => the.hour(hours);
          const database = await makeStore({ clock });
          const memory = openMemory({ clock });
          for (const each of transactions) {
            hours += 0.5;
            expect(await carriedOut(memory.store, each)).toEqual(await carriedOut(database.store, each));
          }
          expect(await allAnswers(memory.store, memory.engineOf())).toEqual(
            await allAnswers(database.store, database.engineOf()),
          );
        }),
        // Always the same, so that it is about the change at hand: whoever changes a store tries others by hand.
        { numRuns: 4, seed: 5, endOnFailure: true },
      );
    },
    PATIENCE,
  );
});
