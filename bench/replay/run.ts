/**
 * One replay: for each change set the clock jumps to its instant, every form is filed, and nothing goes on before
 * every case that was touched is proved and written to its issue.
 */
import { SECRETS, type Systems, startTenure } from '../../examples/acme/company.ts';
import { JiraForms } from '../../examples/acme/forms.ts';
import type { OpenStore } from '../../src/adapters/postgres/open.ts';
import { ringDue } from '../../src/app/alarms.ts';
import type { Tenure } from '../../src/compose.ts';
import { type Instant, milliseconds } from '../../src/core/shared/instant.ts';
import { type JumpingClock, jumpingClock } from './clock.ts';
import { type Comparison, compare } from './compare.ts';
import { type Desk, type Filing, openDesk } from './desk.ts';
import type { ChangeSet, History } from './history.ts';
import { type Watch, watched } from './idle.ts';
import { loginOf, policyOf } from './policy.ts';
import { startStand } from './stand.ts';

export interface ReplayOptions {
  readonly history: History;
  /** The facts the end is compared with. */
  readonly expected: ReadonlySet<string>;
  /** A store on the clock of the replay. */
  readonly open: (clock: () => Instant) => Promise<OpenStore>;
  readonly progress?: (said: Progress) => void;
  readonly warn?: (said: string) => void;
}

export interface Progress {
  readonly seq: number;
  readonly at: Instant;
  readonly done: number;
  readonly of: number;
  readonly filings: number;
}

export interface Replayed extends Comparison {
  readonly filings: Readonly<Record<Filing['kind'], number>>;
  /** Touched cases that were not proved before the clock went on. */
  readonly stuck: readonly string[];
  readonly jobs: Readonly<Record<string, number>>;
  readonly milliseconds: number;
  /** Of this process, emulators included: on a busy machine the better figure. */
  readonly processorMilliseconds: number;
}

interface Scene {
  readonly systems: Systems;
  readonly tenure: Tenure;
  readonly clock: JumpingClock;
  readonly watch: Watch;
  readonly desk: Desk;
}

/** Forms filed side by side, as several people at several desks would. */
const DESKS = 8;
/** On two cores more in flight only makes each of them slower. */
const PLACES = { urgent: 4, reconcile: 8, look: 6, evidence: 6, notify: 2, bulk: 1 };
/** What waits for its time (a retry, the grace of an acceptance) is waited for this often, twice as long each time. */
const WAITS = 10;
const FIRST_WAIT = 2_500;
/** Something is wrong with Tenure or the policy then, not with one case. */
const MOST_STUCK = 25;

export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { history, expected, open, progress = () => {}, warn = () => {} } = options;
  const first = history.changeSets[0];
  if (first === undefined) throw new Error('the history holds no event');
  const begun = performance.now();
  const clock = jumpingClock(first.at);
  const systems = await startStand(history, clock);
  const watch = watched(await open(clock.now));
  const said = (fields: object, message: string) => warn(`${message} ${JSON.stringify(fields)}`);
  const running = await startTenure({
    opened: watch.opened,
    policy: policyOf(history, systems.addresses),
    log: { debug() {}, info() {}, warn: said, error: said },
    places: PLACES,
    now: clock.emulators.now,
    alarms: false,
  });
  hear(systems, running.served.url);
  const forms = new JiraForms(systems.jira.url);
  const scene = { systems, tenure: running.tenure, clock, watch, desk: openDesk(forms) };
  try {
    const filings = { joiner: 0, mover: 0, leaver: 0 };
    const stuck: string[] = [];
    for (const [index, changeSet] of history.changeSets.entries()) {
      const filed = await carryOut(scene, changeSet, stuck);
      for (const { kind } of filed) filings[kind] += 1;
      if (stuck.length > MOST_STUCK) throw new Error(`no use going on: ${stuck.join('; ')}`);
      progress({ ...changeSet, done: index + 1, of: history.changeSets.length, filings: filed.length });
    }
    // What is found by searching shows a while after it was written.
    clock.pass(FIRST_WAIT * 2);
    const { store } = running.tenure.world;
    const compared = await compare({ history, expected, okta: systems.okta.url, forms, store });
    const milliseconds = Math.round(performance.now() - begun);
    return { ...compared, filings, stuck, jobs: watch.jobs(), milliseconds, processorMilliseconds: processorTime() };
  } finally {
    await running.stop();
    await systems.stop();
  }
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1_000);
}

/** The events our guide to connecting Jira names; what we write into properties is no news to us. */
function hear({ jira }: Systems, url: string): void {
  const events = ['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted', 'comment_created'];
  jira.site.webhooks.add({ url: `${url}/webhooks/jira`, secret: SECRETS.JIRA_WEBHOOK_SECRET ?? '', events });
}

async function carryOut(scene: Scene, { seq, at, people }: ChangeSet, stuck: string[]): Promise<readonly Filing[]> {
  if (people.length === 0) return [];
  scene.clock.jumpTo(at);
  const now = scene.clock.now();
  const filed: Filing[] = [];
  const waiting = people.values();
  const desk = async () => {
    for (const change of waiting) filed.push(await scene.desk.file(change, now));
  };
  await Promise.all(Array.from({ length: DESKS }, desk));
  const unproved = await settle(scene, filed, now);
  stuck.push(...unproved.map(({ key, person }) => `seq ${seq}: ${key} (${person})`));
  for (const { kind, person } of filed) if (kind === 'joiner') comeIn(scene.systems, person);
  return filed;
}

/** Until every touched case is proved and on its issue; answers those that are not, however long one waits. */
async function settle(scene: Scene, filed: readonly Filing[], since: Instant): Promise<readonly Filing[]> {
  const { systems, tenure, clock, watch } = scene;
  const { store } = tenure.world;
  let open = filed;
  for (let wait = 0; ; wait += 1) {
    await systems.jira.site.webhooks.deliveries.settled();
    await watch.untilIdle();
    const rows = await Promise.all(open.map((one) => store.read.case(one.case)));
    open = open.filter((_, index) => {
      const row = rows[index];
      return row?.state !== 'proved' || row.updatedAt < since;
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

/** The new colleague follows the activation link and signs in. */
function comeIn({ okta }: Systems, person: string): void {
  const user = okta.directory.user(loginOf(person));
  if (user?.status === 'PROVISIONED') okta.directory.completeActivation(user.id);
}
