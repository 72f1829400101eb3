/** `tenure explain` for somebody who has left, for somebody who has not begun, and where a person has to decide. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEN, NADIA } from '../../examples/acme/forms.ts';
import { type CliCompany, MARA, startCliCompany } from './company.ts';

let company: CliCompany;
beforeAll(async () => {
  company = await startCliCompany();
});
afterAll(() => company.stop());

const JONAS = { ...MARA, 'Employee number': 'E2002', 'First name': 'Jonas', 'Private email': 'jonas@home.example' };

describe('tenure explain', () => {
  it('says of a leaver that nothing is given, since when and by which case, and not what the table gave', async () => {
    await company.proved('Onboarding', MARA);
    const left = await company.proved('Offboarding', { Employee: 'E2001' });
    const { exit, out } = await company.tenure('explain', 'E2001');
    expect(exit).toBe(0);
    expect(out).toMatch(new RegExp(`Mara Lindt \\(e2001\\) {2}left on .*Z by ${left.key}: nothing is given`));
    expect(out).not.toContain('would also give');
    expect(out).not.toContain('no grant in force');
    const { json } = await company.tenure('explain', 'E2001', '--json');
    expect(json()).toMatchObject({ standing: { is: 'left', case: left.key }, table: null, groups: [] });
  });

  it('says of somebody who has not begun when they begin, and what is not there yet', async () => {
    const issue = await company.forms.file(NADIA, 'Onboarding', 'ahead', { ...JONAS, 'Start date': '2100-03-01' });
    await company.until(
      `${issue.key} accepted`,
      async () => (await company.store.read.findPersons('E2002')).length > 0,
    );
    const { out } = await company.tenure('explain', 'E2002');
    expect(out).toContain('begins on 2100-03-01 07:00:00Z; the account is made from 2100-02-22 07:00:00Z on');
    expect(out).toMatch(/okta:app-zoom {2}\(not yet\)/);

    await company.forms.edit(BEN, issue.key, { Location: 'Basel' });
    await company.until('the edit is an exception', async () => {
      const open = await company.store.read.exceptions({ open: true });
      return open.some(({ kind }) => kind === 'unauthorised-edit');
    });
    const told = (await company.tenure('explain', 'E2002')).out;
    expect(told).toContain('Waits for a person, so what is there may differ:');
    expect(told).toMatch(/Someone without the right edited the form.*\(jira:\d+!edit-1\)/);
  });

  it('says what policy would answer to a request, by which rule and whom it would ask, and asks nobody', async () => {
    const asked = async (...more: string[]) => (await company.tenure('explain', 'E2002', '--request', ...more)).out;
    const high = await asked('AWS: production', '--for', '6h', '--reason', 'the upgrade');
    expect(high).toMatch(/aws:production for Jonas Lindt .*, 6 hours/);
    expect(high).toContain('rule high: asked, one stage after the other; risk high; groups okta:aws-production');
    expect(high).toMatch(/high-1: rafael\.ortiz@acme\.example \(manager\)/);
    expect(high).toMatch(/high-2: omar\.haddad@acme\.example \(owner\)/);
    expect(await asked('AWS: production')).toContain('needs a reason');
    expect(await asked('AWS: production', '--break-glass', '--reason', 'fire')).toContain('rule production-emergency');
    expect(await asked('Miro')).toContain('is not in the catalogue');
    expect((await company.tenure('requests')).out).toContain('No request waits');
  });
});
