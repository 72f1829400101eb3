/** An address goes from one person to the next: whoever once had it does not decide for who has it now. */
import { expect, it } from 'vitest';
import type { Filer } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { describeStory } from '../support/company.ts';
import { engineer, MARA } from '../support/people.ts';

const AT: Filer = { email: MARA, token: 'mara-token' };
const HANDED_ON = 'ben.okafor@acme.example';
const SMITH = 'ben.smith@acme.example';
const newLogins = (text: string, file: string) =>
  file === 'tenure.yaml' ? text.replace('naming:\n', 'naming:\n  onNameChange: new-login\n') : text;

describeStory('an address that was another’s before', (makeCompany) => {
  it('lets nobody but whoever has it now see and answer the question that was put to it', async () => {
    const company = await makeCompany({ policy: newLogins });
    company.systems.jira.site.addUser({ displayName: MARA, groups: [], ...AT });
    company.systems.jira.site.addUser({ displayName: 'Ben Okafor', groups: [], email: HANDED_ON, token: 'ben-token' });
    const ben = { 'First name': 'Ben', 'Last name': 'Okafor', 'Private email': 'ben@home.example' };
    await company.file('Onboarding', engineer({ ...ben, 'Employee number': 'E2002' }));
    await company.untilQuiet();
    await company.file('Change', { Employee: 'E2002', 'Last name': 'Smith' });
    await company.untilQuiet();
    await company.file('Onboarding', engineer({ ...ben, 'Employee number': 'E3003' }));
    await company.untilQuiet();
    await company.file('Onboarding', engineer({ Manager: HANDED_ON }));
    await company.untilQuiet();
    const wanted = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: 'The upgrade' };
    const issue = await company.file('Access request', wanted, AT);
    await company.untilQuiet();

    const waits = async (person: string) => perform(company.world, 'access', { person });
    expect(await waits('E2002')).toMatchObject({ result: { toDecide: [] } });
    expect(await waits('E3003')).toMatchObject({ result: { toDecide: [{ issue: { key: issue.key } }] } });
    const decide = (by: string) => perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by });
    expect(await decide(SMITH)).toMatchObject({ kind: 'refused', refused: { refusal: 'not-an-approver' } });
    expect(await decide(HANDED_ON)).toMatchObject({ kind: 'done' });
  });
});
