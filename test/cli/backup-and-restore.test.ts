/**
 * docs/operate/backup-and-restore.md with PostgreSQL's own programs, its commands as they stand there: a dump is made while
 * the service works, more happens, the dump goes into an empty database, and the service is started on that.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connectWebhook, SECRETS, type Systems, startSystems, writeAcmePolicy } from '../../examples/acme/company.ts';
import { type Filed, type Filer, type FormValues, JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { sealNow } from '../../src/app/seals/make.ts';
import { writeSeals } from '../../src/app/seals/write.ts';
import { readConfig } from '../../src/config.ts';
import { foldCase } from '../../src/core/evidence/index.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { silentLog } from '../../src/log.ts';
import { type Serving, startServing } from '../../src/start.ts';
import { groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';
import { makeRunFolder, removeRunFolder, serverAddress } from '../support/postgresServer.ts';
import { type PostgresTools, postgresTools } from '../support/postgresTools.ts';
import { keepSaid } from '../support/said.ts';
import { say, until } from './company.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/operate/backup-and-restore.md', import.meta.url)), 'utf8');
const LONG = 180_000;
const INES = 'ines.keller@acme.example';

const RAFAEL = 'rafael.ortiz@acme.example';
/** Long ago: nothing of theirs waits for a first day. */
const starting = (values: FormValues) => engineer({ 'Start date': '2024-03-04', ...values });
const JONAS = 'jonas.frey@acme.example';
const OLE = 'ole.fink@acme.example';
const jonas = starting({
  ...{ 'Employee number': 'E2002', 'First name': 'Jonas', 'Last name': 'Frey' },
  'Private email': 'jonas@home.example',
});
const ole = starting({
  ...{ 'Employee number': 'E2003', 'First name': 'Ole', 'Last name': 'Fink' },
  'Private email': 'ole@home.example',
});
const AT_JIRA: Filer = { email: JONAS, token: 'jonas-token' };
const TABLEAU = 'app-tableau';

