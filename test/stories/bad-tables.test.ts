/** A faulty policy folder: whoever applies it is told file, line and remedy, all at once; what is in force stays. */
import { expect, it } from 'vitest';
import { acmeFiles } from '../../examples/acme/company.ts';
import { policyApply } from '../../src/app/operations/policy.ts';
import { type Company, describeStory } from '../support/company.ts';
import { groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const folder = ({ systems }: Company, table: (text: string) => string) =>
  acmeFiles(systems.addresses, (text, path) => (path.endsWith('.csv') ? table(text) : text));

const applyTable = (company: Company, table: (text: string) => string) =>
  policyApply.run(company.world, { files: folder(company, table), by: 'rafael.ortiz@acme.example' });

const withRow = (row: string) => (text: string) => `${text.trimEnd()}\n${row}\n`;

const FAULTS: Readonly<Record<string, { readonly row: string; readonly says: RegExp }>> = {
  'a doubled id': { row: 'sales,,Data,,,,eng-core,', says: /reference-table\.csv:32.*sales/s },
  'an unknown group': { row: 'robots,,Data,,,,eng-robots,', says: /reference-table\.csv:32.*eng-robots/s },
  'an entitlement that is not in the catalogue': {
    row: 'robots,,Data,,,figma:owner,,',
    says: /reference-table\.csv:32.*figma:owner/s,
  },
  'a row with too many columns': { row: 'robots,,Data,,,,eng-core,,,,x', says: /reference-table\.csv:32/ },
};

describeStory('a reference table with', (makeCompany) => {
  for (const [what, { row, says }] of Object.entries(FAULTS)) {
    it(`${what} is refused with its line, and what is in force stays in force`, async () => {
      const company = await makeCompany();
      const answer = await applyTable(company, withRow(row));
      expect(answer.ok).toBe(false);
      expect(JSON.stringify(answer)).toMatch(says);
      expect((await company.store.read.policyInForce())?.version).toBe(company.policy.version);
      await company.file('Onboarding', engineer());
      await company.untilQuiet();
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    });
  }

  it('a row that can never match is said, and gives nobody anything', async () => {
    const company = await makeCompany();
    const answer = await applyTable(company, withRow('never,,Robotics,,,,eng-core,'));
    expect(JSON.stringify(answer)).toMatch(/reference-table\.csv.*Robotics/s);
  });

  it('50,000 rows is read, put in force, and a joiner gets what applies', async () => {
    const company = await makeCompany();
    const rows = Array.from({ length: 50_000 }, (_, index) => `bulk-${index},,Data,,London,,site-london,`).join('\n');
    const answer = await applyTable(company, withRow(`${rows}\nlast,,Engineering,,,,eng-senior,`));
    expect(answer).toMatchObject({ ok: true });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, 'eng-senior'].sort());
  });
});
