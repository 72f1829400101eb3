/**
 * A history on the real databases: their own store, and their own rows of jobs, taken one by one as the history picks them
 * instead of by the engine's workers. Lived there, it is the same history: the same steps, and the same state in the end.
 */
import { sql } from 'kysely';
import { type Databases, onPostgres, overPglite } from '../../../src/adapters/postgres/databases.ts';
import { JOBS_SCHEMA, type Payload, Sender } from '../../../src/adapters/postgres/lanes.ts';
import { openOver } from '../../../src/adapters/postgres/open.ts';
import { nearestWakeUp, putWakeUp, takeDue } from '../../../src/adapters/postgres/wakeUps.ts';
import { type Instant, instantOf } from '../../../src/core/shared/instant.ts';
import { emptyAll } from '../../support/emptyAll.ts';
import { loadPglite } from '../../support/pgliteTemplate.ts';
import { cloneDatabase } from '../../support/testDatabase.ts';
import type { Backing, JobBox, MakeBacking, Waiting } from './backing.ts';
import { type Broken, type Judged, type SimulateOptions, simulate } from './simulate.ts';
import { withoutHashes } from './standing.ts';

const JOBS = sql.table(`${JOBS_SCHEMA}.job`);
const MANY = 1_000;

export const onDatabases =
  (databases: Databases): MakeBacking =>
  async (now): Promise<Backing> => {
    await emptyAll(databases);
    const clock = () => instantOf(new Date(now()));
    const opened = openOver(databases, { clock });
    return {
      kind: databases.kind,
      store: opened.store,
      jobs: boxOver(databases, opened, clock),
      close: async () => {},
    };
  };

function boxOver(databases: Databases, opened: ReturnType<typeof openOver>, clock: () => Instant): JobBox {
  const { main } = databases;
  const engine = opened.engineOf();
  const sender = new Sender(databases, () => {});
  const turn = async ({ id }: Waiting, state: 'active' | 'created') => {
    await sql`update ${JOBS} set state = ${state} where id = ${String(id)}::uuid`.execute(main);
  };
  const drop = async ({ id }: Waiting) => {
    await sql`delete from ${JOBS} where id = ${String(id)}::uuid`.execute(main);
  };
  return {
    send: (job) => engine.send(job),
    notInHand: (jobs) => engine.notInHand(jobs),
    backlog: () => engine.backlog(),
    async ready() {
      const due = await takeDue(main, clock(), MANY);
      await sender.ready();
      for (const { lane, job, tries } of due) await sender.send(main, lane, [{ job, tries }]);
      const { rows } = await sql<{ id: string; data: Payload }>`
        select id, data from ${JOBS} where state in ('created', 'retry')`.execute(main);
      return rows.map(({ id, data }) => ({ id, ...data }));
    },
    async take(one) {
      await turn(one, 'active');
      return one;
    },
    done: drop,
    async again(one, at, tries) {
      await drop(one);
      await putWakeUp(main, instantOf(new Date(at)), one.job.lane, { job: one.job, tries });
    },
    giveBack: (one) => turn(one, 'created'),
    async nearest() {
      const at = await nearestWakeUp(main);
      return at === null ? null : Date.parse(at);
    },
  };
}

// ---- the same history ------------------------------------------------------------------------------------

let pglite: Promise<Databases> | null = null;
let postgres: Promise<Databases> | null = null;

/** Of this process: both are opened once. `folder`: where the run keeps its server (test/support/postgresServer.ts). */
const bothIn = (folder: string): readonly Promise<Databases>[] => {
  pglite ??= loadPglite().then((loaded) => overPglite(loaded, { keep: true }));
  postgres ??= cloneDatabase(folder).then((url) => onPostgres(url, { main: 4, urgent: 2 }, () => {}));
  return [pglite, postgres];
};

/** `judged`: as it was lived in memory, with all that was kept. */
export async function alike(judged: Judged, folder: string, options: SimulateOptions = {}): Promise<readonly Broken[]> {
  const found: Broken[] = [];
  for (const opening of bothIn(folder)) found.push(...(await alikeOn(await opening, judged, options)));
  return found;
}

export async function alikeOn(
  databases: Databases,
  judged: Judged,
  options: SimulateOptions = {},
): Promise<readonly Broken[]> {
  const { seed } = judged;
  const theirs = await simulate(onDatabases(databases), seed, { ...options, isKept: true, isAlone: true });
  const invariant = `the same history on ${databases.kind}`;
  const differ = (what: string, [here, there]: readonly [readonly string[], readonly string[]]): readonly Broken[] => {
    const at = here.findIndex((line, index) => line !== there[index]);
    if (at === -1 && here.length === there.length) return [];
    const place = at === -1 ? here.length : at;
    const says = `${what} ${place + 1}: in memory “${here[place] ?? 'nothing'}”, there “${there[place] ?? 'nothing'}”`;
    return [{ seed, number: 0, invariant, person: null, says, steps: theirs.lines.slice(0, place + 1).slice(-10) }];
  };
  return [
    ...differ('step', [judged.lines.map(withoutHashes), theirs.lines.map(withoutHashes)]).slice(0, 1),
    ...differ('kept', [judged.kept, theirs.kept]).slice(0, 1),
    ...theirs.broken,
  ];
}
