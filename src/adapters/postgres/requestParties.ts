/** Who has a part in which request, so that what concerns one person is found without looking through all requests. */
import { sql } from 'kysely';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import type { RequestParties } from '../../ports/store.ts';
import { selectCases } from './cases.ts';
import type { Database } from './database.ts';

/** As they are now; who was a party before and is none any more goes. */
export async function saveParties(db: Database, id: CaseId, { askers, approvers }: RequestParties): Promise<void> {
  const parties = [
    ...askers.map((party) => ({ party, part: 'asker' })),
    ...approvers.map((mail) => ({ party: mail.toLowerCase(), part: 'approver' })),
  ];
  await sql`
    with given as (
      select distinct r->>'party' as party, r->>'part' as part
      from jsonb_array_elements(${JSON.stringify(parties)}::text::jsonb) r
    ), gone as (
      delete from tenure.request_party p where p.case_id = ${id}
        and not exists (select 1 from given g where g.party = p.party and g.part = p.part)
    )
    insert into tenure.request_party (party, case_id, part) select party, ${id}, part from given
    on conflict do nothing`.execute(db);
}

/** Asked by them, or for them. */
const isAbout = (person: PersonId) => sql`id in (
  (select id from tenure.case_file c where person = ${person} and (kind = 'access-request'
      or exists (select 1 from tenure.request_party p where p.case_id = c.id))
    union select case_id from tenure.request_party where party = ${person} and part = 'asker'))`;

export const requestsBy = (db: Database, person: PersonId, limit: number) =>
  selectCases(db, isAbout(person), sql`updated_at desc, id limit ${limit}::integer`);

export const openRequestsBy = (db: Database, person: PersonId) =>
  selectCases(db, sql`${isAbout(person)} and state in ('open', 'waiting')`, sql`updated_at desc, id`);

export const casesAsking = (db: Database) =>
  selectCases(db, sql`id in (select case_id from tenure.request_party where part = 'approver')`);

export const requestsAsking = (db: Database, mails: readonly string[]) =>
  selectCases(
    db,
    sql`id in (select case_id from tenure.request_party where part = 'approver' and party in (
      select jsonb_array_elements_text(${JSON.stringify(mails.map((mail) => mail.toLowerCase()))}::text::jsonb)))`,
  );
