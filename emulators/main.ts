/**
 * `npm run emulate okta -- --port 4101`: one emulator alone, on loopback, until it is interrupted.
 *
 *   --port N            0 or left out: a free port
 *   --latency MS        added to every answer
 *   --limits NAME       okta: off | workforce | integrator
 *   --index-delay MS    okta: how long a write stays invisible to search
 *   --webhook URL       jira: where its first webhook goes, signed with --secret TEXT
 *   --smtp-port N       mail: SMTP; --port is the page
 *   --request-url URL   slack: where its app listens; left out, the app is in Socket Mode
 *   --faults FILE       a fault plan (docs/extend/fault-kit.md), laid at the start and printed with what was drawn
 *   --fault-seed N      the seed of its chance; without a file, an hour of the usual mix of faults
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FAULT_KITS } from './faultKits.ts';
import type { LaidFaults } from './kit/faults/faults.ts';
import { readFaultPlan, sayMistakes, writeFaultPlan } from './kit/faults/plan.ts';

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

interface Settings {
  readonly port: number;
  readonly latencyMilliseconds: number;
  readonly limits: string | undefined;
  readonly indexDelay: number | undefined;
  readonly webhook: string | undefined;
  readonly secret: string | undefined;
  readonly smtpPort: number;
  readonly requestUrl: string | undefined;
  readonly faults: LaidFaults | undefined;
}

/** Each prints what a caller needs to sign in. Loaded only when asked for, so that one does not need the others. */
const EMULATORS: Readonly<Record<string, (settings: Settings) => Promise<Started>>> = {
  async okta({ port, latencyMilliseconds, limits, indexDelay, ...more }) {
    const { DEFAULT_API_TOKEN, seed, startOktaEmulator } = await import('./okta/index.ts');
    const { smallOrg } = await import('./okta/smallOrg.ts');
    const okta = await startOktaEmulator({
      port,
      latencyMilliseconds,
      ...faultsOf(more),
      ...(limits === 'off' || limits === 'integrator' || limits === 'workforce' ? { limits } : {}),
      ...(indexDelay === undefined ? {} : { searchIndexDelayMilliseconds: indexDelay }),
    });
    const { users } = seed(okta.directory, smallOrg);
    say(`Okta API token: ${DEFAULT_API_TOKEN}`);
    say(`people: ${Object.keys(users).join(', ')}`);
    return okta;
  },
  async jira({ port, latencyMilliseconds, webhook, secret, ...more }) {
    const { DEMO_BOT, DEMO_PERSON, demoSite, startJiraEmulator } = await import('./jira/index.ts');
    const jira = await startJiraEmulator({
      port,
      latencyMilliseconds,
      ...faultsOf(more),
      seed: demoSite(),
      ...(webhook === undefined ? {} : { webhook: { url: webhook, ...(secret === undefined ? {} : { secret }) } }),
    });
    say(`Jira service account: ${DEMO_BOT.email} : ${DEMO_BOT.token}`);
    say(`Jira person: ${DEMO_PERSON.email} : ${DEMO_PERSON.token}`);
    say(`Jira portal: ${jira.url}/servicedesk/customer/portals`);
    return jira;
  },
  async slack({ port, latencyMilliseconds, requestUrl, ...more }) {
    const { DEFAULT_APP, demoWorkspace, startSlackEmulator } = await import('./slack/index.ts');
    const slack = await startSlackEmulator({
      port,
      latencyMilliseconds,
      ...faultsOf(more),
      seed: demoWorkspace(),
      ...(requestUrl === undefined ? {} : { requestUrl }),
    });
    say(`Slack bot token: ${DEFAULT_APP.botToken}, app token: ${DEFAULT_APP.appToken}`);
    say(`signing secret: ${DEFAULT_APP.signingSecret}, Web API: ${slack.apiUrl}`);
    return slack;
  },
  async mail({ port, smtpPort, ...more }) {
    const { startMailSink } = await import('./mail/index.ts');
    const { smtpUrl, httpUrl, stop } = await startMailSink({ httpPort: port, port: smtpPort, ...faultsOf(more) });
    say(`SMTP: ${smtpUrl}, no user name or password needed`);
    return { url: httpUrl, stop };
  },
};

