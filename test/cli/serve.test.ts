/**
 * The real processes: `bin/tenure.mjs serve` on an embedded store, commands in other processes beside it, a first
 * start and a second one, and its end. Starting a process costs seconds, so there is one story only.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECRETS, type Systems, startSystems, writeAcmePolicy } from '../../examples/acme/company.ts';
import { JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { GENESIS, signablePieces } from '../../src/core/evidence/index.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { readServiceFile } from '../../src/serviceFile.ts';
import { say } from './company.ts';
import { type Place, type Running, startProcess, untilServing } from './processes.ts';

const BIN = fileURLToPath(new URL('../../bin/tenure.mjs', import.meta.url));
let systems: Systems;
let dataDir: string;
let variables: Record<string, string>;
let serving: Running;

const place = (): Place => ({ bin: BIN, cwd: dataDir, variables });
const tenure = (...argv: string[]): Running => startProcess(place(), ...argv);

beforeAll(async () => {
  systems = await startSystems();
  dataDir = mkdtempSync(join(tmpdir(), 'tenure-serve-'));
  const policy = join(dataDir, 'policy');
  writeAcmePolicy(policy, systems.addresses, (text) =>
    text.replace('  city: "{location}"', '  city: "{location}"\n  floor: "{location}"\n  level: "{workerType}"'),
  );
  systems.okta.directory.defineAttribute('level', { title: 'Level', type: 'integer' });
  const ours = { TENURE_DATA: dataDir, TENURE_POLICY: policy, TENURE_PORT: '0', TENURE_LOG: 'warn' };
  variables = { ...SECRETS, ...ours };
  serving = tenure('serve', '--json');
  await untilServing(serving, dataDir);
});
afterAll(async () => {
  serving.process.kill('SIGKILL');
  await systems.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('tenure serve', () => {
  it('brings the schema up, puts the folder’s policy in force, and is ready', async () => {
    const service = readServiceFile(dataDir);
    expect(service).toMatchObject({ pid: serving.process.pid, policyDir: variables.TENURE_POLICY });
    const answer = await fetch(`${service?.url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        ...{ ready: true, store: { kind: 'pglite', ready: true }, policy: expect.stringMatching(/^[0-9a-f]{64}$/) },
        ...{ because: [], notes: [] },
      },
    ]);
    expect(existsSync(join(dataDir, 'signing-key.pem'))).toBe(true);
  });

  it('names at its start a profile field that the org does not have, or has of another type', () => {
    expect(serving.said()).toContain('the profile has no field \\"floor\\". Add the attribute');
    expect(serving.said()).toContain('the profile field \\"level\\" is a whole-number, and `{workerType}` gives');
  });

  it('is asked by a command in another process', async () => {
    const verify = tenure('verify');
    expect(await verify.exit).toBe(0);
    expect(verify.said()).toBe('1 chain, 1 event, the ledger of 0 people replayed\nWhole.\n');
  });

  it('is not started twice on one folder', async () => {
    const said = await say(['serve'], variables);
    expect(said.exit).toBe(1);
    expect(said.err).toContain(`is in use by process ${serving.process.pid}`);
  });

  it('ends when it is asked to, and leaves a store that commands open themselves', async () => {
    serving.process.kill('SIGTERM');
    expect(await serving.exit).toBe(0);
    expect(readServiceFile(dataDir)).toBeNull();
    const withoutSecrets = { TENURE_DATA: dataDir };
    expect((await say(['verify', '--json'], withoutSecrets)).json()).toMatchObject({ whole: true, streams: 1 });
    expect((await say(['migrate'], withoutSecrets)).out).toBe('The schema is up to date.\n');
    const doctor = await say(['doctor'], withoutSecrets);
    expect([doctor.exit, doctor.err]).toEqual([1, expect.stringContaining('OKTA_TOKEN is not set')]);
  });

  it('goes on with the policy in force when the files say something else, and says so', async () => {
    const path = join(dataDir, 'policy', 'reference-table.csv');
    writeFileSync(path, readFileSync(path, 'utf8').replace('|confluence:user,all-staff-tools', ',all-staff-tools'));
    const again = await say(['serve', '--json'], variables);
    expect(again.exit).toBe(0);
    expect(again.out).toContain('say something else than the policy in force');
  });

  it('does not begin on an empty store beside issues that carry records, unless it is told to', async () => {
    const issue = await new JiraForms(systems.jira.url).file(NADIA, 'Offboarding', 'leaves', { Employee: 'E9999' });
    const theirs = { keyId: 'k', sign: () => 's' };
    const [head] = signablePieces(
      caseId('jira', issue.id),
      [{ seq: 1, previous: GENESIS, text: '{}', hash: 'h' }],
      theirs,
    ).pieces;
    systems.jira.site.issue(issue.key).properties.set('tenure.record', { ...head?.value });
    const empty = { ...variables, TENURE_DATA: join(dataDir, 'empty') };
    const said = await say(['serve', '--json'], empty);
    expect([said.exit, said.err]).toEqual([1, expect.stringContaining(`${issue.key} carries a record`)]);
    // No key is left behind that a rebuild would take for the one of before; nor does one that came to nothing open the way.
    expect(existsSync(join(dataDir, 'empty', 'signing-key.pem'))).toBe(false);
    const rebuild = await say(['rebuild', '--key', join(dataDir, 'signing-key.pub.pem')], empty);
    expect([rebuild.exit, rebuild.err]).toEqual([1, expect.stringContaining('Not one record in Jira holds')]);
    expect((await say(['serve', '--json'], empty)).err).toContain(`${issue.key} carries a record`);
    expect((await say(['serve', '--json', '--anew'], empty)).exit).toBe(0);
    expect(systems.jira.site.issue(issue.key).properties.get('tenure.record')).toEqual(head?.value);
  });
});
