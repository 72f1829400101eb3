/** The schema is brought up while a version is at work: whoever reads and writes goes on, and the steps find their moment. */
import { type Kysely, sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrateToLatest, schemaStatus } from '../../src/adapters/postgres/migrate.ts';
import { MIGRATIONS } from '../../src/adapters/postgres/migrations/index.ts';
import { mistakeOf } from '../../src/mistake.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { gate } from './world.ts';

const NAME = '9999_two_tables';

describeOnPostgres('bringing the schema up', (makeStore) => {
  it('gives way to whoever holds one of its tables and asks for another, and is done afterwards', async () => {
    const { main } = (await makeStore()).databases;
    const { steps, asked, undo } = twoTables(main);
    let migrated: Promise<readonly string[]> | undefined;
    try {
      const read = await main.transaction().execute(async (reader) => {
        await sql`select 1 from tenure.person`.execute(reader);
        migrated = migrateToLatest(main, { steps });
        await asked;
        return (await sql<{ n: number }>`select count(*)::int as n from tenure.account`.execute(reader)).rows;
      });
      expect(read).toEqual([{ n: 0 }]);
      expect(await migrated).toEqual([NAME]);
      expect(await schemaStatus(main)).toMatchObject({ pending: [], unknown: [NAME] });
    } finally {
      await undo();
    }
  });

  it('says so when it never gets them, and has changed nothing', async () => {
    const { main } = (await makeStore()).databases;
    const { steps, undo } = twoTables(main);
    try {
      await main.transaction().execute(async (reader) => {
        await sql`select 1 from tenure.person`.execute(reader);
        const trouble = await migrateToLatest(main, { steps, patience: 0 }).catch((one: unknown) => one);
        expect(mistakeOf(trouble)).toMatchObject({ code: 'tables-in-use', exit: 1 });
      });
      expect(await schemaStatus(main)).toMatchObject({ pending: [], unknown: [] });
    } finally {
      await undo();
    }
  });
});

/** A step that wants the tables in another order than a reader has them. `asked`: it holds the one and asks for the other. */
function twoTables(main: Kysely<unknown>) {
  const second = gate();
  const steps = {
    ...MIGRATIONS,
    [NAME]: {
      up: async (db: Kysely<unknown>) => {
        await sql`alter table tenure.account add column two_tables text`.execute(db);
        const asking = sql`alter table tenure.person add column two_tables text`.execute(db);
        second.open();
        await asking;
      },
    },
  };
  const undo = async () => {
    await sql`alter table tenure.account drop column if exists two_tables`.execute(main);
    await sql`alter table tenure.person drop column if exists two_tables`.execute(main);
    await sql`delete from tenure.migration where name = ${NAME}`.execute(main);
  };
  return { steps, asked: second.opened, undo };
}
