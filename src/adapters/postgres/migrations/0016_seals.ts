/** Seals, kept as they were signed: written once, like events. Beside them how far each stream is sealed. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table tenure.seal (
    seal integer primary key, at timestamptz not null, text text not null, hash text not null)`,
  `create trigger seal_append_only before update or delete on tenure.seal
    for each row execute function tenure.refuse_change()`,
  `create trigger seal_never_truncated before truncate on tenure.seal
    for each statement execute function tenure.refuse_change()`,
  // Apart from the streams' own rows: whoever appends to one must not wait for whoever seals.
  'create table tenure.sealed (stream text primary key, seq integer not null)',
];
