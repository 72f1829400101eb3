/**
 * Who has a part in which request: who asked, and whose answer is waited for. What one person sees of their own is found
 * by it; the stream of the case says what is so.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table tenure.request_party (
    party text not null, case_id text not null, part text not null, primary key (party, case_id, part))`,
  'create index request_party_case on tenure.request_party (case_id)',

  // Of what is decided by now too: a reader looks at the case itself, and the next thing that happens to it tidies up.
  `insert into tenure.request_party (party, case_id, part)
    select distinct text::jsonb#>>'{body,by}', stream, 'asker' from tenure.event
    where type = 'LineAsked' and text::jsonb#>>'{body,by}' is not null`,
  `insert into tenure.request_party (party, case_id, part)
    select distinct lower(a->>'mail'), e.stream, 'approver'
    from tenure.event e join tenure.personal_text p on p.stream = e.stream and p.seq = e.seq
      cross join lateral jsonb_array_elements(
        case when jsonb_typeof(p.body->'approvers') = 'array' then p.body->'approvers' else '[]'::jsonb end) a
    where e.type in ('QuestionAsked', 'QuestionEscalated') and a->>'mail' is not null`,
];