const USAGE = `Usage: npm run emulate ${Object.keys(EMULATORS).join('|')} -- [--port N] [--latency MS] [--faults FILE] [--fault-seed N]; more stands in emulators/main.ts`;
const LAST_PORT = 65_535;
/** Milliseconds: a quarter of an hour. */
const LONGEST = 900_000;
const OPTIONS = {
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
    limits: { type: 'string' },
    'index-delay': { type: 'string' },
    webhook: { type: 'string' },
    secret: { type: 'string' },
    'smtp-port': { type: 'string', default: '0' },
    'request-url': { type: 'string' },
    faults: { type: 'string' },
    'fault-seed': { type: 'string' },
  },
} as const;
const { values, positionals } = asked();

const [name = ''] = positionals;
const start = EMULATORS[name];
if (start === undefined) {
  giveUp(`which one? ${Object.keys(EMULATORS).join(', ')}`);
}

const port = wholeNumber('port', LAST_PORT);
const running = await start({
  port,
  latencyMilliseconds: wholeNumber('latency', LONGEST),
  limits: limitsNamed(values.limits),
  indexDelay: values['index-delay'] === undefined ? undefined : wholeNumber('index-delay', LONGEST),
  webhook: values.webhook,
  secret: values.secret,
  smtpPort: wholeNumber('smtp-port', LAST_PORT),
  requestUrl: values['request-url'],
  faults: planFrom(values.faults, values['fault-seed']),
}).catch((trouble: unknown) => {
  if (!(trouble instanceof Error && 'code' in trouble && 'port' in trouble)) throw trouble;
  return giveUp(`port ${trouble.port} cannot be listened on: ${trouble.code}`);
});
say(`${name} emulator: ${running.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void running.stop().then(() => process.exit(0)));
}

function faultsOf({ faults }: { readonly faults: LaidFaults | undefined }): { readonly faults?: LaidFaults } {
  return faults === undefined ? {} : { faults };
}

/** What was drawn is printed as a plan of its own: laid again, it is the same hour again. */
function planFrom(file: string | undefined, seed: string | undefined): LaidFaults | undefined {
  if (file === undefined && seed === undefined) return undefined;
  if (seed !== undefined && !/^\d{1,15}$/.test(seed)) return giveUp(`--fault-seed ${seed}: a whole number is wanted`);
  const kits = FAULT_KITS.filter((kit) => kit.name === name);
  const text = file === undefined ? 'random: {}' : textOf(file);
  const read = readFaultPlan(text, kits, seed === undefined ? undefined : Number(seed));
  if (!read.ok) return giveUp(sayMistakes(file ?? '--fault-seed', read.mistakes));
  say(`# the faults laid at ${name}; they count from now`);
  say(writeFaultPlan(read.plan));
  return read.plan;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return giveUp(`--faults ${file}: there is no such file, or it may not be read`);
  }
}

function asked() {
  try {
    return parseArgs(OPTIONS);
  } catch (trouble) {
    // Node's own first sentence names the option; what follows is about how it parses.
    return giveUp(trouble instanceof Error ? (trouble.message.split('\n')[0] ?? '') : String(trouble));
  }
}

function wholeNumber(option: 'port' | 'latency' | 'index-delay' | 'smtp-port', most: number): number {
  const text = values[option] ?? '';
  const number = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return number <= most ? number : giveUp(`--${option} ${text}: a whole number from 0 to ${most} is wanted`);
}

function limitsNamed(limits: string | undefined): string | undefined {
  if (limits === undefined || ['off', 'workforce', 'integrator'].includes(limits)) return limits;
  return giveUp(`--limits ${limits}: off, workforce or integrator is wanted`);
}

function giveUp(why: string): never {
  process.stderr.write(`${why}\n${USAGE}\n`);
  process.exit(2);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
