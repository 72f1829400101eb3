/** `tenure catalogue`: a draft beside the files, and the form's choices pushed as they were shown. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/policy/index.ts';
import { type CliCompany, startCliCompany } from './company.ts';

const INES = ['--by', 'ines.keller@acme.example'] as const;

let company: CliCompany;
beforeAll(async () => {
  // Each draft reads every application: three within a minute would wait for Okta's limit.
  company = await startCliCompany(undefined, { okta: { limits: 'off' } });
});
afterAll(() => company.stop());

const file = (name: string) => join(company.dataDir, 'policy', name);
const bot = () => {
  const found = company.systems.jira.site.directory.userWithMail('tenure@acme.example');
  if (found === undefined) throw new Error('no bot');
  return found;
};

describe('tenure catalogue draft', () => {
  it('prints what the files lack, as a catalogue our own parser reads', async () => {
    expect((await company.tenure('catalogue', 'draft')).out).toContain('# Only what the present catalogue has not');
    writeFileSync(file('catalogue.yaml'), 'applications: {}\n');
    writeFileSync(file('reference-table.csv'), 'id,department,entitlements\n');
    writeFileSync(file('policy.yaml'), 'rules: {}\n');
    const out = join(company.dataDir, 'draft.yaml');
    const written = await company.tenure('catalogue', 'draft', '--out', out);
    expect([written.exit, written.out]).toEqual([0, expect.stringMatching(/^\d+ applications, \d+ roles in /)]);
    const text = readFileSync(out, 'utf8');
    expect((await company.tenure('catalogue', 'draft')).out).toBe(text);
    expect(text).toContain('groups: [aws-production], risk: high } # proposed: its name says "production"');
    expect(text).toContain('#   benchling-admins: assigned to no application; by its name it may belong to Benchling');
    writeFileSync(file('catalogue.yaml'), text);
    const files = ['tenure.yaml', 'reference-table.csv', 'catalogue.yaml'].map((path) => ({
      path,
      text: readFileSync(file(path), 'utf8'),
    }));
    expect(parsePolicy(files)).toMatchObject({ ok: true });
    // Who answers for it is still to be said: that keeps it from coming into force, application by application.
    const plan = await company.tenure('policy', 'plan');
    expect(plan.out).toContain('error owner-unknown: nobody is said to answer for figma');
    const apply = await company.tenure('policy', 'apply', ...INES);
    expect([apply.exit, apply.err]).toEqual([1, expect.stringContaining('owner-unknown')]);
  });

  it('names what is wrong with the files it is drafted beside', async () => {
    writeFileSync(file('catalogue.yaml'), 'applications: [\n');
    const { exit, err } = await company.tenure('catalogue', 'draft');
    expect([exit, err]).toEqual([1, expect.stringContaining('catalogue.yaml')]);
  });
});

describe('tenure catalogue push', () => {
  it('is asked for in one of two ways, by somebody who is named', async () => {
    for (const argv of [[], ['--plan', '--hash', '0123456789ab'], ['--hash', '0123456789ab']])
      expect((await company.tenure('catalogue', 'push', ...argv)).exit).toBe(2);
  });

  it('shows each step with its hash, does exactly that for who may, and says so when there is nothing left', async () => {
    const plan = await company.tenure('catalogue', 'push', '--plan');
    expect(plan.out).toContain('  + Slack / member\n');
    expect(plan.out).toContain('These choices stand on other forms of the site too.');
    const hash = /push --hash ([0-9a-f]+)/.exec(plan.out)?.[1] ?? '';
    const push = (by: string, what = hash) => company.tenure('catalogue', 'push', '--hash', what, '--by', by);
    expect((await push('ben.carter@acme.example')).err).toContain('has no right to this');
    expect((await push(INES[1], '0'.repeat(12))).err).toContain('no longer what was shown');
    await company.tenure('stop', ...INES);
    expect((await push(INES[1])).err).toContain('Writes are stopped');
    await company.tenure('resume', ...INES);
    const done = await push(INES[1]);
    expect([done.exit, done.out]).toEqual([0, expect.stringMatching(/\d+ changes made by ines.*, and read back\./)]);
    expect((await company.tenure('catalogue', 'push', '--plan')).out).toContain('shows what the catalogue offers');
    expect((await company.tenure('doctor')).out).toContain('form: access, duration in step with the catalogue');
  });

  it('names the right it lacks, and doctor does too', async () => {
    bot().admin = false;
    const { exit, err } = await company.tenure('catalogue', 'push', '--plan');
    expect([exit, err]).toEqual([1, expect.stringContaining('Administer Jira (global permission)')]);
    const doctor = await company.tenure('doctor');
    expect(doctor.exit).toBe(1);
    expect(doctor.out).toContain('give the service account ADMINISTER in the global permissions');
    bot().admin = true;
  });
});
