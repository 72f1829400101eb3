/**
 * Where services are killed: the outside systems in a process that lives on, a store that lives on, and one service or
 * two, started as often as they are killed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Child } from '../../bench/stand/child.ts';
import { SECRETS, writeAcmePolicy } from '../../examples/acme/company.ts';
import { type OpenStore, openStore } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair, loadVerifier, type Verifier } from '../../src/adapters/signing/ed25519.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { bringBack, killServer, makeRunFolder, removeRunFolder, serverAddress } from '../support/postgresServer.ts';
import { type Bundled, bundle } from './bundle.ts';
import { freePort, type ServiceProcess, startService } from './processes.ts';
import { sceneOf, undoneIn } from './scene.ts';
import type { ServiceSettings } from './service.ts';
import type { Plan } from './steps.ts';
import { addresses, type Itinerary, type Standing, standing, type WorldRecord, worldRecord } from './wire.ts';

export type StoreKind = 'pglite' | 'postgres';

export interface StandOptions {
  readonly store: StoreKind;
  /** An empty database of a server that is not ours, which is not killed. */
  readonly databaseUrl?: string | undefined;
  readonly timing: ServiceSettings['timing'];
}

export interface Stand {
  readonly verifier: Verifier;
  /** `which`: 0 is the one Slack talks to. */
  start(plan: Plan | null, which?: 0 | 1): ServiceProcess;
  depart(itinerary: Itinerary, number: number): Promise<void>;
  standing(): Promise<Standing>;
  record(): Promise<WorldRecord>;
  /** What the store says is still to be done, also while a service runs; `null` on PGlite, which nobody else can read then. */
  leftToDo(): Promise<number | null>;
  /** How everybody stands who has not arrived, or whom one of these sentences names. */
  scene(named: readonly string[]): Promise<string>;
  /** Has every account looked at that is not as it should be, without waiting for whoever has it in hand. */
  remind(): Promise<void>;
  /** On PGlite only while no service runs. */
  reading<Result>(work: (opened: OpenStore) => Promise<Result>): Promise<Result>;
  /** `null`: not ours to kill. */
  readonly server: { kill(): Promise<void>; bringBack(): Promise<void> } | null;
  stop(): Promise<void>;
}

const FILES = ['service.ts', 'systems.ts'];

export async function makeStand({ store, databaseUrl, timing }: StandOptions): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-killed-'));
  const postgres = store === 'postgres' && databaseUrl === undefined ? makeRunFolder() : null;
  const [bundled, own] = await Promise.all([bundle(FILES), postgres === null ? null : serverAddress(postgres)]);
  const systems = new Child(nodeArguments(bundled));
  const where = await systems.ask('start', null, addresses);
  const keys = generateKeyPair();
  writeFileSync(join(folder, 'key.pem'), keys.privateKey);
  writeAcmePolicy(join(folder, 'policy'), where, edited);
  const ports = [await freePort(), await freePort()] as const;
  await systems.tell('hook', ports.map((port) => `http://127.0.0.1:${port}`).join(' '));
  const url = databaseUrl ?? own;
  const data = (which: number) => join(folder, `data-${which}`);
  const variables = (which: 0 | 1) => ({
    ...SECRETS,
    ...(url === null ? {} : { DATABASE_URL: url }),
    TENURE_DATA: data(which),
    TENURE_POLICY: join(folder, 'policy'),
    TENURE_PORT: String(ports[which]),
    TENURE_SIGNING_KEY: join(folder, 'key.pem'),
  });
  const hosts = { okta: where.okta, jira: where.jira, slack: where.slack };
  const named = Object.fromEntries(Object.entries(hosts).map(([name, address]) => [new URL(address).host, name]));
  const reading: Stand['reading'] = async (work) => {
    const opened = await openStore(url === null ? { dataDir: data(0) } : { databaseUrl: url });
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  };
  let watching: pg.Client | null = null;
  let latest: readonly ServiceProcess[] = [];
  return {
    verifier: loadVerifier(keys.publicKey),
    start(plan, which = 0) {
      mkdirSync(data(which), { recursive: true });
      const started = startService(bundled, { plan, systems: named, timing }, variables(which));
      latest = [...latest.slice(-1), started];
      return started;
    },
    depart: (itinerary, number) => systems.tell('depart', { itinerary, number }),
    standing: () => systems.ask('standing', null, standing),
    record: () => systems.ask('record', null, worldRecord),
    async leftToDo() {
      if (url === null) return null;
      try {
        watching ??= await connected(url);
        const { rows } = await watching.query<{ left: number }>(LEFT);
        return rows[0]?.left ?? 0;
      } catch {
        // The server was killed under it.
        watching = null;
        return Number.NaN;
      }
    },
    async scene(about) {
      const world = await systems.ask('record', null, worldRecord);
      const told = await reading(({ store }) => sceneOf(store.read, world, about)).catch(
        (trouble) => `the store does not say more: ${trouble}`,
      );
      const undone = url === null ? [] : await undoneIn(url).catch((trouble) => [`no rows: ${trouble}`]);
      return [told, ...undone, ...latest.flatMap((service) => service.complaints())].join('\n');
    },
    remind: () =>
      reading(async ({ store, engineOf }) => {
        const engine = engineOf();
        const accounts = await store.read.unsettledAccounts(milliseconds(0), 100);
        for (const account of accounts) await engine.send({ lane: 'reconcile', account });
      }),
    reading,
    server: postgres === null ? null : { kill: () => killServer(postgres), bringBack: () => bringBack(postgres) },
    async stop() {
      await watching?.end();
      await systems.end();
      if (postgres !== null) removeRunFolder(postgres);
      bundled.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Accounts and issues that are not as the ledger and the events say, whoever has the work in hand; and jobs of now. */
const LEFT = `
  select (select count(*) from tenure.account where applied_rev < wanted_rev)::integer
    + (select count(*) from tenure.stream where evidence_cursor < seq and id <> 'system')::integer
    + (select count(*) from tenure_jobs.job where state in ('created', 'retry', 'active'))::integer
    + (select count(*) from tenure.wake_up where at < now() + interval '5 seconds')::integer as left`;

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  // Without an ear for it, a lost connection would end this process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function nodeArguments({ argumentsFor }: Bundled): readonly [string, ...string[]] {
  const [file, ...given] = argumentsFor('systems.ts');
  if (file === undefined) throw new Error('nothing to start');
  return [file, ...given];
}

/**
 * The example's policy with three differences: what is asked for by the hour is held for seconds, nobody who leaves is
 * held up because others left within the hour, and Slack is heard by its deliveries alone.
 */
function edited(text: string, file: string): string {
  if (file === 'policy.yaml')
    return text.replace('hold: { usual: work, longest: work }', 'hold: { usual: 2s, longest: 2s }');
  if (file !== 'tenure.yaml') return text;
  return text
    .replace(/( {2}(?:peoplePerOrigin|membersPerGroup|emptiesUpTo|\w+PerHour)): \d+/g, '$1: 1000000')
    .replace(/ {4}appToken: .*\n/, '');
}
