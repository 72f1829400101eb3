/** The whole way set up for a replay: stand-ins, store, Tenure and one clock; and the wait until everything touched is done. */
import { SECRETS, type Systems, startTenure } from '../../examples/acme/company.ts';
import { JiraForms } from '../../examples/acme/forms.ts';
import type { OpenStore } from '../../src/adapters/postgres/open.ts';
import { ringDue } from '../../src/app/clock/alarms.ts';
import type { Tenure } from '../../src/compose.ts';
import type { CaseId } from '../../src/core/shared/ids.ts';
import { type Instant, milliseconds } from '../../src/core/shared/instant.ts';
import { type JumpingClock, jumpingClock } from './clock.ts';
import { type Watch, watched } from './idle.ts';
import { policyOf } from './policy.ts';
import { startStand } from './stand.ts';

export interface SceneOptions {
  readonly groups: readonly string[];
  readonly from: Instant;
  /** A store on the clock of the replay. */
  readonly open: (clock: () => Instant) => Promise<OpenStore>;
  readonly warn?: (said: string) => void;
}

export interface Scene {
  readonly systems: Systems;
  readonly tenure: Tenure;
  readonly clock: JumpingClock;
  readonly watch: Watch;
  readonly forms: JiraForms;
  stop(): Promise<void>;
}

/** Forms filed side by side, as several people at several desks would. */
const DESKS = 8;
/** On two cores more in flight only makes each of them slower. */
const PLACES = { urgent: 4, reconcile: 8, look: 6, evidence: 6, notify: 2, bulk: 1 };
/** What waits for its time (a retry, the grace of an acceptance) is waited for this often, twice as long each time. */
const WAITS = 10;
export const FIRST_WAIT = 2_500;

export async function openScene({ groups, from, open, warn = () => {} }: SceneOptions): Promise<Scene> {
  const clock = jumpingClock(from);
  const systems = await startStand({ groups }, clock);
  const watch = watched(await open(clock.now));
  const said = (fields: object, message: string) => warn(`${message} ${JSON.stringify(fields)}`);
  const running = await startTenure({
    opened: watch.opened,
    policy: policyOf({ groups }, systems.addresses),
    log: { debug() {}, info() {}, warn: said, error: said },
    places: PLACES,
    now: clock.emulators.now,
    alarms: false,
  });
  hear(systems, running.served.url);
  return {
    systems,
    tenure: running.tenure,
    clock,
    watch,
    forms: new JiraForms(systems.jira.url),
    async stop() {
      await running.stop();
      await systems.stop();
    },
  };
}

/** The events our guide to connecting Jira names; what we write into properties is no news to us. */
function hear({ jira }: Systems, url: string): void {
  const events = ['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted', 'comment_created'];
  jira.site.webhooks.add({ url: `${url}/webhooks/jira`, secret: SECRETS.JIRA_WEBHOOK_SECRET ?? '', events });
}

/** Everything is filed before anybody waits for it. */
export async function fileAll<Item, Filed>(
  items: Iterable<Item>,
  file: (item: Item) => Promise<Filed>,
): Promise<readonly Filed[]> {
  const filed: Filed[] = [];
  const waiting = items[Symbol.iterator]();
  const desk = async () => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) filed.push(await file(next.value));
  };
  await Promise.all(Array.from({ length: DESKS }, desk));
  return filed;
}

/**
 * Until every touched case is proved and on its issue, and nobody is due; answers those that are not proved, however
 * long one waits. Without cases: until what the clock has begun is done.
 */
export async function settle<Touched extends { readonly case: CaseId }>(
  { systems, tenure, clock, watch }: Scene,
  touched: readonly Touched[],
  since: Instant,
): Promise<readonly Touched[]> {
  const { store } = tenure.world;
  let open = touched;
  for (let wait = 0; ; wait += 1) {
    await systems.jira.site.webhooks.deliveries.settled();
    await watch.untilIdle();
    const rows = await Promise.all(open.map((one) => store.read.case(one.case)));
    open = open.filter((_, index) => {
      const row = rows[index];
      return (row?.state !== 'proved' && row?.state !== 'closed') || row.updatedAt < since;
    });
    const refused = open.every((one) => rows.some((row) => row?.id === one.case && row.state === 'refused'));
    if (open.length > 0 && refused) return open;
    const unwritten = await store.read.unwrittenStreams(milliseconds(0), 1);
    if ((open.length === 0 && unwritten.length === 0) || wait === WAITS) return open;
    clock.pass(FIRST_WAIT * 2 ** wait);
    await tenure.engine.fireDue();
    await ringDue(tenure.world);
  }
}

/** Of this process, emulators included: on a busy machine the better figure. */
export function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1_000);
}
