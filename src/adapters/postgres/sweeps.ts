/** The staging tables of full sweeps, and what they and the ledger do not agree on. Single statements, no transaction. */
import { sql } from 'kysely';
import type { GroupId, PersonId, ProviderAccountId } from '../../core/shared/ids.ts';
import type { AccountDifference, HeldInGroup, MemberDifference, Staging, SweepStage } from '../../ports/sweeps.ts';
import type { Database } from './database.ts';

/** A membership the ledger holds: read back as present, and not as absent since. */
const HELD = sql`m.body->>'verifiedAt' is not null
  and coalesce(m.body->>'removalVerifiedAt', '') < m.body->>'verifiedAt'`;

const own = ({ sweep, connection }: Staging) => sql`connection = ${connection} and sweep = ${sweep}`;

export function sweepStage(db: () => Database): SweepStage {
  return {
    async clear(connection) {
      await sql`delete from tenure.swept_account where connection = ${connection}`.execute(db());
      await sql`delete from tenure.swept_member where group_id like ${`${connection}:%`}`.execute(db());
    },
    async clearOwn(staging) {
      await sql`delete from tenure.swept_account where ${own(staging)}`.execute(db());
      await sql`delete from tenure.swept_member where sweep = ${staging.sweep}
        and group_id like ${`${staging.connection}:%`}`.execute(db());
    },
    async stageAccounts({ sweep, connection }, accounts) {
      await sql`
        insert into tenure.swept_account (sweep, connection, provider_id, login, state)
        select ${sweep}, ${connection}, r->>'providerId', r->>'login', r->>'state'
        from jsonb_array_elements(${JSON.stringify(accounts)}::text::jsonb) r`.execute(db());
    },
    countAccounts: (staging) => count(sql`select count(*) as n from tenure.swept_account where ${own(staging)}`),
    async accountDifferences(staging, after, limit) {
      const { rows } = await sql<AccountDifference>`
        select * from (
          select coalesce(a.provider_id, s.provider_id) as "providerId", s.state as listed,
            case when a.id is null then s.login end as login, a.id as account, a.person
          from (select * from tenure.swept_account where ${own(staging)}) s
          full join (select * from tenure.account where connection = ${staging.connection} and provider_id is not null) a
            on a.provider_id = s.provider_id
          where a.id is null or s.state is distinct from a.body->>'verified'
        ) differing where ${after}::text is null or "providerId" > ${after}
        order by "providerId" limit ${limit}::integer`.execute(db());
      return rows;
    },
    async stageMembers({ sweep }, group, members) {
      await sql`
        insert into tenure.swept_member (sweep, group_id, provider_id)
        select ${sweep}, ${group}, id from jsonb_array_elements_text(${JSON.stringify(members)}::text::jsonb) as id`.execute(
        db(),
      );
    },
    countMembers: ({ sweep }, group) =>
      count(sql`select count(*) as n from tenure.swept_member where group_id = ${group} and sweep = ${sweep}`),
    async memberDifferences({ sweep, connection }, group, { foreign, after, limit }) {
      const { rows } = await sql<MemberDifference>`
        with listed as (select distinct provider_id from tenure.swept_member
          where group_id = ${group} and sweep = ${sweep}),
        held as (
          select a.provider_id from tenure.membership_record m join tenure.account a on a.id = m.account
          where m.group_id = ${group} and a.connection = ${connection} and a.provider_id is not null and ${HELD}),
        differing as (
          select coalesce(l.provider_id, h.provider_id) as provider_id, l.provider_id is not null as listed
          from listed l full join held h on h.provider_id = l.provider_id
          where l.provider_id is null or h.provider_id is null)
        select a.provider_id as "providerId", a.id as account, a.person, d.listed
        from differing d join tenure.account a on a.connection = ${connection} and a.provider_id = d.provider_id
        where (${after}::text is null or a.provider_id > ${after})
          and (not d.listed or not ${foreign}::boolean or exists (select 1 from tenure.access_grant g
            where g.person = a.person and g.body->'groups' @> ${JSON.stringify([group])}::text::jsonb))
        order by a.provider_id limit ${limit}::integer`.execute(db());
      return rows;
    },
    async clearMembers({ sweep }, group) {
      await sql`delete from tenure.swept_member where group_id = ${group} and sweep = ${sweep}`.execute(db());
    },
    async heldIn(groups) {
      const { rows } = await sql<HeldInGroup>`
        select m.group_id as "group", count(*)::integer as holders,
          (count(*) filter (where (m.body->>'givenByUs')::boolean))::integer as "givenByUs"
        from tenure.membership_record m
        where m.group_id in (select jsonb_array_elements_text(${JSON.stringify(groups)}::text::jsonb)) and ${HELD}
        group by m.group_id order by m.group_id`.execute(db());
      return rows;
    },
    async heldAmong(connection, accounts, groups) {
      const { rows } = await sql<{ id: ProviderAccountId }>`
        select a.provider_id as id from tenure.account a
        where a.connection = ${connection}
          and a.provider_id in (select jsonb_array_elements_text(${JSON.stringify(accounts)}::text::jsonb))
          and exists (select 1 from tenure.account o join tenure.membership_record m on m.account = o.id
            where o.person = a.person and ${HELD}
              and m.group_id in (select jsonb_array_elements_text(${JSON.stringify(groups)}::text::jsonb)))`.execute(
        db(),
      );
      return new Set(rows.map(({ id }) => id));
    },
    async heldGroups(connection) {
      const { rows } = await sql<{ group: GroupId }>`
        select g.id as "group" from tenure.provider_group g
        where g.connection = ${connection} and exists (
          select 1 from tenure.membership_record m where m.group_id = g.id and ${HELD})
        order by g.id`.execute(db());
      return rows.map(({ group }) => group);
    },
    async ownerOf(connection, providerId) {
      const { rows } = await sql<{ person: PersonId }>`
        select person from tenure.account where connection = ${connection} and provider_id = ${providerId}`.execute(
        db(),
      );
      return rows[0]?.person ?? null;
    },
    async loginOf(connection, providerId) {
      const { rows } = await sql<{ login: string }>`
        select login from tenure.swept_account
        where connection = ${connection} and provider_id = ${providerId} limit 1`.execute(db());
      return rows[0]?.login ?? null;
    },
    async keepOnly(staging, accounts) {
      await sql`
        delete from tenure.swept_account where ${own(staging)} and provider_id not in (
          select jsonb_array_elements_text(${JSON.stringify(accounts)}::text::jsonb))`.execute(db());
    },
  };

  async function count(statement: ReturnType<typeof sql<{ n: string }>>): Promise<number> {
    const { rows } = await statement.execute(db());
    return Number(rows[0]?.n ?? 0);
  }
}
