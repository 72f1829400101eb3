/** A row that was written before a column was there is read after it has come: as if nothing had stood in it. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { overPglite } from '../../src/adapters/postgres/databases.ts';
import { openOver } from '../../src/adapters/postgres/open.ts';
import { loadPglite } from '../support/pgliteTemplate.ts';
import { at, register, zoe, zoesAccount } from './world.ts';

/** Takes each step back, as if it had never been; a step is before those that follow it. */
const BEFORE: readonly (readonly [step: string, back: string])[] = [
  ['0017_answered_gone', 'alter table tenure.account drop column answered_gone'],
  ['0018_former_mails', 'drop index tenure.person_former_mails'],
];

it.each(BEFORE)('before %s', async (step) => {
  const databases = overPglite(await loadPglite(), {});
  try {
    const { store, migrate } = openOver(databases, {});
    await register(store, zoe);
    await store.transaction((tx) => tx.raiseWanted(zoesAccount, at('2030-01-01')));
    const undone = BEFORE.filter(([name]) => name >= step);
    for (const [, back] of undone) await sql.raw(back).execute(databases.main);
    await sql`delete from tenure.migration where name >= ${step}`.execute(databases.main);
    expect(await migrate()).toEqual(undone.map(([name]) => name));
    const row = await store.read.reconcileRow(zoesAccount);
    expect(row).toMatchObject({ person: zoe, wantedRev: 1, nextChange: at('2030-01-01'), answeredGone: [] });
    expect((await store.read.person(zoe)).accounts.map(({ id }) => id)).toEqual([zoesAccount]);
  } finally {
    await databases.close();
  }
});
