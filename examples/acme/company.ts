/**
 * The example company running: its stand-in systems, and Tenure between them. `npm start`, the stories in
 * test/stories and the benchmarks all stand on this.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JiraEmulator, type JiraEmulatorOptions, startJiraEmulator } from '../../emulators/jira/index.ts';
import type { EmulatorClock } from '../../emulators/kit/clock.ts';
import { type MailSink, startMailSink } from '../../emulators/mail/index.ts';
import { type OktaEmulator, type OktaEmulatorOptions, seed, startOktaEmulator } from '../../emulators/okta/index.ts';
import { type SlackEmulator, type SlackEmulatorOptions, startSlackEmulator } from '../../emulators/slack/index.ts';
import type { OpenStore } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair, loadSigner, type Signer } from '../../src/adapters/signing/ed25519.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import type { Log, Timing } from '../../src/app/world.ts';
import { compose, type Tenure } from '../../src/compose.ts';
import { parsePolicy } from '../../src/core/policy/index.ts';
import type { Policy } from '../../src/core/policy/model.ts';
import { listen, type Served } from '../../src/serve.ts';
import { serverApp } from '../../src/server/app.ts';
import { ownCaller } from '../../src/server/callers.ts';
import { connectProvisioning } from './provisioning.ts';
import { SECRETS } from './secrets.ts';
import { jiraSeed, oktaSeed, slackSeed } from './seed.ts';

export { SECRETS };

/** Where the stand-ins answer. */
export interface Addresses {
  readonly okta: string;
  readonly jira: string;
  readonly smtp: string;
  /** Absent: this company has no Slack, and its tenure.yaml names none. */
  readonly slack?: string | undefined;
}

export interface Systems {
  readonly okta: OktaEmulator;
  readonly jira: JiraEmulator;
  readonly mail: MailSink;
  readonly slack: SlackEmulator | null;
  readonly addresses: Addresses;
  stop(): Promise<void>;
}

export interface SystemsOptions {
  readonly clock?: EmulatorClock;
  readonly okta?: OktaEmulatorOptions;
  readonly jira?: JiraEmulatorOptions;
  /** Only where it is named: in Socket Mode, until it is told where Tenure listens. */
  readonly slack?: SlackEmulatorOptions;
  /** Okta's own Jira app makes and closes accounts at the site. */
  readonly provisioning?: boolean;
  readonly ports?: {
    readonly okta?: number;
    readonly jira?: number;
    readonly smtp?: number;
    readonly mailPage?: number;
    readonly slack?: number;
  };
}

/** Okta, Jira, a mail server and, if wanted, Slack of the example company, seeded. */
export async function startSystems(options: SystemsOptions = {}): Promise<Systems> {
  const clock = options.clock === undefined ? {} : { clock: options.clock };
  const { ports = {} } = options;
  const okta = await startOktaEmulator({ port: ports.okta ?? 0, ...clock, ...options.okta });
  seed(okta.directory, oktaSeed);
  const jira = await startJiraEmulator({ port: ports.jira ?? 0, seed: jiraSeed, ...clock, ...options.jira });
  if (options.provisioning === true) connectProvisioning(okta, jira);
  const mail = await startMailSink({ port: ports.smtp ?? 0, httpPort: ports.mailPage ?? 0, ...clock });
  const slack =
    options.slack === undefined
      ? null
      : await startSlackEmulator({ port: ports.slack ?? 0, seed: slackSeed, ...clock, ...options.slack });
  return {
    okta,
    jira,
    mail,
    slack,
    addresses: {
      okta: okta.url,
      jira: jira.url,
      smtp: mail.smtpUrl,
      ...(slack === null ? {} : { slack: slack.url }),
    },
    async stop() {
      await Promise.all([okta.stop(), jira.stop(), mail.stop(), slack?.stop()]);
    },
  };
}

type Edit = (text: string, file: string) => string;

/**
 * Whether the groups open project roles in Jira too: in the tour, and in the stories about that. Whoever counts what Okta is
 * asked leaves them out.
 */
