/**
 * From configuration to a running Tenure: open the store, bring its schema up, find the policy, compose, listen,
 * work. `tenure serve` and `tenure worker` are this; other commands ask, and only look when nobody is running.
 */
import { resolve } from 'node:path';
import { isHeldAlone } from './adapters/postgres/alone.ts';
import { listGroups } from './app/listGroups.ts';
import { applyPolicy } from './app/policy/policyInForce.ts';
import { isEmpty } from './app/restore/fromIssues.ts';
import { olderStoreNotes } from './app/restore/olderStore.ts';
import { recordBeside } from './app/restore/recordBeside.ts';
import { profileNotes } from './app/startNotes.ts';
import type { Log, Timing } from './app/world.ts';
import type { Tenure } from './compose.ts';
import type { Config } from './config.ts';
import { parsePolicy } from './core/policy/index.ts';
import type { Policy } from './core/policy/model.ts';
import { composeWith, needSchema, type OpenStore, openInstallation } from './installation.ts';
import { codeOf, Mistake } from './mistake.ts';
import { needPolicy, readPolicyFolder } from './policyFolder.ts';
import { Fault } from './ports/fault.ts';
import { listen, type Served } from './serve.ts';
import { serverApp } from './server/app.ts';
import { ownCaller } from './server/callers.ts';
import { monitoringApp } from './server/monitoring.ts';
import { freshToken, isAlive, readServiceFile, writeServiceFile } from './serviceFile.ts';

export interface Started {
  readonly tenure: Tenure;
  readonly opened: OpenStore;
  readonly policy: Policy;
  /** What whoever starts it should read: an embedded store, files that say something else, a profile that does not fit. */
  readonly notes: readonly string[];
}

export interface StartOptions {
  /** For tests, which do not wait out what a process that was killed has left. */
  readonly timing?: Partial<Timing>;
  /** `anew`: also beside issues that carry records of another store. */
  readonly begins?: 'alone' | 'anew';
}

/** The first start puts the folder's policy in force; later ones take what is in force, whatever the files say. */
export async function start(
  config: Config,
  log: Log,
  { timing = {}, begins = 'alone' }: StartOptions = {},
): Promise<Started> {
  const opened = await openInstallation(config);
  try {
    // A database role without the right to change the schema serves a schema that is up to date.
    const { ready } = await opened.status();
    await besideNoRebuild(config);
    if (!ready) await opened.migrate();
    const inForce = await opened.store.read.policyInForce();
    const policy = inForce ?? needPolicy(config.policyDir);
    // Also where a policy is in force: a rebuild that came to nothing has put it there.
    if (begins !== 'anew' && (await isEmpty(opened.store.read))) await besideNoRecords(config, opened, policy, log);
    const tenure = await composeWith(config, opened, policy, { log, makeKey: true, timing });
    if (inForce === null) {
      await listGroups(tenure.world);
      await applyPolicy(tenure.world, { policy, author: 'first start', approver: null });
    }
    const older = await olderStoreNotes(tenure.world);
    const profile = await profileNotes(tenure.world, policy);
    return {
      tenure,
      opened,
      policy,
      notes: [...storeNotes(opened), ...fileNotes(config, inForce), ...older, ...profile],
    };
  } catch (trouble) {
    await opened.close();
    throw trouble;
  }
}

/** An embedded store's folder is its process's alone as it is. */
async function besideNoRebuild({ databaseUrl }: Config): Promise<void> {
  if (databaseUrl === null || !(await isHeldAlone(databaseUrl))) return;
  throw new Mistake(
    'being-rebuilt',
    'A `tenure rebuild` works on this database: it puts the record back beside nobody. Start when it has ended. Nothing was changed.',
  );
}

/** Nothing is in this store yet, so whatever was proved on the issues was proved by another one. */
async function besideNoRecords(config: Config, opened: OpenStore, policy: Policy, log: Log): Promise<void> {
  // No key is made before it is known that none of before is missing.
  const { world } = await composeWith(config, opened, policy, { log, makeKey: false });
  const key = await recordBeside(world).catch((trouble: unknown) => {
    if (trouble instanceof Fault) throw notKnown(trouble);
    throw trouble;
  });
  if (key === null) return;
  throw new Mistake(
    'records-there',
    `This store is empty, and ${key} carries a record of Tenure. If its store was lost, run \`tenure rebuild\` into this one; if it is elsewhere, correct DATABASE_URL or TENURE_DATA. Two stores do not share their projects: to begin anew all the same, \`tenure serve --anew\`, which writes over no record that lies there. No policy was put in force.`,
  );
}

