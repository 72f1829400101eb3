/** The example company running, and the command line beside it in this process: what a shell would see, without one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  acmePolicy,
  connectWebhook,
  type RunningTenure,
  SECRETS,
  type Systems,
  type SystemsOptions,
  startSystems,
  startTenure,
  writeAcmePolicy,
} from '../../examples/acme/company.ts';
import { AISHA, type Filed, type FormValues, JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { type Databases, overPglite } from '../../src/adapters/postgres/databases.ts';
import { openOver } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair, loadSigner } from '../../src/adapters/signing/ed25519.ts';
import { runCli } from '../../src/cli/run.ts';
import { foldCase } from '../../src/core/evidence/index.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { freshToken, writeServiceFile } from '../../src/serviceFile.ts';
import { loadPglite } from '../support/pgliteTemplate.ts';
import { keepSaid, plant, plantKey } from '../support/said.ts';

export interface Said {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** What `--json` printed. */
  json(): unknown;
}

type Variables = Readonly<Record<string, string | undefined>>;

export async function say(argv: readonly string[], variables: Variables): Promise<Said> {
  let out = '';
  let err = '';
  const exit = await runCli(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    variables,
    isTerminal: false,
    ended: () => Promise.resolve(),
  });
  keepSaid('commands', `${out}\n${err}`.trim());
  return { exit, out, err, json: () => JSON.parse(out) as unknown };
}

/** Looks again until it is so, for half a minute. */
export async function until(what: string, done: () => Promise<boolean> | boolean): Promise<void> {
  for (let patience = 1200; !(await done()); patience -= 1) {
    if (patience === 0) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export interface CliCompany {
  readonly systems: Systems;
  readonly running: RunningTenure;
  readonly store: Store;
  readonly databases: Databases;
  readonly forms: JiraForms;
  /** Holds service.json and the folder `policy`. */
  readonly dataDir: string;
  readonly variables: Variables;
  /** `tenure ...argv`, beside the running service. */
  tenure(...argv: string[]): Promise<Said>;
  /** Files a form as HR would, closes its sub-tasks, and waits until it is proved and told. */
  proved(issueType: string, values: FormValues): Promise<Filed>;
  until(what: string, done: () => Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

export const MARA: FormValues = {
  'Employee number': 'E2001',
  'First name': 'Mara',
  'Last name': 'Lindt',
  'Private email': 'mara.lindt@home.example',
  Department: 'Science',
  'Job title': 'Research Scientist',
  Location: 'Zurich',
  'Worker type': 'Employee',
  Manager: 'rafael.ortiz@acme.example',
  'Start date': '2024-03-01',
  Applications: ['Figma: viewer'],
};

export async function startCliCompany(
  edit?: (text: string, file: string) => string,
  options: SystemsOptions = {},
): Promise<CliCompany> {
  const systems = await startSystems(options);
  const databases = overPglite(await loadPglite(), {});
  const opened = openOver(databases, {});
  const apiToken = freshToken();
  const policy = acmePolicy(systems.addresses, edit);
  const { privateKey, publicKey } = generateKeyPair();
  plant({ 'the token of the service': apiToken });
  plantKey('a signing key', privateKey);
  const running = await startTenure({
    opened,
    policy,
    apiToken,
    signer: loadSigner(privateKey),
    timing: { evidenceGraceMilliseconds: 50 },
  });
  connectWebhook(systems, running.served);
  const dataDir = mkdtempSync(join(tmpdir(), 'tenure-cli-'));
  const policyDir = join(dataDir, 'policy');
  writeFileSync(join(dataDir, 'signing-key.pub.pem'), publicKey);
  writeAcmePolicy(policyDir, systems.addresses, edit);
  writeServiceFile(dataDir, { url: running.served.url, pid: process.pid, token: apiToken, policyDir });
  const forms = new JiraForms(systems.jira.url);
  const variables = { ...SECRETS, TENURE_DATA: dataDir };
  const { read } = opened.store;
  return {
    systems,
    running,
    store: opened.store,
    databases,
    forms,
    dataDir,
    variables,
    tenure: (...argv) => say(argv, variables),
    until,
    async proved(issueType, values) {
      const filed = await forms.file(NADIA, issueType, `${issueType} by the test`, values);
      const id = caseId('jira', filed.id);
      await until(`${filed.key} proved and told`, async () => {
        const events = await read.stream(id);
        const state = foldCase(id, events);
        for (const task of state.tasks) {
          if (task.state === 'filed' && task.key !== null) await forms.moveTo(AISHA, task.key, 'Done').catch(() => {});
        }
        const told = state.notices.every(({ sentAt }) => sentAt !== null);
        // What is only told (a mail went out) waits on the issue for the next sweep: nobody is called for it.
        const proof = events.findLast(({ event }) => event.type === 'CaseProved')?.seq ?? Number.MAX_SAFE_INTEGER;
        return state.proved && told && (await read.evidenceCursor(id)) >= proof;
      });
      return filed;
    },
    async stop() {
      await running.stop();
      await systems.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