/** As the page has it, for a shell. */
function documented() {
  const [, dump] = /`(pg_dump [^`]+)`/.exec(PAGE) ?? [];
  const [, block] = /^## An older backup is put back\n[\s\S]*?^```\n([\s\S]*?)^```/m.exec(PAGE) ?? [];
  const [restore, ...after] = (block ?? '').split('\n').flatMap((line) => line.split(/ {3,}/)[0] || []);
  if (dump === undefined || restore === undefined)
    throw new Error('the page says neither how to dump nor how to restore');
  return { dump, restore, after };
}

const ends: (() => Promise<unknown> | undefined)[] = [];
let runFolder: string | null = null;
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => {
  if (runFolder !== null) removeRunFolder(runFolder);
});

/** Two databases on a server these programs can read: one with a company in it, and an empty one of the same owner. */
async function twoDatabases({ server }: PostgresTools) {
  runFolder = makeRunFolder();
  const address = await serverAddress(runFolder, {}, server);
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  for (const name of ['lived_in', 'put_back']) await client.query(`create database ${name}`);
  await client.end();
  const named = (name: string) => Object.assign(new URL(address), { pathname: `/${name}` }).href;
  return { livedIn: named('lived_in'), putBack: named('put_back') };
}

interface Place {
  readonly systems: Systems;
  readonly forms: JiraForms;
  readonly dataDir: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The example's company, with seals that are written to Jira. */
async function newPlace(): Promise<Place> {
  const systems = await startSystems({ okta: { limits: 'off' } });
  const dataDir = mkdtempSync(join(tmpdir(), 'tenure-backup-'));
  ends.push(systems.stop, async () => rmSync(dataDir, { recursive: true, force: true }));
  const policy = join(dataDir, 'policy');
  writeAcmePolicy(policy, systems.addresses, (text, file) =>
    file === 'tenure.yaml' ? `${text}\nseals: { ledger: { project: PEO, issueType: Seals } }\n` : text,
  );
  const ours = { TENURE_DATA: dataDir, TENURE_POLICY: policy, TENURE_PORT: '0', TENURE_LOG: 'warn' };
  return { systems, dataDir, forms: new JiraForms(systems.jira.url), variables: { ...SECRETS, ...ours } };
}

const commands =
  ({ variables }: Place, databaseUrl: string) =>
  (...argv: string[]) =>
    say(argv, { ...variables, DATABASE_URL: databaseUrl });

/** Programs of PostgreSQL, found before anything else that is installed. */
function shell({ folder }: PostgresTools, command: string, { dataDir }: Place, databaseUrl: string): void {
  const env = { PATH: `${folder}:${process.env.PATH}`, DATABASE_URL: databaseUrl };
  keepSaid('commands', execFileSync('sh', ['-c', `${command} 2>&1`], { cwd: dataDir, env, encoding: 'utf8' }));
}

const file = ({ forms }: Place, issueType: string, values: FormValues, by: Filer = NADIA) =>
  forms.file(by, issueType, `${issueType} by the test`, values);

async function stateOf({ opened: { store } }: Serving, { id }: Filed) {
  const stream = caseId('jira', id);
  return foldCase(stream, await store.read.stream(stream));
}

const proved = (serving: Serving, filed: Filed) =>
  until(`${filed.key} proved`, async () => (await stateOf(serving, filed)).proved);

const accepted = (serving: Serving, filed: Filed) =>
  until(`${filed.key} accepted`, async () => (await stateOf(serving, filed)).acceptedAt !== null);

/** Everything that is on these records up to now lies in Jira, and a seal names it. */
async function sealed({ tenure: { world }, opened: { store } }: Serving, records: readonly Filed[]): Promise<number> {
  for (const { id, key } of records) {
    const stream = caseId('jira', id);
    await until(`the record of ${key} lies on it`, async () => {
      const events = await store.read.stream(stream);
      return (await store.read.evidenceCursor(stream)) >= (events.at(-1)?.seq ?? 0);
    });
  }
  await sealNow(world);
  await writeSeals(world);
  return (await store.seals.last())?.seal ?? 0;
}

const statusAtOkta = ({ systems }: Place, login: string) => systems.okta.directory.user(login)?.status ?? null;

/** What Okta was asked to change since so many calls. */
const writes = ({ systems }: Place, since: number) =>
  systems.okta.log
    .list()
    .slice(since)
    .filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth2/'))
    .map(({ method, path }) => `${method} ${path}`);

/** `tenure serve` on a database. A lease that the dump shows as held is waited out, and shorter here. */
async function serve({ systems, variables }: Place, databaseUrl: string): Promise<Serving> {
  const lease = { leaseMilliseconds: 6_000, callMilliseconds: 2_000 };
  const timing = { ...lease, evidenceGraceMilliseconds: 50 };
  const serving = await startServing(readConfig({ ...variables, DATABASE_URL: databaseUrl }), silentLog, { timing });
  ends.push(() => serving.stop());
  connectWebhook(systems, serving.served);
  return serving;
}

/**
 * Two work, and one of them is to get Tableau while Okta does not answer; a dump is made. Then he gets it and gives it back,
 * and she leaves.
 */
async function lived(place: Place, databaseUrl: string, dump: () => void) {
  const { systems } = place;
  const serving = await serve(place, databaseUrl);
  const run = commands(place, databaseUrl);
  systems.jira.site.addUser({ displayName: JONAS, groups: [], ...AT_JIRA });
  const joined = [await file(place, 'Onboarding', starting({})), await file(place, 'Onboarding', jonas)];
  for (const one of joined) await proved(serving, one);
  const before = await sealed(serving, joined);
  const asks = await file(
    place,
    'Access request',
    { 'Requested access': 'Tableau: viewer', Duration: '7 days' },
    AT_JIRA,
  );
  systems.okta.faults.add({ on: 'PUT /api/v1/groups/', do: 'refuse', status: 503, times: 1_000_000 });
  // A low risk, which nobody is asked about.
  await until('given', async () => (await stateOf(serving, asks)).request.lines.some(({ grant }) => grant !== null));

  dump();

  systems.okta.faults.clear();
  await until('Tableau is there', () => groupsOf(place, JONAS).includes(TABLEAU));
  expect(await run('give-back', asks.key, '--by', JONAS)).toMatchObject({ exit: 0 });
  const leaves = await file(place, 'Offboarding', { Employee: 'E2001', 'Last day': '2024-03-05' });
  await proved(serving, leaves);
  await until('Tableau is gone', () => !groupsOf(place, JONAS).includes(TABLEAU));
  expect(await sealed(serving, [asks, leaves])).toBeGreaterThan(before);
  await serving.stop();
}

/** She has left, and he has what his work gives him, and no more. */
const itIsAsItWasLeft = (place: Place) =>
  expect({
    mara: [statusAtOkta(place, MARA), groupsOf(place, MARA)],
    jonas: groupsOf(place, JONAS),
  }).toEqual({ mara: ['DEPROVISIONED', []], jonas: ENGINEER_GROUPS });

describe('a dump of an earlier hour, put into an empty database', () => {
  it(
    'is held against the seals in Jira before anything is worked on, gives back nothing that ended since, and is live when a person says so',
    async ({ skip }) => {
      const tools = await postgresTools();
      if (typeof tools === 'string') return skip(`not tried: ${tools}`);
      const { dump, restore, after } = documented();
      const { livedIn, putBack } = await twoDatabases(tools);
      const place = await newPlace();
      await lived(place, livedIn, () => shell(tools, dump, place, livedIn));
      itIsAsItWasLeft(place);

      shell(tools, restore, place, putBack);
      const run = commands(place, putBack);
      expect(await run('verify')).toMatchObject({ exit: 0, out: expect.stringContaining('Whole.') });
      expect(after).toEqual([
        'tenure migrate',
        'tenure serve',
        'tenure exceptions',
        'tenure shadow',
        'tenure policy apply FOLDER --by NAME',
      ]);
      expect(await run('migrate')).toMatchObject({ exit: 0 });
      const calls = place.systems.okta.log.list().length;
      const serving = await serve(place, putBack);
      expect(serving.notes).toEqual([
        expect.stringMatching(
          /^this store is older than .* \(seal 2 lies there, and the last one here is 1\): \d+ events of 2 /,
        ),
      ]);
      expect((await run('status', '--json')).json()).toMatchObject({ allInShadow: { awaitsStart: false } });
      expect((await run('exceptions')).out).toBe('Nothing waits for a person.\n');

      await accepted(serving, await file(place, 'Onboarding', ole));
      await until('held back', async () => (await run('shadow')).out.includes('held back, against'));
      const apply = () => run('policy', 'apply', join(place.dataDir, 'policy'), '--by', RAFAEL);
      let applied = await apply();
      await until('compared', async () => {
        applied = await apply();
        return !applied.err.includes('not compared with the provider yet');
      });
      const [, set = '', hash = ''] = /tenure confirm (\S+) --hash (\S+)/.exec(applied.out) ?? [];
      expect([applied.exit, applied.out]).toEqual([1, expect.stringContaining('since the store was restored')]);
      expect(writes(place, calls)).toEqual([]);
      itIsAsItWasLeft(place);

      expect(await run('confirm', set, '--hash', hash, '--by', INES)).toMatchObject({ exit: 0 });
      await until('Ole is in', () => groupsOf(place, OLE).includes('eng-core'));
      await until('settled', async () => (await run('plan')).out.includes('Nothing to do: every account is settled.'));
      expect((await run('status', '--json')).json()).toMatchObject({ allInShadow: null });
      itIsAsItWasLeft(place);
      expect(await run('verify')).toMatchObject({ exit: 0, out: expect.stringContaining('Whole.') });
    },
    LONG,
  );
});