type Roles = 'with-roles' | 'without-roles';
const ROLE_TARGETS = / {4}targets:\n(?:(?: {6}#.*\n)* {6}- \{ jiraProject:.*\n)+/;

/** The connection, with the sentences above it. */
const NO_SLACK = [/ {2}# Where people decide, beside Jira.*\n(?: {2}#.*\n)* {2}slack:\n(?: {4}.*\n)*/, ''] as const;

/** The example's policy files, talking to these addresses. `edit` changes a text first, for tests of other policies. */
export const acmeFiles = (addresses: Addresses, edit: Edit = (text) => text, roles: Roles = 'without-roles') =>
  ['tenure.yaml', 'reference-table.csv', 'catalogue.yaml', 'policy.yaml'].map((path) => {
    const text = readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
      .replace(/http:\/\/127\.0\.0\.1:4010\b/, addresses.okta)
      .replace(/http:\/\/127\.0\.0\.1:4020\b/, addresses.jira)
      .replace(/smtp:\/\/127\.0\.0\.1:4025\b/, addresses.smtp)
      .replace(
        ...(addresses.slack === undefined ? NO_SLACK : ([/http:\/\/127\.0\.0\.1:4040\b/, addresses.slack] as const)),
      );
    return { path, text: edit(roles === 'with-roles' ? text : text.replace(ROLE_TARGETS, ''), path) };
  });

export function acmePolicy(addresses: Addresses, edit?: Edit, roles?: Roles): Policy {
  const parsed = parsePolicy(acmeFiles(addresses, edit, roles));
  if (!parsed.ok)
    throw new Error(parsed.problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
  return parsed.policy;
}

/** As a folder, to be edited and applied with `tenure policy`. */
export function writeAcmePolicy(folder: string, addresses: Addresses, edit?: Edit, roles?: Roles): void {
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of acmeFiles(addresses, edit, roles)) writeFileSync(join(folder, path), text);
}

export interface TenureOptions {
  readonly opened: OpenStore;
  readonly policy: Policy;
  readonly log?: Log;
  readonly signer?: Signer;
  readonly timing?: Partial<Timing>;
  readonly port?: number;
  /** `false`: nothing happens by the clock; a test rings the alarms itself. */
  readonly alarms?: boolean;
  readonly places?: Parameters<typeof compose>[0]['places'];
  readonly now?: () => number;
  /** Absent: nothing is measured. */
  readonly metrics?: Parameters<typeof compose>[0]['metrics'];
  /** Absent: nothing is traced. */
  readonly traces?: Parameters<typeof compose>[0]['traces'];
  /** What callers of the API show; absent: there is no API. */
  readonly apiToken?: string;
}

export interface RunningTenure {
  readonly tenure: Tenure;
  readonly served: Served;
  stop(): Promise<void>;
}

/** Tenure on an opened, migrated store, with the policy put in force when there is none yet. */
export async function startTenure(options: TenureOptions): Promise<RunningTenure> {
  const { opened, policy } = options;
  const own = options.apiToken === undefined ? [] : [ownCaller(options.apiToken)];
  if (!(await opened.status()).ready) await opened.migrate();
  const tenure = await compose({
    opened,
    policy,
    secret: (source) => ('env' in source ? (SECRETS[source.env] ?? '') : ''),
    sign: options.signer ?? loadSigner(generateKeyPair().privateKey),
    log: options.log ?? silent,
    ...(options.timing === undefined ? {} : { timing: options.timing }),
    ...(options.places === undefined ? {} : { places: options.places }),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
    ...(options.traces === undefined ? {} : { traces: options.traces }),
  });
  await listGroups(tenure.world);
  if ((await opened.store.read.policyInForce()) === null) {
    await applyPolicy(tenure.world, { policy, author: 'example', approver: null });
  }
  const callers = [...own, ...(tenure.doors.callers ?? [])];
  const served = await listen(serverApp({ ...tenure.doors, callers }), '127.0.0.1', options.port ?? 0);
  await tenure.work({ alarms: options.alarms ?? true });
  return {
    tenure,
    served,
    async stop() {
      await served.close();
      await tenure.stop();
    },
  };
}

/** Tells Jira where Tenure listens. */
export function connectWebhook({ jira }: Pick<Systems, 'jira'>, { url }: Pick<Served, 'url'>): void {
  jira.site.webhooks.add({ url: `${url}/webhooks/jira`, secret: SECRETS.JIRA_WEBHOOK_SECRET ?? '' });
}

/** Tells Okta where Tenure listens, and has it prove that. */
export async function connectEventHook(
  { okta }: { readonly okta: Pick<OktaEmulator, 'url'> },
  { url }: Pick<Served, 'url'>,
): Promise<void> {
  const ask = async (path: string, body: unknown) => {
    const headers = { authorization: `SSWS ${SECRETS.OKTA_TOKEN}`, 'content-type': 'application/json' };
    const answer = await fetch(`${okta.url}/api/v1/eventHooks${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`event hook: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { readonly id: string };
  };
  const authScheme = { type: 'HEADER', key: 'Authorization', value: SECRETS.OKTA_EVENT_HOOK_SECRET };
  const { id } = await ask('', {
    name: 'Tenure',
    events: { type: 'EVENT_TYPE', items: HOOK_EVENTS },
    channel: { type: 'HTTP', version: '1.0.0', config: { uri: `${url}/webhooks/okta`, authScheme } },
  });
  await ask(`/${id}/lifecycle/verify`, {});
}

/** As docs/connect/okta.md asks an administrator to subscribe. */
export const HOOK_EVENTS = [
  'user.lifecycle.activate',
  'user.lifecycle.deactivate',
  'user.lifecycle.suspend',
  'user.lifecycle.unsuspend',
  'user.lifecycle.reactivate',
  'user.lifecycle.delete.initiated',
  'user.account.update_profile',
  'group.user_membership.add',
  'group.user_membership.remove',
];

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
