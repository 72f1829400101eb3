/**
 * People who were given the same thing for a while, the ordinary way, and whose ends are then written into the rows:
 * what measurements of many ends have in common.
 */
import pg from 'pg';
import { z } from 'zod';
import type { BenchWorld } from '../figure.ts';
import { pause, type Stand, untilIdle } from './stand.ts';
import { takenAway } from './wire.ts';

export const ACCESS = { application: 'Tableau', role: 'viewer', duration: '24 hours', group: 'app-tableau' };
export const MINUTE = 60_000;
/** Until the first end: the limits are set, the rows are written, and the minute of whatever was called before is over. */
export const AHEAD = 75_000;
export const PATIENCE = 2 * 3_600_000;
const LOOK = 2_000;
const LOOKS_A_LINE = 30;

interface Workers {
  /** How many ask for the same, and are given it. */
  readonly count: number;
  /** How many work there besides and have nothing of it. */
  readonly more?: number;
  /** How many hold it already. */
  readonly holding?: number;
}

export async function given(stand: Stand, { count, more = 0, holding = 0 }: Workers): Promise<void> {
  const ids = await stand.systems.ask('makeWorkers', count + more + holding, z.string().array());
  const [asking, there] = [ids.slice(0, count + more), ids.slice(count + more)];
  await stand.tenure.tell('employ', asking);
  const group = await stand.systems.ask('putIn', { ids: there, group: ACCESS.group }, z.string());
  await stand.tenure.tell('employHolding', { first: asking.length, ids: there, group });
  await stand.systems.tell('requestMany', { first: 0, count, ...ACCESS });
  const deadline = performance.now() + PATIENCE;
  while ((await stand.systems.ask('membersOf', ACCESS.group, z.number())) < count + holding) {
    if (performance.now() > deadline) throw new Error('not everybody was given what they asked for');
    await pause(LOOK);
  }
  await untilIdle(stand, PATIENCE);
}

/** Says every minute how far it is: at full size it takes most of an hour. */
export async function untilTaken(world: BenchWorld, stand: Stand, count: number) {
  const deadline = performance.now() + PATIENCE;
  for (let look = 0; ; look += 1) {
    const taken = await stand.systems.ask('takenAway', ACCESS.group, takenAway);
    if (taken.left === 0) return taken;
    if (look % LOOKS_A_LINE === 0) world.say(`${count - taken.left} of ${count} are taken; ${describe(taken.calls)}`);
    if (performance.now() > deadline) throw new Error(`${taken.left} of ${count} were not taken in time`);
    await pause(LOOK);
  }
}

export const describe = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} of ${name}`)
    .join(', ');

export function counted(kinds: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const WIRE = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** What was asked for ends from `first` on, evenly over so many milliseconds; 0 = all at one instant. */
export async function endFrom(databaseUrl: string, first: Date, spread: number): Promise<void> {
  await asked(
    databaseUrl,
    `with one as (
       select id, $1::timestamptz + (row_number() over (order by id) - 1) * $2::float8 / count(*) over ()
         * interval '1 millisecond' as ends
       from tenure.access_grant where cause = 'request' and ends_at > now())
     update tenure.access_grant g set ends_at = date_trunc('milliseconds', one.ends), body = jsonb_set(body, '{end}',
       to_jsonb(to_char(date_trunc('milliseconds', one.ends) at time zone 'utc', ${WIRE})))
     from one where one.id = g.id`,
    [first.toISOString(), spread],
  );
  await asked(
    databaseUrl,
    `update tenure.account a set next_change = g.ends_at from tenure.access_grant g
     where g.person = a.person and g.cause = 'request' and g.ends_at > now()`,
  );
}

/** When what they asked for ends, by the account's id at the provider. */
export async function endsOf(databaseUrl: string): Promise<ReadonlyMap<string, number>> {
  const rows = await asked(
    databaseUrl,
    `select a.provider_id, g.ends_at from tenure.account a join tenure.access_grant g on g.person = a.person
     where g.cause = 'request'`,
  );
  const shape = z.object({ provider_id: z.string(), ends_at: z.date() });
  return new Map(
    shape
      .array()
      .parse(rows)
      .map((row) => [row.provider_id, row.ends_at.getTime()]),
  );
}

/** How many of the removals were never read back. */
export async function unproved(databaseUrl: string, count: number): Promise<number> {
  const gone = `select count(*)::int as n from tenure.membership_record where body->>'removalVerifiedAt' is not null`;
  const [row] = z
    .object({ n: z.number() })
    .array()
    .parse(await asked(databaseUrl, gone));
  return Math.abs(count - (row?.n ?? 0));
}

async function asked(databaseUrl: string, text: string, values: unknown[] = []): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}
