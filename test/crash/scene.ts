/**
 * What stands where, for whoever sees a run red: of everybody who has not arrived, or of whom something is lost, the whole
 * way of each form by the clock; of the store, what it holds as undone; of the services, what they complained of.
 */
import pg from 'pg';
import { caseId } from '../../src/core/shared/ids.ts';
import type { Reader } from '../../src/ports/store.ts';
import type { FormRecord, TravellerRecord, WorldRecord } from './wire.ts';

/** A run of hundreds of people is not told in full. */
const MOST = 4;

export async function sceneOf(read: Reader, { travellers }: WorldRecord, named: readonly string[]): Promise<string> {
  const troubled = travellers.filter((who) => !who.arrived || named.some((line) => line.includes(nameOf(who))));
  const people = await Promise.all(troubled.slice(0, MOST).map((who) => personIn(read, who)));
  const open = await read.exceptions({ open: true });
  return [
    ...people.flat(),
    ...(troubled.length > MOST ? [`and ${troubled.length - MOST} more people`] : []),
    ...open.map((one) => `open exception ${JSON.stringify(one)}`),
  ].join('\n');
}

export const nameOf = ({ itinerary, number }: Pick<TravellerRecord, 'itinerary' | 'number'>) =>
  `${itinerary} ${number}`;

async function personIn(read: Reader, who: TravellerRecord): Promise<readonly string[]> {
  const forms = await Promise.all(who.forms.map((form) => formIn(read, form)));
  const stands = who.arrived ? 'arrived' : `waits for ${who.forms.at(-1)?.leg ?? 'nothing yet'}`;
  return [`${nameOf(who)}: ${stands}; ${who.facts.join(', ')}`, ...forms.flat()];
}

async function formIn(read: Reader, form: FormRecord): Promise<readonly string[]> {
  const stream = caseId('jira', form.id);
  const [events, { isWritten, isChanging }] = await Promise.all([read.stream(stream), read.evidenceStanding(stream)]);
  const shown = [`${form.leg} (${form.key}, ${stream}): ${form.status}`, isWritten ? '' : 'record behind the store'];
  return [
    `  ${[...shown, isChanging ? 'account being changed' : ''].filter((one) => one !== '').join('; ')}`,
    `    ${clock(form.filedAt)} filed${form.doneAt === null ? '' : `, ${clock(form.doneAt)} seen done`}`,
    ...events.map(({ at, event }) => `    ${at.slice(11, 23)} ${JSON.stringify(event).slice(0, 220)}`),
    ...form.facts.filter((fact) => fact.startsWith('task')).map((fact) => `    ${fact}`),
  ];
}

const clock = (at: number) => new Date(at).toISOString().slice(11, 23);

/** Rows that say something is still to be done, and whoever has it in hand. */
const UNDONE: Readonly<Record<string, string>> = {
  account: `select id, person, wanted_rev, applied_rev, lease_holder, lease_until, lease_released, retry_at, attempts, touched_at
    from tenure.account where applied_rev < wanted_rev`,
  stream: `select id, seq, evidence_cursor, changed_at, (select value from tenure.control where key = 'evidence-writer:' || id) as writer
    from tenure.stream where evidence_cursor < seq and id <> 'system'`,
  job: `select name, state, data, retry_count, start_after, started_on, heartbeat_on
    from tenure_jobs.job where state in ('created', 'retry', 'active')`,
  'wake-up': 'select at, lane, job, tries from tenure.wake_up order by at limit 40',
};

/** Of PostgreSQL, also while a service runs on it. */
export async function undoneIn(connectionString: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const said = [`the store at ${clock(Date.now())}`];
    for (const [name, text] of Object.entries(UNDONE)) {
      const { rows } = await client.query(text);
      said.push(...rows.map((row) => `  ${name} ${JSON.stringify(row)}`));
    }
    return said;
  } finally {
    await client.end();
  }
}
