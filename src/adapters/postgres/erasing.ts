/**
 * Taking one person's personal text out: of events, of exceptions, of lists, of requests raised elsewhere, of cards, of the
 * record of use. Whose a text is stands on it, or follows from the case or the exception it belongs to.
 */
import { type RawBuilder, sql } from 'kysely';
import type { StreamId } from '../../core/evidence/model.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { ErasedText } from '../../ports/erased.ts';
import type { Database } from './database.ts';

export async function erasePersonalText(db: Database, person: PersonId, at: Instant): Promise<ErasedText> {
  const affected = async (statement: RawBuilder<unknown>) =>
    Number((await statement.execute(db)).numAffectedRows ?? 0n);
  // By address: asked for while the ledger still says which are theirs.
  const answers = await affected(sql`
    delete from tenure.request_party where part = 'approver' and party in (
      select lower(work_mail) from tenure.person where id = ${person} and work_mail <> ''
      union select lower(login) from tenure.account where person = ${person} and login <> '')`);
  const uses = await affected(sql`
    delete from tenure.last_use u using tenure.account a
    where a.person = ${person} and u.connection = a.connection and u.account = a.provider_id`);
  // What they wrote goes, and the digest of it, which tells whether a guess is right; that they asked, and for what, stays.
  const requests = await affected(sql`
    update tenure.raised_request set body = body || '{"reason": null, "ticket": null, "digest": null}'::jsonb
    where (asker = ${person} or beneficiary = ${person}) and body->>'digest' is not null`);
  const cards = await affected(sql`
    delete from tenure.desk_card where case_id in (select id from tenure.case_file where person = ${person})`);
  const exceptions = await affected(sql`
    update tenure.exception set detail = detail - 'values' - 'number'
    where person = ${person} and (detail->'values' is not null or detail->'number' is not null)`);
  const listLines = await affected(sql`
    update tenure.adoption_item set body = null
    where body is not null and (person = ${person}
      or account in (select provider_id from tenure.account where person = ${person} and provider_id is not null))`);
  const texts = await eraseTexts(db, person, at);
  const streams = [...new Set(texts)].sort();
  return { texts: texts.length, streams, exceptions, listLines, requests, answers, cards, uses };
}

/** One stream for each text that went. */
async function eraseTexts(db: Database, person: PersonId, at: Instant): Promise<readonly StreamId[]> {
  const { rows } = await sql<{ stream: StreamId }>`
    with told as (select id, case_id from tenure.exception where person = ${person}),
      own as (
        select id from tenure.case_file where person = ${person}
        union select 'finding:' || replace(id, '/', '~') from told),
      about as (
        select e.stream, e.seq, e.text::jsonb#>>'{body,notice}' as notice from tenure.event e
          where (e.stream = 'system' or e.stream in (select case_id from told))
            and e.type in ('ExceptionRaised', 'ExceptionSettled', 'ExceptionHandedOver', 'ExceptionEscalated')
            and e.text::jsonb#>>'{body,exception}' in (select id from told)),
      theirs as (
        select stream, seq from tenure.personal_text where person = ${person} or stream in (select id from own)
        union
        select stream, seq from about
        union
        select e.stream, e.seq from tenure.event e join about a on a.stream = e.stream
          where e.type = 'NoticePartlySent' and e.text::jsonb#>>'{body,notice}' = a.notice)
    update tenure.personal_text t set body = null, salt = null, erased_at = ${at}::text::timestamptz
    from theirs where t.stream = theirs.stream and t.seq = theirs.seq and t.body is not null returning t.stream`.execute(
    db,
  );
  return rows.map(({ stream }) => stream);
}
