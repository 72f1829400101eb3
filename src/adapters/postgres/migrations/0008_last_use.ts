/** When each person was last seen in each application, by the provider's log: from the first look on. Ids only. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table tenure.last_use (
        connection text not null, app text not null, account text not null, at timestamptz not null,
        primary key (connection, app, account))`,
    )
    .execute(db);
  await sql.raw('create index last_use_account on tenure.last_use (connection, account)').execute(db);
}
