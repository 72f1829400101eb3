/** How much waits, in one statement: whoever scrapes every few seconds must cost next to nothing. */
import { sql } from 'kysely';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { Lane } from '../../ports/engine.ts';
import type { Backlog, Standing } from '../../ports/figures.ts';
import type { Database } from './database.ts';
import { JOBS_SCHEMA, LANES } from './lanes.ts';

interface StoredBacklog {
  readonly count: number;
  /** Epoch milliseconds. */
  readonly oldest: number | null;
}

interface Row {
  readonly lanes: readonly (StoredBacklog & { readonly lane: Lane; readonly running: number })[];
  readonly exceptions: readonly { readonly kind: string; readonly open: number; readonly oldest: number }[];
  readonly unsettled: StoredBacklog;
  readonly due: StoredBacklog;
  readonly evidence: StoredBacklog;
  readonly events: number;
  readonly lastSeal: number | null;
}

/** The system's stream and decided findings have no issue to be written to. */
const HAS_ISSUE = sql`id <> 'system' and id not like 'finding:%'`;

export async function standing(db: Database, now: Instant): Promise<Standing> {
  const ms = (column: string) => sql`(extract(epoch from min(${sql.ref(column)})) * 1000)::double precision`;
  const backlog = (column: string) => sql`json_build_object('count', count(*)::integer, 'oldest', ${ms(column)})`;
  const { rows } = await sql<Row>`
    select
      (select coalesce(json_agg(l), '[]'::json) from (
        select name as lane, count(*) filter (where state = 'active')::integer as running,
          count(*) filter (where state <> 'active')::integer as count,
          (extract(epoch from min(created_on) filter (where state <> 'active')) * 1000)::double precision as oldest
        from ${sql.table(`${JOBS_SCHEMA}.job`)} where state in ('created', 'retry', 'active') group by name) l) as lanes,
      (select coalesce(json_agg(x), '[]'::json) from (
        select kind, count(*)::integer as open, ${ms('opened_at')} as oldest
        from tenure.exception where settled is null group by kind) x) as exceptions,
      (select ${backlog('touched_at')} from tenure.account where applied_rev < wanted_rev) as unsettled,
      (select ${backlog('next_change')} from tenure.account where next_change <= ${now}::text::timestamptz) as due,
      (select json_build_object('count', coalesce(sum(seq - evidence_cursor), 0)::integer, 'oldest', ${ms('changed_at')})
        from tenure.stream where evidence_cursor < seq and ${HAS_ISSUE}) as evidence,
      (select coalesce(max(position), 0)::integer from tenure.event) as events,
      (select (extract(epoch from at) * 1000)::double precision
        from tenure.seal order by seal desc limit 1) as "lastSeal"`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error('the database did not answer');
  const found = new Map(row.lanes.map((one) => [one.lane, one]));
  return {
    now,
    lanes: LANES.map((lane) => {
      const one = found.get(lane);
      return { lane, running: one?.running ?? 0, ...backlogOf(one ?? { count: 0, oldest: null }) };
    }),
    exceptions: row.exceptions.map(({ oldest, ...one }) => ({ ...one, oldest: instant(oldest) })),
    unsettled: backlogOf(row.unsettled),
    due: backlogOf(row.due),
    evidence: backlogOf(row.evidence),
    events: row.events,
    lastSeal: row.lastSeal === null ? null : instant(row.lastSeal),
  };
}

const instant = (epoch: number) => instantOf(new Date(epoch));
const backlogOf = ({ count, oldest }: StoredBacklog): Backlog => ({
  count,
  oldest: oldest === null ? null : instant(oldest),
});
