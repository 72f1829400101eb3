/**
 * The example company for one story: the three stand-ins and Tenure between them, on one clock that only the test
 * moves. Nothing sleeps: `untilQuiet` waits until nobody has anything left to do, `pass` lets time go by, instant by
 * instant, with everything that falls due on the way.
 */
import { sql } from 'kysely';
import { afterEach, expect } from 'vitest';
import { manualClock } from '../../emulators/kit/clock.ts';
import type { RunningTenure, Systems, SystemsOptions, TenureOptions } from '../../examples/acme/company.ts';
import { acmePolicy, connectWebhook, startSystems, startTenure } from '../../examples/acme/company.ts';
import { type Filed, type Filer, type FormValues, JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { nearestWakeUp } from '../../src/adapters/postgres/wakeUps.ts';
import { generateKeyPair, loadSigner, loadVerifier, type Verifier } from '../../src/adapters/signing/ed25519.ts';
import { ringDue } from '../../src/app/clock/alarms.ts';
import { jobHandler } from '../../src/app/jobs.ts';
import { wakeRequests } from '../../src/app/requests/whomTheyAsk.ts';
import type { Log, World } from '../../src/app/world.ts';
import { type CaseState, foldCase } from '../../src/core/evidence/index.ts';
import type { RecordedEvent } from '../../src/core/evidence/model.ts';
import type { Policy } from '../../src/core/policy/model.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { epochOf, type Instant, instantOf, parseSpan } from '../../src/core/shared/instant.ts';
import type { Store } from '../../src/ports/store.ts';
import { keepSaid, plantKey } from './said.ts';
import {
  describeOnBothStores,
  describeOnPglite,
  describeOnPostgres,
  type MakeStore,
  type TestStore,
} from './stores.ts';

export interface CompanyOptions {
  /** Changes the text of a policy file first. */
  readonly policy?: (text: string, file: string) => string;
  /** Groups open project roles in Jira too. */
  readonly roles?: boolean;
  readonly systems?: Omit<SystemsOptions, 'clock'>;
  readonly timing?: TenureOptions['timing'];
  readonly places?: TenureOptions['places'];
  readonly metrics?: TenureOptions['metrics'];
  readonly traces?: TenureOptions['traces'];
  /** What callers of the API show; absent: there is no API. */
  readonly apiToken?: string;
  /** A story about faults of our own making: jobs may be thrown back. */
  readonly mayStumble?: boolean;
  /** No webhook leads to Tenure. */
  readonly deaf?: boolean;
}

export interface Company {
  readonly systems: Systems;
  readonly forms: JiraForms;
  readonly store: Store;
  readonly opened: TestStore;
  readonly world: World;
  readonly running: RunningTenure;
  readonly policy: Policy;
  /** Of the key that signs this company's evidence. */
  readonly verifier: Verifier;
  readonly log: readonly { readonly level: string; readonly fields: object; readonly message: string }[];
  now(): Instant;
  /** Filed by Nadia of HR unless somebody else is named. */
  file(issueType: string, values: FormValues, by?: Filer): Promise<Filed>;
  edit(issue: Filed, values: FormValues, by?: Filer): Promise<void>;
  /** Nothing on its way, no job waiting or running, no wake-up within the next seconds. */
  untilQuiet(): Promise<void>;
  /** `90m`, `7d`, or an instant. */
  pass(until: string): Promise<void>;
  /** Time goes by and Tenure is not up: nothing that falls due on the way is rung. */
  passDown(until: string): Promise<void>;
  /** As `pass`, and nobody looks on the way: what fell due in between is found at its end. */
  leap(until: string): Promise<void>;
  /** Whatever was to be done is forgotten, as after a disaster that spares the rows. */
  loseJobs(): Promise<void>;
  /** Works again after the engine was stopped. */
  resume(): Promise<void>;
  timeline(issue: Filed): Promise<readonly RecordedEvent[]>;
  state(issue: Filed): Promise<CaseState>;
}

export type MakeCompany = (options?: CompanyOptions) => Promise<Company>;

/** A Monday, nine in the morning in Zurich. */
export const MONDAY = '2026-03-02T08:00:00.000Z';

const ON = { postgres: describeOnPostgres, pglite: describeOnPglite, both: describeOnBothStores };

/**
 * On PostgreSQL, where companies run: the same statements take PGlite twice the processor time. That both stores answer alike is
 * shown by the store's own tests, by the stories on both, and by the tour, the command line and the replays on PGlite.
 */
export function describeStory(
  name: string,
  define: (makeCompany: MakeCompany) => void,
  on: keyof typeof ON = 'postgres',
) {
  ON[on](name, (makeStore) => {
    const companies: { readonly stop: () => Promise<void> }[] = [];
    afterEach(async () => {
      for (const company of companies.splice(0)) await company.stop();
    });
    define((options) => makeCompany(makeStore, companies, options));
  });
}

async function makeCompany(
  makeStore: MakeStore,
  companies: { readonly stop: () => Promise<void> }[],
  options: CompanyOptions = {},
): Promise<Company> {
  const clock = manualClock(Date.parse(MONDAY));
  const now = () => instantOf(new Date(clock.now()));
  const [opened, systems] = await Promise.all([
    makeStore({ clock: now }),
    startSystems({ provisioning: options.roles === true, ...options.systems, clock }),
  ]);
  const keys = generateKeyPair();
  plantKey('a signing key', keys.privateKey);
  const log: { level: string; fields: object; message: string }[] = [];
  const policy = acmePolicy(systems.addresses, options.policy, options.roles === true ? 'with-roles' : 'without-roles');
  const running = await startTenure({
    opened,
    policy,
    signer: loadSigner(keys.privateKey),
    log: logTo(log),
    alarms: false,
    now: () => clock.now(),
    timing: options.timing ?? {},
    places: options.places ?? {},
    metrics: options.metrics,
    ...(options.apiToken === undefined ? {} : { apiToken: options.apiToken }),
    traces: options.traces,
  });
  companies.push({
    async stop() {
      await running.stop();
      await systems.stop();
      if (options.mayStumble !== true) expect(log.filter(({ message }) => STUMBLED.has(message))).toEqual([]);
    },
  });
  if (options.deaf !== true) connectWebhook(systems, running.served);
  await systems.slack?.workspace.sockets.connected();

  const { engine, world } = running.tenure;
  const forms = new JiraForms(systems.jira.url);
  const busy = async () => {
    await systems.jira.site.webhooks.deliveries.settled();
    await systems.okta.directory.hooks.settled();
    await systems.slack?.workspace.deliveries.settled();
    return Object.values(await engine.backlog()).some((count) => count > 0);
  };
  const soonest = async (within: number) => {
    const next = await nearestWakeUp(opened.databases.main);
    return next !== null && epochOf(next) <= clock.now() + within ? epochOf(next) : null;
  };
  /** One after the other: a job may leave a delivery on its way, and a delivery a job. */
  const untilIdle = async () => {
    const deadline = performance.now() + PATIENCE;
    for (let quietLooks = 0; quietLooks < 2; ) {
      quietLooks = (await busy()) ? 0 : quietLooks + 1;
      if (performance.now() > deadline) throw new Error(`still busy: ${JSON.stringify(await engine.backlog())}`);
      if (quietLooks === 0) await breath();
    }
  };
  const untilQuiet = async () => {
    for (;;) {
      await untilIdle();
      const next = await soonest(SOON);
      // The engine's own poll may have taken one out since nothing was busy: its job came with that.
      if (next === null && (await busy())) continue;
      if (next === null) return;
      clock.moveTo(next);
      await engine.fireDue();
    }
  };

  const endOf = (until: string) => {
    const span = parseSpan(until);
    return span === undefined ? Date.parse(until) : clock.now() + span;
  };
  const look = async () => {
    await ringDue(world);
    await wakeRequests(world);
    await engine.fireDue();
    await untilQuiet();
  };

  return {
    systems,
    forms,
    store: opened.store,
    opened,
    world,
    running,
    policy,
    verifier: loadVerifier(keys.publicKey),
    log,
    now,
    file: (issueType, values, by = NADIA) => forms.file(by, issueType, `${issueType} by ${by.email}`, values),
    edit: (issue, values, by = NADIA) => forms.edit(by, issue.key, values),
    untilQuiet,
    async pass(until) {
      const end = endOf(until);
      await untilQuiet();
      while (clock.now() < end) {
        const due = [await opened.store.read.nearestChange(), await nearestWakeUp(opened.databases.main)];
        const ahead = due.flatMap((at) => (at === null ? [] : [epochOf(at)])).filter((at) => at > clock.now());
        clock.moveTo(Math.min(end, ...ahead));
        await look();
      }
    },
    async passDown(until) {
      await engine.stop(1_000);
      const span = parseSpan(until);
      clock.moveTo(span === undefined ? Date.parse(until) : clock.now() + span);
    },
    async leap(until) {
      await untilQuiet();
      clock.moveTo(endOf(until));
      await look();
    },
    async loseJobs() {
      await sql`delete from tenure_jobs.job`.execute(opened.databases.main);
      await sql`delete from tenure.wake_up`.execute(opened.databases.main);
    },
    resume: () => engine.start(jobHandler(world)),
    timeline: (issue) => opened.store.read.stream(caseId('jira', issue.id)),
    state: async (issue) => {
      const id = caseId('jira', issue.id);
      return foldCase(id, await opened.store.read.stream(id));
    },
  };
}

const PATIENCE = 60_000;
/** Wake-ups this near belong to what is going on now: an acceptance waits a moment for its results. */
const SOON = 3_000;
const withFaults = (_: string, value: unknown) => (value instanceof Error ? `${value.stack}` : value);

/** As `jobTrouble` says it. */
const STUMBLED: ReadonlySet<string> = new Set([
  'a job is tried again',
  'the jobs cannot be reached, or not told of; it is tried again',
]);

const breath = () => new Promise<void>((resolve) => setTimeout(resolve, 12));

function logTo(log: { level: string; fields: object; message: string }[]): Log {
  const at = (level: string) => (fields: object, message: string) => {
    log.push({ level, fields, message });
    keepSaid('services', `${level} ${message} ${JSON.stringify(fields, withFaults)}`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
