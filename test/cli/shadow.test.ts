/** What an administrator reads on the way from shadow to live. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NADIA } from '../../examples/acme/forms.ts';
import { groupsOf } from '../support/looks.ts';
import { type CliCompany, MARA, startCliCompany } from './company.ts';

let company: CliCompany;

beforeAll(async () => {
  company = await startCliCompany((text) => text.replace('  default: live', '  default: shadow'));
  await company.forms.file(NADIA, 'Onboarding', 'Mara', MARA);
  await company.until('held back', async () => (await company.store.read.heldBackAccounts(9)).length === 1);
});
afterAll(() => company.stop());

describe('leaving shadow', () => {
  it('is seen before: what is held back, and of whom how much would be set free', async () => {
    const plan = await company.tenure('plan');
    expect(plan.out).toMatch(/Mara Lindt[^\n]*\n {2}shadow: would create-account/);
    const path = join(company.dataDir, 'policy', 'tenure.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('  default: shadow', '  default: live'));
    const { out } = await company.tenure('policy', 'plan');
    expect(out).toMatch(/\n\d+ held-back changes would be set free, of 1 person:\n {2}Mara Lindt \(e2001\)\n/);
    expect(out).toContain('    > create-account\n');
    expect(out).toContain('    > add-member okta:app-slack\n');
    expect(out).not.toMatch(/Nobody gains|would gain or lose/);
  });

  it('is carried out, and then nothing is left', async () => {
    const applied = await company.tenure('policy', 'apply', '--by', 'rafael.ortiz@acme.example');
    expect([applied.exit, applied.out]).toEqual([0, expect.stringContaining('is in force; 1 person changes.')]);
    await company.until('set free', async () => (await company.store.read.heldBackAccounts(9)).length === 0);
    await company.until('joined', async () => groupsOf(company, 'mara.lindt@acme.example').includes('app-slack'));
    await company.until('settled', async () =>
      (await company.tenure('plan')).out.includes('Nothing to do: every account is settled.'),
    );
    expect((await company.tenure('policy', 'plan')).out).toContain('Nobody gains or loses anything.');
  });
});
