/** Accounts that HR or a directory makes and owns: waited for, never made; shown where they disagree, never written. */
import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openException, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const EMEA = { type: 'ACTIVE_DIRECTORY', name: 'emea.acme.example' };
const AMER = { type: 'ACTIVE_DIRECTORY', name: 'amer.acme.example' };

const policy = (text: string, file: string) =>
  file === 'tenure.yaml' ? `${text}\nmastered: { accounts: { workerType: [employee] }, within: 4h }\n` : text;

/** The directory's import brings the account, with what the directory knows. */
function imports({ systems }: Company, more: Readonly<Record<string, string>> = {}): string {
  const { directory } = systems.okta;
  const profile = { login: MARA, email: MARA, firstName: 'Mara', lastName: 'Lindt', employeeNumber: 'E2001', ...more };
  const { id } = directory.createUser({ profile });
  directory.masterBy(id, EMEA);
  return id;
}

describeStory('an account mastered elsewhere', (makeCompany) => {
  it('is waited for and never made; once imported it gets its groups, and what it says otherwise is shown and not written', async () => {
    const company = await makeCompany({ policy });
    const mark = markOfLog(company);
    const issue = await company.file('Onboarding', engineer());
    await company.pass('3h');
    expect([oktaWrites(company, mark), await openKinds(company)]).toEqual([[], []]);
    await company.pass('2h');
    expect(await openKinds(company)).toEqual(['account-awaited']);
    expect(commentsOn(company, issue).join('\n')).toMatch(/HR or a directory makes this person’s account/);

    imports(company, { department: 'Research', title: 'Software Engineer' });
    await company.pass('6m');
    expect(await openKinds(company)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(issue)).proved).toBe(true);
    const writes = oktaWrites(company, mark);
    expect(writes.filter((call) => !call.startsWith('PUT /groups/'))).toEqual([]);
    expect(accountWith(company, MARA).profile.department).toBe('Research');
    expect(commentsOn(company, issue).join('\n')).toMatch(/department: “Research” there, “Engineering” here/);
  });

  it('with the login of somebody who is not mastered there is a person’s question, as any clash', async () => {
    const company = await makeCompany({ policy });
    const { directory } = company.systems.okta;
    directory.createUser({ profile: { login: MARA, email: MARA, firstName: 'Mara', lastName: 'Lindt' } });
    const mark = markOfLog(company);
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect([oktaWrites(company, mark), await openKinds(company)]).toEqual([[], ['account-exists']]);
  });

  it('that moves from one directory to another loses nothing and is given nothing until a person has confirmed', async () => {
    const company = await makeCompany({ policy });
    const id = imports(company);
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    company.systems.okta.directory.masterBy(id, AMER);
    const mark = markOfLog(company);
    const change = await company.file('Change', {
      Employee: 'E2001',
      Department: 'Data',
      'Job title': 'Data Engineer',
    });
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual([]);
    expect((await openException(company, 'directory-changed')).detail).toMatchObject({
      from: 'ACTIVE_DIRECTORY:emea.acme.example',
      source: 'ACTIVE_DIRECTORY:amer.acme.example',
    });
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    expect(await decide(company, 'directory-changed', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    expect((await company.state(change)).proved).toBe(true);
  });
});
