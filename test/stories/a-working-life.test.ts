/** The turns of a working life that are neither a beginning nor an end: a new name, another manager, another contract, two at once. */
import { expect, it } from 'vitest';
import type { FormValues } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites, recordOn } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const AISHA = 'aisha.khan@acme.example';
const TOMASZ = 'tomasz.nowak@acme.example';
const BERG = 'mara.berg@acme.example';
const BERG2 = 'mara.berg2@acme.example';

const newLogins = (text: string, file: string) =>
  file === 'tenure.yaml'
    ? text
        .replace('naming:\n', 'naming:\n  onNameChange: new-login\n')
        .replace('profile:\n', 'profile:\n  manager: "{managerMail}"\n')
    : text;

async function hired(company: Company, values: FormValues = {}) {
  const issue = await company.file('Onboarding', engineer(values));
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
  return issue;
}

const subjectsTo = ({ systems }: Company, to: string) => systems.mail.messages({ to }).map(({ subject }) => subject);
/** Who was added to a group, or taken out of one. */
const memberships = (company: Company, mark: number) =>
  oktaWrites(company, mark).filter((call) => /\/groups\/.*\/users\//.test(call));

describeStory('a working life', (makeCompany) => {
  it('a new name brings a new login by the rule, to the same account; the old one is said, and those concerned are told', async () => {
    const company = await makeCompany({ policy: newLogins });
    await hired(company);
    const { id } = accountWith(company, MARA);
    // Somebody Tenure knows nothing of has the first login by the rule.
    const namesake = { login: BERG, email: BERG, firstName: 'Mara', lastName: 'Berg', employeeNumber: '77' };
    const other = company.systems.okta.directory.createUser({ profile: namesake }).id;
    const mark = markOfLog(company);
    const change = await company.file('Change', {
      Employee: 'E2001',
      'Last name': 'Berg',
      Manager: 'aisha.khan@acme.example',
    });
    await company.untilQuiet();
    expect(accountWith(company, BERG2)).toMatchObject({
      id,
      status: 'ACTIVE',
      profile: { email: BERG2, lastName: 'Berg', manager: 'aisha.khan@acme.example' },
    });
    expect(accountWith(company, BERG).id).toBe(other);
    expect(groupsOf(company, BERG2)).toEqual(ENGINEER_GROUPS);
    expect(memberships(company, mark)).toEqual([]);
    expect((await company.state(change)).proved).toBe(true);
    expect(commentsOn(company, change).join()).toMatch(
      /Login mara\.berg2@acme\.example.*was mara\.lindt@acme\.example/,
    );
    for (const to of [MARA, BERG2, 'aisha.khan@acme.example'])
      expect(subjectsTo(company, to).join()).toMatch(/Mara Berg has a new login/);
    expect(recordOn(company, change)).toMatchObject({ ok: true });
    expect(await openKinds(company)).toEqual([]);

    // From now on the new manager is told, and the old address is nobody's any more.
    const told = subjectsTo(company, 'tomasz.nowak@acme.example').length;
    const left = await company.file('Offboarding', { Employee: BERG2 });
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(true);
    expect(subjectsTo(company, 'aisha.khan@acme.example').at(-1)).toMatch(/is closed/);
    expect(subjectsTo(company, 'tomasz.nowak@acme.example')).toHaveLength(told);
  });

  it('another manager is who is told and who decides from then on; nothing the person holds is touched', async () => {
    const company = await makeCompany({ policy: newLogins });
    const mara = { email: MARA, token: 'mara-token' };
    company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...mara });
    await hired(company);
    const asked = await company.file('Access request', { Applications: ['Snowflake'], Duration: '30 days' }, mara);
    await company.untilQuiet();
    expect(commentsOn(company, asked).join()).toContain(`asked ${TOMASZ} (manager)`);
    const mark = markOfLog(company);
    const change = await company.file('Change', { Employee: 'E2001', Manager: AISHA });
    await company.untilQuiet();
    expect(accountWith(company, MARA)).toMatchObject({ status: 'ACTIVE', profile: { manager: AISHA } });
    expect(memberships(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(change)).proved).toBe(true);
    expect(recordOn(company, change)).toMatchObject({ ok: true });

    // The question that was open is theirs now, and nobody else's.
    expect(commentsOn(company, asked).join()).toContain(`asked ${AISHA} (manager)`);
    const says = async (by: string) => {
      const said = await perform(company.world, 'decide', { case: asked.key, verdict: 'approve', by, about: '1' });
      await company.untilQuiet();
      return said.kind === 'refused' ? said.refused.refusal : said.kind;
    };
    expect(await says(TOMASZ)).toBe('not-an-approver');
    expect(await says(AISHA)).toBe('done');
    expect(groupsOf(company, MARA)).toContain('app-snowflake-reader');
    expect(await openKinds(company)).toEqual([]);
  });

  it('a contractor who is an employee from the day after works on: no sign-in is stopped in the night between, and nothing that goes on is lost', async () => {
    const company = await makeCompany();
    await hired(company, { 'Worker type': 'Contractor', 'Last day': '2026-03-15' });
    const before = groupsOf(company, MARA);
    const change = await company.file('Change', {
      Employee: 'E2001',
      'Worker type': 'Employee',
      'Start date': '2026-03-16',
    });
    const mark = markOfLog(company);
    // An hour after the contract's last day, eight before the employment.
    await company.pass('2026-03-16T00:00:00Z');
    expect(commentsOn(company, change).join()).toMatch(/The contract ends on 16 Mar 2026, 00:00.*they work on/);
    expect(groupsOf(company, MARA)).toEqual(before);
    await company.pass('2026-03-16T08:00:00Z');
    const after = groupsOf(company, MARA);
    expect(after).toEqual(ENGINEER_GROUPS);
    const touched = (method: string) =>
      memberships(company, mark)
        .filter((call) => call.startsWith(method))
        .map((call) => /groups\/([^/]+)\//.exec(call)?.[1] ?? call);
    expect(touched('DELETE').sort()).toEqual(before.filter((name) => !after.includes(name)));
    expect(touched('PUT').sort()).toEqual(after.filter((name) => !before.includes(name)));
    expect(oktaWrites(company, mark).filter((call) => call.includes('/lifecycle/'))).toEqual([]);
    expect(commentsOn(company, change).join()).toMatch(/employee from .*open-ended/);
    await company.pass('2026-04-02T08:00:00Z');
    expect(accountWith(company, MARA).status).toBe('ACTIVE');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(change)).proved).toBe(true);
  });

  it('two engagements give what either gives; when one ends, only what it alone gave goes', async () => {
    const company = await makeCompany();
    await hired(company);
    const second = engineer({
      Department: 'Data',
      'Job title': 'Data Analyst',
      'Last day': '2026-03-13',
      'Additional engagement': 'Yes',
    });
    const beside = await company.file('Onboarding', second);
    await company.untilQuiet();
    const both = groupsOf(company, MARA);
    expect(both).toEqual(expect.arrayContaining(ENGINEER_GROUPS));
    expect(both.length).toBeGreaterThan(ENGINEER_GROUPS.length);
    expect((await company.state(beside)).proved).toBe(true);

    const mark = markOfLog(company);
    await company.pass('2026-03-14T08:00:00Z');
    expect(accountWith(company, MARA).status).toBe('ACTIVE');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(memberships(company, mark).every((call) => call.startsWith('DELETE'))).toBe(true);
    expect(await openKinds(company)).toEqual([]);
    expect(recordOn(company, beside)).toMatchObject({ ok: true });
  });
});
