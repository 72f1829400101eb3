/**
 * Where services are killed: the outside systems in a process that lives on, a store that lives on, and one service or
 * two, started as often as they are killed.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Child } from '../../bench/stand/child.ts';
import { SECRETS, writeAcmePolicy } from '../../examples/acme/company.ts';
import { type OpenStore, openStore } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair, loadVerifier, type Verifier } from '../../src/adapters/signing/ed25519.ts';
import { QUIET } from '../../src/app/commit.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { bringBack, killServer, makeRunFolder, removeRunFolder, serverAddress } from '../support/postgresServer.ts';
import { type Bundled, bundle, type Edit } from './bundle.ts';
import { freePort, type ServiceProcess, startService } from './processes.ts';
import { sceneOf, undoneIn } from './scene.ts';
import type { ServiceSettings } from './service.ts';
import type { Plan } from './steps.ts';
import {
  addresses,
  type Itinerary,
  type Readiness,
  readiness,
  type Standing,
  standing,
  type WorldRecord,
  worldRecord,
} from './wire.ts';

export type StoreKind = 'pglite' | 'postgres';

export interface GroundOptions {
  readonly store: StoreKind;
  /** An empty database of a server that is not ours, which is not killed. */
  readonly databaseUrl?: string | undefined;
  /** The first service is of this checkout, an older one, and makes the tables it knows. */
  readonly older?: string | undefined;
  /** The second service is of this code with these edits. */
  readonly newer?: readonly Edit[];
  /** Both services are of this code with these edits. */
  readonly broken?: readonly Edit[] | undefined;
}

/** What one company after the other stands on: the code, put together once, and a server of PostgreSQL. */
export interface Ground {
  /** Of the first service and of the second. */
  readonly services: readonly [Bundled, Bundled];
  readonly systems: Bundled;
  /** Of a company's own database, empty but for its tables; `null` = a folder on PGlite, and the same put into it. */
  database(dataDir: string): Promise<string | null>;
  /** `null`: not ours to kill. */
  readonly server: Stand['server'];
  stop(): void;
}

export interface Stand {
  readonly verifier: Verifier;
  /** `which`: 0 is the one Slack talks to. */
  start(plan: Plan | null, which?: 0 | 1): ServiceProcess;
  /** Slack talks to this one from now on. */
  answersSlack(which: 0 | 1): Promise<void>;
  readiness(which: 0 | 1): Promise<Readiness>;
  depart(itinerary: Itinerary, number: number): Promise<void>;
  standing(): Promise<Standing>;
  record(): Promise<WorldRecord>;
  /** What the store says is still to be done, also while a service runs; `null` on PGlite, which nobody else can read then. */
  leftToDo(): Promise<number | null>;
  /**
   * What the rows say is to be done and no job says. Both are committed together, and asked in one statement, so it holds at any
   * moment, also while a service works. Nothing on PGlite, which is not looked into between two lives.
   */
  unminded(): Promise<readonly string[]>;
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

export async function makeGround({ store, databaseUrl, older, newer, broken = [] }: GroundOptions): Promise<Ground> {
  const postgres = store === 'postgres' && databaseUrl === undefined ? makeRunFolder() : null;
  const [ours, before, after, server] = await Promise.all([
    bundle(FILES, { edits: broken }),
    older === undefined ? null : bundle(['service.ts'], { checkout: older }),
    newer === undefined ? null : bundle(['service.ts'], { edits: newer }),
    postgres === null ? null : serverAddress(postgres),
  ]);
  const named = (name: string) => Object.assign(new URL(server ?? ''), { pathname: `/${name}` }).href;
  const ask = async (text: string) => {
    const client = await connected(server ?? '');
    await client.query(text);
    await client.end();
  };
  const folder = mkdtempSync(join(tmpdir(), 'tenure-empty-'));
  if (server !== null) await ask('create database empty');
  if (older === undefined && (server !== null || store === 'pglite')) {
    const empty = await openStore(server === null ? { dataDir: folder } : { databaseUrl: named('empty') });
    await empty.migrate();
    await empty.close();
  }
  let companies = 0;
  return {
    services: [before ?? ours, after ?? ours],
    systems: ours,
    async database(dataDir) {
      if (store === 'pglite') cpSync(folder, dataDir, { recursive: true });
      if (server === null) return databaseUrl ?? null;
      companies += 1;
      await ask(`create database company_${companies} template empty`);
      return named(`company_${companies}`);
    },
    server: postgres === null ? null : { kill: () => killServer(postgres), bringBack: () => bringBack(postgres) },
    stop() {
      if (postgres !== null) removeRunFolder(postgres);
      for (const bundled of [ours, before, after]) bundled?.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A company of its own, with nobody in it. */
export async function makeStand(
  { services, systems: outside, database, server }: Ground,
  timing: ServiceSettings['timing'],
): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-killed-'));
  const systems = new Child(nodeArguments(outside));
  const where = await systems.ask('start', null, addresses);
  const keys = generateKeyPair();
  writeFileSync(join(folder, 'key.pem'), keys.privateKey);
  writeAcmePolicy(join(folder, 'policy'), where, edited);
  const ports = [await freePort(), await freePort()] as const;
  await systems.tell('hook', ports.map((port) => `http://127.0.0.1:${port}`).join(' '));
  const data = (which: number) => join(folder, `data-${which}`);
  const url = await database(data(0));
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
      const started = startService(services[which], { plan, systems: named, timing }, variables(which));
      latest = [...latest.slice(-1), started];
      return started;
    },
    answersSlack: (which) => systems.tell('slackAt', `http://127.0.0.1:${ports[which]}`),
    readiness: async (which) => readiness.parse(await (await fetch(`http://127.0.0.1:${ports[which]}/ready`)).json()),
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
    async unminded() {
      if (url === null) return [];
      // Of its own: the server may have been killed under one that was there before.
      const asking = await connected(url);
      try {
        const { rows } = await asking.query<{ what: string }>(UNMINDED);
        return rows.map(({ what }) => what);
      } finally {
        await asking.end();
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
    server,
    async stop() {
      await watching?.end();
      await systems.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Accounts and issues that are not as the ledger and the events say, whoever has the work in hand; jobs of now; and mails, which
 * an older version hands back for a while, longer each time.
 */
const LEFT = `
  select (select count(*) from tenure.account where applied_rev < wanted_rev)::integer
    + (select count(*) from tenure.stream where evidence_cursor < seq and id <> 'system')::integer
    + (select count(*) from tenure_jobs.job where state in ('created', 'retry', 'active'))::integer
    + (select count(*) from tenure.wake_up
        where at < now() + case job->>'lane' when 'notify' then interval '80 seconds' else interval '5 seconds' end)::integer as left`;

/**
 * Sweeps would find it, half a minute or two later: what is committed has its job committed with it, and nobody is to wait
 * for a sweep because a service was killed.
 */
const UNMINDED = `
  with alarm as (
    select data->'job' as job from tenure_jobs.job where state in ('created', 'retry', 'active')
    union all select job from tenure.wake_up)
  select 'account ' || id as what from tenure.account
    where applied_rev < wanted_rev and not exists (select 1 from alarm where job->>'account' = account.id)
  union all select 'record of ' || id from tenure.stream
    where id <> 'system' and not exists (select 1 from alarm where job->>'stream' = stream.id)
      and exists (select 1 from tenure.event e where e.stream = stream.id and e.seq > evidence_cursor
        and e.text::jsonb->>'type' not in (${[...QUIET].map((type) => `'${type}'`).join(', ')}))`;

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