const notKnown = (trouble: Fault) =>
  new Mistake(
    'records-not-read',
    `This store is empty, and whether issues carry records of an earlier one could not be read (${trouble.message}). Start again when Jira answers; \`tenure serve --anew\` does not look.`,
  );

export interface Serving extends Started {
  readonly served: Served;
  /** Where the figures are told; `null` = nowhere. */
  readonly watched: Served | null;
  stop(): Promise<void>;
}

export async function startServing(config: Config, log: Log, options: StartOptions = {}): Promise<Serving> {
  const other = readServiceFile(config.dataDir);
  const started = await start(config, log, options);
  const { tenure } = started;
  const token = config.apiToken ?? freshToken();
  try {
    const watched = await watch(config, tenure);
    const served = await listenOn(config, tenure, token);
    await tenure.work();
    const takeAway = writeServiceFile(config.dataDir, {
      url: served.url,
      pid: process.pid,
      token,
      policyDir: resolve(config.policyDir),
    });
    const replaced = other !== null && other.pid !== process.pid && isAlive(other);
    const note = `commands from this folder now ask this process, no longer process ${other?.pid}`;
    return {
      ...started,
      notes: replaced ? [...started.notes, note] : started.notes,
      served,
      watched,
      async stop() {
        takeAway();
        await served.close();
        await tenure.stop();
        await watched?.close();
      },
    };
  } catch (trouble) {
    await tenure.stop();
    throw trouble;
  }
}

export interface Working extends Started {
  readonly watched: Served | null;
  stop(): Promise<void>;
}

/** Work without a door, beside a `tenure serve` on the same PostgreSQL. */
export async function startWorking(config: Config, log: Log): Promise<Working> {
  if (config.databaseUrl === null) {
    throw new Mistake('needs-database', 'A worker needs DATABASE_URL: the embedded store serves one process only.');
  }
  const opened = await openInstallation(config);
  try {
    await besideNoRebuild(config);
    await needSchema(opened);
    const policy = await opened.store.read.policyInForce();
    if (policy === null) throw new Mistake('no-policy', 'No policy is in force yet. Start `tenure serve` once.');
    const tenure = await composeWith(config, opened, policy, { log, makeKey: true });
    // Whoever has the door listens; Slack takes ten lines at most.
    await tenure.work({ listens: false });
    const watched = await watch(config, tenure);
    return {
      ...{ tenure, opened, policy, watched, notes: fileNotes(config, policy) },
      async stop() {
        await tenure.stop();
        await watched?.close();
      },
    };
  } catch (trouble) {
    await opened.close();
    throw trouble;
  }
}

// ---- what can be wrong -----------------------------------------------------------------------------------

function listenOn({ host, port, proxyHops }: Config, { doors }: Tenure, apiToken: string): Promise<Served> {
  const callers = [ownCaller(apiToken), ...(doors.callers ?? [])];
  return orMistake(
    () => listen(serverApp({ ...doors, callers, limits: { proxyHops } }), host, port),
    host,
    port,
    'TENURE',
  );
}

/** Until the very end, so that whoever watches sees it stop. */
async function watch({ metrics }: Config, { world, watched }: Tenure): Promise<Served | null> {
  if (metrics === null || watched === null) return null;
  const { host, port } = metrics;
  return orMistake(() => listen(monitoringApp(world, watched), host, port), host, port, 'TENURE_METRICS');
}

async function orMistake(begin: () => Promise<Served>, host: string, port: number, names: string): Promise<Served> {
  try {
    return await begin();
  } catch (fault) {
    const code = codeOf(fault);
    if (code === 'EADDRINUSE') {
      throw new Mistake('port-taken', `Port ${port} on ${host} is taken. Set ${names}_PORT to another one.`);
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES') {
      throw new Mistake(
        'no-such-host',
        `Tenure cannot listen at ${host}:${port} (${code}). See ${names}_HOST, ${names}_PORT.`,
      );
    }
    throw fault;
  }
}

const storeNotes = ({ kind }: OpenStore) =>
  kind === 'pglite' ? ['embedded store, for one process: for production set DATABASE_URL to a PostgreSQL'] : [];

function fileNotes({ policyDir }: Config, inForce: Policy | null): readonly string[] {
  const files = inForce === null ? null : readPolicyFolder(policyDir);
  if (files === null) return [];
  const parsed = parsePolicy(files);
  if (!parsed.ok) return [`the files in ${policyDir} cannot be used as they are; what is in force stays in force`];
  if (parsed.policy.version === inForce?.version) return [];
  return [`the files in ${policyDir} say something else than the policy in force; \`tenure policy plan\` shows what`];
}
