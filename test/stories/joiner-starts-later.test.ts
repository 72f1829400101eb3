import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaCalls, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const riskyFromTheStart = (text: string, file: string) =>
  file === 'reference-table.csv'
    ? text.replace('aws:developer,,\nengineering-senior', 'aws:developer|aws:production,,\nengineering-senior')
    : text;

const activationMails = ({ systems }: Company) => systems.mail.messages({ to: 'mara@home.example' }).length;

describeStory('a joiner who starts in two weeks', (makeCompany) => {
  it('has an account a week ahead, can sign in an hour ahead, and gets what is risky on the first day', async () => {
    const company = await makeCompany({ policy: riskyFromTheStart });
    const mark = markOfLog(company);
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-03-16' }));
    await company.untilQuiet();
    expect(commentsOn(company, issue).join()).toMatch(/employee from 16 Mar 2026, 08:00/);
    expect(oktaCalls(company, mark)).toEqual([]);

    await company.pass('2026-03-09T06:59:59Z');
    expect(oktaCalls(company, mark)).toEqual([]);
    await company.pass('2026-03-09T07:00:00Z');
    expect(accountWith(company, MARA).status).toBe('STAGED');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(activationMails(company)).toBe(0);

    await company.pass('2026-03-16T05:59:59Z');
    expect(accountWith(company, MARA).status).toBe('STAGED');
    await company.pass('2026-03-16T06:00:00Z');
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect(activationMails(company)).toBe(1);
    expect(groupsOf(company, MARA)).not.toContain('aws-production');
    expect((await company.state(issue)).proved).toBe(false);

    await company.pass('2026-03-16T07:00:00Z');
    expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, 'aws-production'].sort());
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
    expect(activationMails(company)).toBe(1);
  });

  it('whose start is moved on the form begins at the new one', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-03-16' }));
    await company.untilQuiet();
    await company.edit(issue, { 'Start date': '2026-03-30' });
    await company.pass('2026-03-16T07:00:00Z');
    expect(company.systems.okta.directory.user(MARA)).toBeUndefined();
    // Zurich moved its clocks in between: eight in the morning is an hour earlier in UTC.
    await company.pass('2026-03-30T06:00:00Z');
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('who never comes is undone by an offboarding before the start', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-03-16' }));
    await company.pass('2026-03-10T08:00:00Z');
    expect(accountWith(company, MARA).status).toBe('STAGED');
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    await company.pass('2026-03-17T08:00:00Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(activationMails(company)).toBe(0);
    expect((await company.state(issue)).kind).toBe('onboarding');
  });
});
