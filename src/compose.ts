/** Puts Tenure together: the only file that knows all adapters. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uuidv7 } from 'uuidv7';
import { createLeanFetch } from './adapters/http/leanFetch.ts';
import { createJiraRoles, createJiraTracker, readDelivery } from './adapters/jira/index.ts';
import { createSmtpMailer } from './adapters/mail/index.ts';
import { loadTemplates } from './adapters/mail/templates.ts';
import { createOktaProvider, type EventHook, type OktaOptions } from './adapters/okta/index.ts';
import type { PostgresEngine } from './adapters/postgres/engine.ts';
import type { OpenStore } from './adapters/postgres/open.ts';
import { hasEnded, ownName } from './adapters/postgres/processes.ts';
import { createSlackDesk, type SlackDesk } from './adapters/slack/index.ts';
import { type Headroom, type Metrics, timed } from './adapters/telemetry/metrics.ts';
import type { Traces } from './adapters/telemetry/traces.ts';
import { type Alarms, startAlarms } from './app/clock/alarms.ts';
import { clockWatch } from './app/clock/clockWatch.ts';
import { deskHandler } from './app/desk/index.ts';
import { FoldedCases } from './app/evidence/foldedCases.ts';
import { jobHandler } from './app/jobs.ts';
import { listGroups } from './app/listGroups.ts';
import { measuring } from './app/measures.ts';
import { rulesBook } from './app/policy/rules.ts';
import type { Log, Sign, Timing, World } from './app/world.ts';
import { isProvider, type ProviderConnection } from './core/policy/index.ts';
import type { Connection, Policy, SecretSource, Settings } from './core/policy/model.ts';
import type { ConnectionId } from './core/shared/ids.ts';
import { accept, refuse, unreachable } from './core/shared/outcome.ts';
import { jobTrouble, saying } from './log.ts';
import type { Lane } from './ports/engine.ts';
import type { HttpFetch } from './ports/http.ts';
import type { IdentityProvider } from './ports/provider.ts';
import type { Doors } from './server/app.ts';
import type { Caller } from './server/callers.ts';
import type { ReadEventHook } from './server/eventHooks.ts';
import type { Watched } from './server/monitoring.ts';
import { VERSION } from './version.ts';

export interface ComposeOptions {
  readonly opened: OpenStore;
  /** Names the connections; the rules come from the policy in force. */
  readonly policy: Policy;
  readonly secret: (source: SecretSource) => string;
  readonly sign: Sign;
  readonly log: Log;
  readonly timing?: Partial<Timing>;
  /** Only what the store knows is asked: no provider is connected, and no secret is needed. */
  readonly offline?: boolean;
  /** What a relative path in tenure.yaml is relative to. */
  readonly policyDir?: string;
  /** Epoch milliseconds, for the adapters' limits and retries, where the store's clock is not the machine's. */
  readonly now?: () => number;
  /** How many jobs of a lane run side by side. */
  readonly places?: Partial<Readonly<Record<Lane, number>>>;
  /** Absent: nobody watches, and nothing is measured. */
  readonly metrics?: Metrics;
  /** Absent: nothing is traced. */
  readonly traces?: Traces;
}

