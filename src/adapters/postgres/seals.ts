/** Seals and the record in the order it was written. See ports/seals.ts. */
import { sql } from 'kysely';
import type { SealedStream } from '../../core/evidence/index.ts';
import { instantOf } from '../../core/shared/instant.ts';
import { sealTime } from '../../core/shared/sealTime.ts';
import type { RecordRow, SealBook, SealRow } from '../../ports/seals.ts';
import type { Database } from './database.ts';
import { type Databases, inUse } from './databases.ts';
import type { Shared } from './transaction.ts';

interface StoredSeal extends Omit<SealRow, 'at'> {
  readonly at: Date;
}

interface StoredRecord extends Omit<RecordRow, 'personal'> {
  readonly salt: string | null;
  readonly body: unknown;
}

export function sealBook(databases: Databases, { clock }: Pick<Shared, 'clock'>): SealBook {
  const db = (): Database => inUse(databases);
  return {
    make: (every, write) =>
      inUse(databases)
        .transaction()
        .execute(async (trx) => {
          // Whoever comes second finds the seal of who came first.
          await sql`select pg_advisory_xact_lock(hashtextextended('seal', 0))`.execute(trx);
          const last = await lastSeal(trx);
          const at = sealTime(last?.at ?? null, clock?.() ?? (await clockOf(trx)), every);
          if (at === null) return null;
          const { streams, changed } = await grownSince(trx);
          if (changed.length === 0) return null;
          const seal = (last?.seal ?? 0) + 1;
          const written = write({ seal, at, previous: last?.hash ?? null, streams, changed });
          const row: SealRow = { seal, at, ...written };
          await keep(trx, row, changed);
          return row;
        }),
    last: () => lastSeal(db()),
    async after(seal, limit) {
      const { rows } = await sql<StoredSeal>`
        select seal, at, text, hash from tenure.seal where seal > ${seal}::integer
        order by seal limit ${limit}::integer`.execute(db());
      return rows.map(asRow);
    },
    async records(position, limit) {
      const { rows } = await sql<StoredRecord>`
        select e.stream, e.seq, e.position, e.text, e.hash, p.salt, p.body
        from (select * from tenure.event where position > ${position}::bigint order by position
            limit ${limit}::integer) e
          left join tenure.personal_text p on p.stream = e.stream and p.seq = e.seq
        order by e.position`.execute(db());
      return rows.map(({ salt, body, ...row }) => ({ ...row, personal: salt === null ? null : { salt, body } }));
    },
  };
}

const asRow = ({ at, ...row }: StoredSeal): SealRow => ({ ...row, at: instantOf(at) });

/**
 * Its time by what was signed: a row dated ahead by another hand would have every seal after it stand still, as a clock does
 * that was set back, and explain what is dated back (core/bundle/clockSteps.ts).
 */
async function lastSeal(db: Database): Promise<SealRow | null> {
  const { rows } = await sql<StoredSeal>`
    select seal, (text::jsonb->>'at')::timestamptz as at, text, hash from tenure.seal
    order by seal desc limit 1`.execute(db);
  return rows[0] === undefined ? null : asRow(rows[0]);
}

/** Not when the transaction began: it may have waited for another one's seal. */
async function clockOf(db: Database) {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('the database did not tell the time');
  return instantOf(now);
}

/**
 * One statement, so that all counts are of one instant. A stream shorter than it was sealed is not sealed again: the seal
 * that counts more of it stands against whoever has cut it.
 */
async function grownSince(db: Database) {
  const { rows } = await sql<{ streams: number; changed: readonly SealedStream[] }>`
    select (select count(*)::integer from tenure.stream) as streams,
      coalesce((
        select json_agg(json_build_object('stream', s.id, 'count', s.seq, 'head', s.hash) order by s.id collate "C")
        from tenure.stream s left join tenure.sealed d on d.stream = s.id where s.seq > coalesce(d.seq, 0)
      ), '[]'::json) as changed`.execute(db);
  return rows[0] ?? { streams: 0, changed: [] };
}

async function keep(db: Database, { seal, at, text, hash }: SealRow, changed: readonly SealedStream[]): Promise<void> {
  await sql`insert into tenure.seal (seal, at, text, hash)
    values (${seal}::integer, ${at}::text::timestamptz, ${text}, ${hash})`.execute(db);
  await sql`insert into tenure.sealed (stream, seq)
    select stream, count from json_to_recordset(${JSON.stringify(changed)}::text::json) as c(stream text, count integer)
    on conflict (stream) do update set seq = excluded.seq`.execute(db);
}
