/** Finding persons, accounts and streams without a lock. Long lists come page by page, by key, never by offset. */
import { sql } from 'kysely';
import type { StreamId, TenureEvent } from '../../core/evidence/model.ts';
import type { AccountId, ConnectionId, PersonId } from '../../core/shared/ids.ts';
import { type Instant, type Milliseconds, plus } from '../../core/shared/instant.ts';
import { LONGEST_WAIT } from '../../core/shared/putOff.ts';
import type { AppLook, NoticeJob } from '../../ports/engine.ts';
import type { Database } from './database.ts';
import { JOBS_SCHEMA } from './lanes.ts';

const PAGE = 1_000;

export async function findPersons(db: Database, text: string): Promise<readonly PersonId[]> {
  const folded = text.trim().toLowerCase();
  if (folded === '') return [];
  const { rows } = await sql<{ id: PersonId }>`
    select id from tenure.person where natural_key = ${folded}
    union select id from tenure.person where id = ${folded}
    union select id from tenure.person where work_mail = ${folded}
    union select person from tenure.account where login = ${folded}
    order by 1`.execute(db);
  return rows.map((row) => row.id);
}

export async function findFormer(db: Database, mail: string): Promise<readonly PersonId[]> {
  const folded = mail.trim().toLowerCase();
  // As the index of these has it, so that it is found by that.
  const { rows } = await sql<{ id: PersonId }>`
    select id from tenure.person
    where body ? 'formerMails' and body -> 'formerMails' @> jsonb_build_array(${folded}::text) order by id`.execute(db);
  return rows.map((row) => row.id);
}

export async function* allPersons(db: Database): AsyncIterable<PersonId> {
  yield* paged<PersonId>((after) => personsPage(db, PAGE, after));
}

export async function personsPage(db: Database, limit: number, after: string): Promise<readonly PersonId[]> {
  const { rows } = await sql<{ id: PersonId }>`
    select id from tenure.person where id > ${after} order by id limit ${limit}::integer`.execute(db);
  return rows.map((row) => row.id);
}

export async function isUntouched(db: Database): Promise<boolean> {
  const { rows } = await sql<{ untouched: boolean }>`
    select not exists (select from tenure.person) and not exists (select from tenure.stream where id <> 'system')
      as untouched`.execute(db);
  return rows[0]?.untouched ?? false;
}

export async function* streams(db: Database): AsyncIterable<StreamId> {
  yield* paged<StreamId>(async (after) => {
    const { rows } = await sql<{ id: StreamId }>`
      select id from tenure.stream where id > ${after} order by id limit ${PAGE}::integer`.execute(db);
    return rows.map((row) => row.id);
  });
}

/** A look through the whole record: for questions people ask, never for work. */
export async function streamsWith(db: Database, types: readonly TenureEvent['type'][]): Promise<readonly StreamId[]> {
  const { rows } = await sql<{ stream: StreamId }>`
    select distinct stream from tenure.event
    where type in (select jsonb_array_elements_text(${JSON.stringify(types)}::text::jsonb)) order by stream`.execute(
    db,
  );
  return rows.map(({ stream }) => stream);
}

/** The newest look of each account by a case that is not over, or was touched since; older ones are over. */
export async function appLooks(db: Database, since: Instant): Promise<readonly AppLook[]> {
  const { rows } = await sql<Omit<AppLook, 'lane'>>`
    select distinct on (case_id, apps) case_id as "case", apps, "check" from (
      select e.stream as case_id, e.seq, e.text::jsonb#>>'{body,account}' as apps, e.text::jsonb#>>'{body,check}' as "check"
      from tenure.case_file c join tenure.event e on e.stream = c.id
      where e.type = 'AppCheckBegun'
        and (c.state in ('open', 'waiting') or c.updated_at > ${since}::text::timestamptz)
    ) begun order by case_id, apps, seq desc`.execute(db);
  return rows.map((row) => ({ lane: 'look', ...row }));
}

export async function unsentNotices(db: Database, since: Instant): Promise<readonly NoticeJob[]> {
  const { rows } = await sql<Pick<NoticeJob, 'case' | 'notice'>>`
    select e.stream as "case", e.text::jsonb#>>'{body,notice}' as notice
    from tenure.case_file c join tenure.event e on e.stream = c.id
    where e.type = 'NoticeRequested' and c.updated_at > ${since}::text::timestamptz
      and not exists (
        select 1 from tenure.event s where s.stream = e.stream and s.type = 'NoticeSent'
          and s.text::jsonb#>>'{body,notice}' = e.text::jsonb#>>'{body,notice}')
    order by e.position`.execute(db);
  return rows.map((row) => ({ lane: 'notify', ...row }));
}

async function* paged<Id extends string>(page: (after: string) => Promise<readonly Id[]>): AsyncIterable<Id> {
  let after = '';
  for (;;) {
    const ids = await page(after);
    yield* ids;
    const last = ids.at(-1);
    if (last === undefined || ids.length < PAGE) return;
    after = last;
  }
}

export async function personOfAccount(db: Database, account: AccountId): Promise<PersonId | null> {
  const { rows } = await sql<{ person: PersonId }>`
    select person from tenure.account where id = ${account}`.execute(db);
  return rows[0]?.person ?? null;
}

export async function workforce(db: Database, now: Instant): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select count(distinct person)::integer as people from tenure.engagement
      where ends_at is null or ends_at > ${now}::text::timestamptz`.execute(db);
  return rows[0]?.people ?? 0;
}

export async function loginTaken(db: Database, connection: ConnectionId, login: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select exists (select 1 from tenure.account where connection = ${connection} and login = ${login.trim().toLowerCase()})
      as taken`.execute(db);
  return rows[0]?.taken ?? false;
}

/** Without those that a job is already at or will come back to: one more would be one more for as long as it lasts. */
export async function unwrittenStreams(db: Database, now: Instant, idle: Milliseconds, limit: number) {
  const { rows } = await sql<{ id: StreamId }>`
    select id from tenure.stream where evidence_cursor < seq
      and (changed_at <= ${now}::text::timestamptz - ${idle}::double precision * interval '1 millisecond'
        or changed_at > ${plus(now, LONGEST_WAIT)}::text::timestamptz)
      and id not in (select job->>'stream' from tenure.wake_up
        where lane = 'evidence' and at <= ${plus(now, LONGEST_WAIT)}::text::timestamptz)
      and id not in (select data->'job'->>'stream' from ${sql.table(`${JOBS_SCHEMA}.job`)}
        where name = 'evidence' and state in ('created', 'retry', 'active'))
    order by changed_at limit ${limit}::integer`.execute(db);
  return rows.map((row) => row.id);
}
