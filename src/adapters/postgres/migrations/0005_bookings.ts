/** Bookings without a name all count, however much alike they are: only what is named counts once. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Locks first, in the meters' order, then counts on a new snapshot: two bookings that each fit alone must not
  // both pass, and one that is made twice at once must not count twice.
  `create or replace function tenure.book_meters(at_now timestamptz, asked jsonb) returns setof text
    language plpgsql volatile as $$
  declare fresh jsonb; too_much text[];
  begin
    perform pg_advisory_xact_lock(hashtextextended('meter:' || m, 0))
      from (select distinct r->>'meter' as m from jsonb_array_elements(asked) r order by 1) sorted;
    select coalesce(jsonb_agg(r), '[]') into fresh
      from (select distinct r from jsonb_array_elements(asked) r where r->>'key' is not null
        union all select r from jsonb_array_elements(asked) r where r->>'key' is null) given
      where r->>'key' is null or not exists (select 1 from tenure.meter m where m.meter = r->>'meter'
        and m.key = r->>'key' and m.at > at_now - (r->>'window')::bigint * interval '1 millisecond');
    select coalesce(array_agg(a.meter order by a.meter), '{}') into too_much
      from (select meter, sum(count) as count, min("limit") as "limit", max("window") as "window"
        from jsonb_to_recordset(fresh) as f(meter text, count integer, "limit" bigint, "window" bigint)
        group by meter) a
      where a.count + coalesce((select sum(m.count) from tenure.meter m
        where m.meter = a.meter and m.at > at_now - a.window * interval '1 millisecond'), 0) > a.limit;
    if cardinality(too_much) = 0 then
      delete from tenure.meter m using jsonb_to_recordset(fresh) as a(meter text, "window" bigint)
        where m.meter = a.meter and m.at <= at_now - greatest(a.window * interval '1 millisecond', interval '1 day');
      insert into tenure.meter (meter, at, count, key)
        select a.meter, at_now, a.count, a.key
          from jsonb_to_recordset(fresh) as a(meter text, count integer, key text) where a.count > 0;
    end if;
    return query select unnest(too_much);
  end $$`,
];