export interface Tenure {
  readonly world: World;
  readonly engine: PostgresEngine;
  readonly doors: Doors;
  /** What whoever watches reads; `null` = nobody does. */
  readonly watched: Watched | null;
  /** Starts the workers and the clocks. */
  /** `listens`: what people do at the desk is heard by a line of this process's own, where one is set. */
  work(options?: { readonly alarms?: boolean; readonly listens?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

const TIMING: Timing = {
  leaseMilliseconds: 20_000,
  callMilliseconds: 10_000,
  evidenceGraceMilliseconds: 2_000,
  lateCreateMilliseconds: 60_000,
  overdueMilliseconds: 5 * 60_000,
};

export async function compose(options: ComposeOptions): Promise<Tenure> {
  const { opened, policy, log, metrics, traces, offline = false } = options;
  const watched = metrics === undefined ? opened.store : measuring(opened.store, metrics.measured);
  const store = traces === undefined ? watched : traces.commits(watched);
  const { settings } = policy;
  const secret = offline ? () => '' : options.secret;
  const jira = connectionOf(settings.connections, 'jira');
  const mail = connectionOf(settings.connections, 'mail');
  const clock = options.now === undefined ? {} : { now: options.now };
  // One pool of connections for all vendors.
  const fetch = createLeanFetch();
  const outside = (id: string) => {
    const counted = metrics === undefined ? fetch : timed(fetch, id, metrics);
    return { fetch: traces === undefined ? counted : traces.calls(counted, id), ...clock };
  };
  const timing = { ...TIMING, ...options.timing };
  const jiraOptions = {
    connection: jira,
    // A writer's lease is counted in calls of this length.
    timeoutMilliseconds: timing.callMilliseconds,
    token: secret(jira.auth.token),
    fields: settings.fields,
    cases: settings.cases,
    ...(settings.exceptions?.tasks === undefined ? {} : { tasks: settings.exceptions.tasks }),
    ...(settings.seals?.ledger === undefined ? {} : { ledger: settings.seals.ledger }),
    ...outside(jira.id),
  };
  const plain = createJiraTracker(jiraOptions);
  const tracker = traces === undefined ? plain : traces.evidence(plain);
  const post = createSmtpMailer({
    connection: mail,
    ...(mail.password === null ? {} : { password: secret(mail.password) }),
  });
  const mailer = traces === undefined ? post : traces.mails(post, mail.id);
  const ours = fileURLToPath(new URL('../templates/mail', import.meta.url));
  const engine = opened.engineOf({
    ...(options.places === undefined ? {} : { places: options.places }),
    onFault: jobTrouble(log, jira.id),
  });
  const connected = offline ? [] : connectAll(settings.connections, secret, outside);
  const hooks = connected.flatMap(({ id, hook }) => (hook === null ? [] : [{ id, hook }]));
  const slack = offline ? null : slackOf(options, secret, outside);
  const world: World = {
    store,
    engine,
    providers: new Map(connected.map(({ id, provider }) => [id, provider])),
    targets: offline ? new Map() : new Map([[jira.id, createJiraRoles(jiraOptions)]]),
    tracker,
    desk: slack?.desk ?? null,
    mailer,
    templates: await loadTemplates(ours, ownTemplates(settings.mail.templates, options.policyDir)),
    rules: rulesBook(store.read),
    folded: new FoldedCases(store.read),
    sign: options.sign,
    log,
    holder: `${ownName()}.${uuidv7().slice(-12)}`,
    hasEnded,
    timing,
    monotonic: () => performance.now(),
    freshId: uuidv7,
    freshSecret: () => randomBytes(24).toString('base64url'),
    installation: {
      version: VERSION,
      storeKind: opened.kind,
      schema: () => opened.status(),
      connectedBy: policy.version,
      newer: null,
    },
    links: new Map(),
  };
  const proofs = {
    secret: jira.webhookSecret === null ? null : secret(jira.webhookSecret),
    automationToken: jira.automationToken === null ? null : secret(jira.automationToken),
  };
  let alarms: Alarms | null = null;
  let line: { stop(): Promise<void> } | null = null;
  const handle = slack === null ? null : deskHandler(world, slack.desk);
  return {
    world,
    engine,
    doors: {
      world,
      readDelivery: (headers, rawBody) => readDelivery({ headers, rawBody, ...proofs }),
      ...(hooks.length === 0 ? {} : { readEventHook: readerOf(hooks) }),
      ...(slack?.readDelivery == null || handle === null ? {} : { deskDoor: { read: slack.readDelivery, handle } }),
      self: () => tracker.self(),
      ...(metrics === undefined ? {} : { countDelivery: metrics.delivered }),
      callers: offline ? [] : callersOf(settings, secret),
    },
    watched: metrics === undefined ? null : watchedBy(metrics, opened, connected),
    async work({ alarms: clocks = true, listens = true } = {}) {
      if ((await opened.store.read.groups()).length === 0) await listGroups(world);
      const work = traces === undefined ? jobHandler(world) : traces.jobs(jobHandler(world));
      await engine.start(saying(jira.id, work));
      if (clocks) alarms = startAlarms(world, jira.sweepEvery, options.now === undefined ? clockWatch(world) : null);
      if (listens && handle !== null) line = slack?.line?.listen(handle) ?? null;
    },
    async stop() {
      await line?.stop();
      await alarms?.stop();
      await engine.stop(10_000);
      mailer.close();
      await opened.close();
      await traces?.stop();
    },
  };
}

const callersOf = ({ api }: Settings, secret: ComposeOptions['secret']): readonly Caller[] =>
  (api?.tokens ?? []).map(({ token, ...caller }) => ({ ...caller, token: secret(token) }));

/** A store that is down takes its own figures away, and no others. */
function watchedBy(metrics: Metrics, opened: OpenStore, connected: readonly Connected[]): Watched {
  return {
    contentType: metrics.contentType,
    text: async (ready) =>
      metrics.text({
        ready,
        standing: await opened.standing().catch(() => null),
        headroom: connected.flatMap(({ id, headroom }) => headroom().map((one) => ({ connection: id, ...one }))),
      }),
  };
}

/** A desk is no need: without one, people decide in the tracker. */
function slackOf(
  { policy, log }: ComposeOptions,
  secret: ComposeOptions['secret'],
  outside: (id: string) => { readonly fetch: HttpFetch; readonly now?: () => number },
): SlackDesk | null {
  const connection = policy.settings.connections.find((one) => one.kind === 'slack');
  if (connection?.kind !== 'slack') return null;
  const { token, appToken, signingSecret } = connection;
  return createSlackDesk({
    connection,
    token: secret(token),
    appToken: appToken === null ? null : secret(appToken),
    signingSecret: signingSecret === null ? null : secret(signingSecret),
    onTrouble: (says) => log.warn({ desk: connection.id, says }, 'the desk is hard to hear'),
    ...outside(connection.id),
  });
}

const ownTemplates = (folder: string | null, base = '.') => (folder === null ? null : resolve(base, folder));

type Outside = (id: string) => Pick<OktaOptions, 'now' | 'fetch'>;

interface Connected {
  readonly id: ConnectionId;
  readonly provider: IdentityProvider;
  /** How this provider's event hooks are read; `null` when it has none. */
  readonly hook: EventHook | null;
  /** What each limit has left, as this process knows it. */
  readonly headroom: () => readonly Omit<Headroom, 'connection'>[];
}

const connectAll = (
  connections: readonly Connection[],
  secret: ComposeOptions['secret'],
  outside: Outside,
): readonly Connected[] => connections.filter(isProvider).map((one) => connect(one, secret, outside));

/** A kind of provider without a branch here does not compile. */
function connect(connection: ProviderConnection, secret: ComposeOptions['secret'], outside: Outside): Connected {
  const { kind, id, auth } = connection;
  switch (kind) {
    case 'okta': {
      const source = auth.kind === 'api-token' ? auth.token : auth.key;
      const provider = createOktaProvider({ connection, secret: secret(source), ...outside(id) });
      const shown = connection.eventHookSecret;
      const hook = shown == null ? null : provider.eventHook(secret(shown));
      return { id, provider, hook, headroom: () => provider.limits.standing() };
    }
    default:
      return unreachable(kind);
  }
}

/** One address for all: the secret tells whose a delivery is. Where two have the same, both are looked at. */
const readerOf =
  (hooks: readonly { readonly id: ConnectionId; readonly hook: EventHook }[]): ReadEventHook =>
  (headers, rawBody) => {
    const read = hooks.map(({ id, hook }) => ({ id, outcome: hook.read(headers, rawBody) }));
    const taken = read.flatMap(({ id, outcome }) => (outcome.ok ? [{ connection: id, hints: outcome.value }] : []));
    if (taken.length > 0) return accept(taken);
    const refusals = read.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.refusal]));
    return refuse(refusals.find((one) => one !== 'wrong-secret') ?? 'wrong-secret');
  };

function connectionOf<Kind extends Connection['kind']>(
  connections: readonly Connection[],
  kind: Kind,
): Extract<Connection, { kind: Kind }> {
  const found = connections.find((one): one is Extract<Connection, { kind: Kind }> => one.kind === kind);
  if (found === undefined) throw new Error(`tenure.yaml names no connection of kind ${kind}`);
  return found;
}
