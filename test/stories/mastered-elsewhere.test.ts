/** Accounts that HR or a directory makes and owns: waited for, never made; shown where they disagree, never written. */
import { expect, it } from 'vitest';
import { NADIA } from '../../examples/acme/forms.ts';
import { lookForLogins } from '../../src/app/look/awaitedLogins.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openException, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const EMEA = { type: 'ACTIVE_DIRECTORY', name: 'emea.acme.example' };
const BERG = 'mara.berg@acme.example';
const newLogins = (text: string, file: string) =>
  file === 'tenure.yaml' ? text.replace('naming:\n', 'naming:\n  onNameChange: new-login\n') : text;
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

  it('gets a new login with a new name from its directory only: asked for there, read back when it has come, and the address with it', async () => {
    const company = await makeCompany({ policy: (text, file) => newLogins(policy(text, file), file) });
    const { directory } = company.systems.okta;
    const id = imports(company, { department: 'Engineering', title: 'Software Engineer' });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const mark = markOfLog(company);
    const change = await company.file('Change', { Employee: 'E2001', 'Last name': 'Berg' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['login-awaited']);
    expect(commentsOn(company, change).join('\n')).toMatch(/Have the login changed where the account is mastered/);
    expect((await company.state(change)).proved).toBe(false);
    const mailsTo = (to: string) => company.systems.mail.messages({ to }).length;
    expect(mailsTo(BERG)).toBe(0);

    directory.importProfile(id, { login: BERG, email: BERG, lastName: 'Berg' });
    expect(await lookForLogins(company.world)).toBe(1);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(change)).proved).toBe(true);
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(commentsOn(company, change).join()).toMatch(/Login mara\.berg@acme\.example.*was mara\.lindt@acme\.example/);
    expect(Math.min(mailsTo(BERG), mailsTo(MARA))).toBeGreaterThan(0);
    // From now on they are known by the new address.
    const left = await company.file('Offboarding', { Employee: BERG });
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(true);
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

  it('of somebody who leaves is closed, also when the directory brought it between two looks', async () => {
    const company = await makeCompany({ policy });
    await company.file('Onboarding', engineer());
    await company.pass('1h');
    imports(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
  });

  it('of somebody whose onboarding was withdrawn is closed too, when it is imported afterwards', async () => {
    const company = await makeCompany({ policy });
    const joins = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await company.forms.moveTo(NADIA, joins.key, 'Withdrawn');
    await company.pass('1h');
    expect([(await company.state(joins)).proved, await openKinds(company)]).toEqual([false, []]);
    imports(company);
    await company.pass('6m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(joins)).proved).toBe(true);
  });

  it('of somebody who leaves and never comes is looked for as long as its import may take, and only then nothing is left', async () => {
    const company = await makeCompany({ policy });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.leap('3h');
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([false, []]);
    await company.leap('70m');
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
  });

  it('of somebody who leaves, with the login of an account that nobody masters, is a person’s question first', async () => {
    const company = await makeCompany({ policy });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { directory } = company.systems.okta;
    directory.createUser({ profile: { login: MARA, email: MARA, firstName: 'Mara', lastName: 'Lindt' } });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('10m');
    await company.leap('5h');
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([false, ['account-exists']]);
    expect(await decide(company, 'account-exists', 'adopt')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
  });
});
