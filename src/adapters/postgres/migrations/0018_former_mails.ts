/** People are found by an address they had: few have had another, and no more than these are in the index. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      "create index person_former_mails on tenure.person using gin ((body -> 'formerMails')) where body ? 'formerMails'",
    )
    .execute(db);
}
