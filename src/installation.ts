/** The installation as its configuration describes it: its store, its secrets, its key, and Tenure composed of them. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FolderInUse } from './adapters/postgres/folderLock.ts';
import { NotMigrated } from './adapters/postgres/migrate.ts';
import { type OpenStore, openStore } from './adapters/postgres/open.ts';
import { createMetrics } from './adapters/telemetry/metrics.ts';
import type { Log, Timing } from './app/world.ts';
import { compose, type Tenure } from './compose.ts';
import { type Config, ConfigProblem } from './config.ts';
import type { Policy, SecretSource, Settings } from './core/policy/model.ts';
import { unreachable } from './core/shared/outcome.ts';
import { silentLog, subjectOf } from './log.ts';
import { codeOf, Mistake } from './mistake.ts';
import type { Job } from './ports/engine.ts';
import { signFor } from './signingKey.ts';
import { VERSION } from './version.ts';

export type { OpenStore };

export async function openInstallation(config: Config): Promise<OpenStore> {
  const { databaseUrl, dataDir } = config;
  let opened: OpenStore | null = null;
  try {
    opened = await openStore(databaseUrl === null ? { dataDir } : { databaseUrl });
    // A pool connects at the first question: an address nobody answers at is found here, not somewhere later.
    await opened.status();
    return opened;
  } catch (fault) {
    await opened?.close();
    throw storeMistake(fault, config);
  }
}

/** In memory, for a look before the first start: gone with the process. */
export async function openScratch(): Promise<OpenStore> {
  const opened = await openStore({ inMemory: true });
  await opened.migrate();
  return opened;
}

/** Whether there is a store to open without making one. */
export const hasStore = ({ databaseUrl, dataDir }: Config) =>
  databaseUrl !== null || existsSync(join(dataDir, 'pglite'));

export async function needSchema(opened: OpenStore): Promise<void> {
  const status = await opened.status();
  if (!status.ready) throw new Mistake('not-migrated', new NotMigrated(status).message);
}

/** `makeKey`: whoever only looks leaves nothing behind, neither a key nor traces. */
export async function composeWith(
  config: Config,
  opened: OpenStore,
  policy: Policy,
  { log, makeKey, timing = {} }: { readonly log: Log; readonly makeKey: boolean; readonly timing?: Partial<Timing> },
): Promise<Tenure> {
  needSecrets(config, policy.settings);
  needTemplates(config, policy.settings);
  const { secret, policyDir } = config;
  const watching = config.metrics === null ? {} : { metrics: createMetrics() };
  const tracing = makeKey ? await tracesOf(config, policy, log) : {};
  const sign = signFor(config, { make: makeKey });
  return compose({ opened, policy, secret, policyDir, sign, log, timing, ...watching, ...tracing });
}

/** Loaded only where somebody wants them: a command that ends at once does not pay for it. */
async function tracesOf({ traces }: Config, { settings }: Policy, log: Log) {
  if (traces === null) return {};
  const { createTraces } = await import('./adapters/telemetry/traces.ts');
  const tracker = settings.connections.find(({ kind }) => kind === 'jira')?.id ?? '';
  const about = { version: VERSION, subjectOf: (job: Job) => subjectOf(tracker, job) };
  const onLost = (spans: number) => log.warn({ spans }, 'the collector of traces did not take what it was sent');
  return { traces: createTraces({ ...traces, ...about, onLost }) };
}

/** What is kept needs no credential: an auditor with a backup has none. */
export function composeOffline(config: Config, opened: OpenStore, policy: Policy): Promise<Tenure> {
  const { secret, policyDir } = config;
  const sign = signFor(config, { make: false });
  return compose({ opened, policy, secret, policyDir, sign, log: silentLog, offline: true });
}

/** All secrets that are missing, at once. */
function needSecrets(config: Config, { connections, api }: Settings): void {
  const sources = connections.flatMap((one): readonly (SecretSource | null)[] => {
    switch (one.kind) {
      case 'okta':
        return [one.auth.kind === 'api-token' ? one.auth.token : one.auth.key, one.eventHookSecret];
      case 'jira':
        return [one.auth.token, one.webhookSecret, one.automationToken];
      case 'mail':
        return [one.password];
      case 'slack':
        return [one.token, one.appToken, one.signingSecret];
      default:
        return unreachable(one);
    }
  });
  const tokens = (api?.tokens ?? []).flatMap(({ name, token }) => tokenProblems(config, name, token));
  const problems = sources.flatMap((source) => {
    try {
      // A policy that an earlier version put in force may not know every key.
      if (source != null) config.secret(source);
      return [];
    } catch (problem) {
      if (problem instanceof ConfigProblem) return problem.problems;
      throw problem;
    }
  });
  const all = [...problems, ...tokens];
  if (all.length > 0) throw new ConfigProblem([...new Set(all)]);
}

/** Short enough to be guessed is no secret. */
const SHORTEST_TOKEN = 16;

function tokenProblems(config: Config, name: string, source: SecretSource): readonly string[] {
  try {
    if (config.secret(source).length >= SHORTEST_TOKEN) return [];
    return [`the secret of \`api.tokens.${name}\` has fewer than ${SHORTEST_TOKEN} characters`];
  } catch (problem) {
    if (problem instanceof ConfigProblem) return problem.problems;
    throw problem;
  }
}

/** A folder that was named and is not there would leave people with templates they did not choose. */
function needTemplates({ policyDir }: Config, { mail }: Settings): void {
  if (mail.templates === null) return;
  const folder = resolve(policyDir, mail.templates);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new ConfigProblem([
    `there is no folder ${folder}, which \`mail.templates\` in tenure.yaml names: make it, or leave the key out`,
  ]);
}

function storeMistake(fault: unknown, { databaseUrl }: Config): unknown {
  if (fault instanceof FolderInUse) return new Mistake('store-locked', `${fault.message}.`);
  // PostgreSQL's and the network's own words name no password.
  if (databaseUrl === null || !(fault instanceof Error) || codeOf(fault) === null) return fault;
  return new Mistake('no-database', `The database at DATABASE_URL does not answer: ${fault.message || codeOf(fault)}.`);
}
