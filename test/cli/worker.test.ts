/** Several processes on one PostgreSQL: a service, a worker beside it, and commands that open the store themselves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SECRETS, type Systems, startSystems, writeAcmePolicy } from '../../examples/acme/company.ts';
import { cloneDatabase } from '../support/testDatabase.ts';
import { say } from './company.ts';

let systems: Systems;
let database: string;
let dataDir: string;
let variables: Record<string, string>;

beforeAll(async () => {
  [systems, database] = await Promise.all([startSystems(), cloneDatabase(inject('runFolder'))]);
  dataDir = mkdtempSync(join(tmpdir(), 'tenure-worker-'));
  const policy = join(dataDir, 'policy');
  writeAcmePolicy(policy, systems.addresses);
  const ours = { DATABASE_URL: database, TENURE_DATA: dataDir, TENURE_POLICY: policy, TENURE_PORT: '0' };
  variables = { ...SECRETS, ...ours, TENURE_LOG: 'silent' };
});
afterAll(async () => {
  await systems.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('on PostgreSQL', () => {
  it('a worker waits for the first start, a service makes it, and then the worker works', async () => {
    expect((await say(['migrate'], variables)).exit).toBe(0);
    const early = await say(['worker'], variables);
    expect([early.exit, early.err]).toEqual([1, 'No policy is in force yet. Start `tenure serve` once.\n']);

    const served = await say(['serve', '--json'], variables);
    expect([served.exit, served.err]).toEqual([0, '']);
    expect(served.json()).toMatchObject({ store: 'postgres', notes: [] });

    const worked = await say(['worker'], variables);
    expect([worked.exit, worked.err]).toEqual([0, '']);
    expect(worked.out).toContain('Working for Acme Science');
  });

  it('commands open the store themselves when no service is found', async () => {
    const status = await say(['status', '--json'], variables);
    expect(status.json()).toMatchObject({ store: { kind: 'postgres', ready: true }, company: 'Acme Science' });
    const { exit, out } = await say(['doctor'], variables);
    expect(out).toContain('ok       PostgreSQL');
    expect(exit).toBe(0);
  });
});
