/** One person, one account: two forms for one person, namesakes, people who come back, accounts that were there before. */
import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const usersNamed = ({ systems }: Company, family: string) =>
  systems.okta.directory.users().filter(({ profile }) => profile.lastName === family);

/** Somebody made Mara an account by hand before the form was filed. */
function accountBefore({ systems }: Company, employeeNumber?: string) {
  const profile = { login: MARA, email: MARA, firstName: 'Mara', lastName: 'Lindt' };
  return systems.okta.directory.createUser({
    profile: employeeNumber === undefined ? profile : { ...profile, employeeNumber },
  });
}

describeStory('who is who', (makeCompany) => {
  it('a second form for one person is refused where it was filed, and the first stands', async () => {
    const company = await makeCompany();
    const first = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const mark = markOfLog(company);
    const second = await company.file('Onboarding', engineer({ Department: 'Sales', 'Job title': 'Sales Manager' }));
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(commentsOn(company, second).join()).toMatch(/“Employee number” belongs to somebody who works here already/);
    expect(statusOf(company, second)).toBe('Waiting');
    expect((await company.state(first)).proved).toBe(true);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('two forms for one person in the same second make one account', async () => {
    const company = await makeCompany();
    const { deliveries } = company.systems.jira.site.webhooks;
    deliveries.hold();
    const forms = [await company.file('Onboarding', engineer()), await company.file('Onboarding', engineer())];
    for (const { id } of forms) await company.world.engine.send({ lane: 'look', issue: id });
    deliveries.release();
    await company.untilQuiet();
    expect(usersNamed(company, 'Lindt')).toHaveLength(1);
    const states = await Promise.all(forms.map((form) => company.state(form)));
    expect(states.map(({ accepted }) => accepted).sort()).toEqual([false, true]);
  });

  it('a namesake gets the next login and an address of their own', async () => {
    const company = await makeCompany();
    const before = accountBefore(company, '9999');
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const second = 'mara.lindt2@acme.example';
    expect(accountWith(company, second)).toMatchObject({ profile: { email: second, employeeNumber: 'E2001' } });
    expect(groupsOf(company, second)).toEqual(ENGINEER_GROUPS);
    expect(accountWith(company, MARA)).toMatchObject({ id: before.id, profile: { employeeNumber: '9999' } });
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
    expect(company.systems.mail.messages({ to: MARA })).toEqual([]);
    expect(company.systems.mail.messages({ to: second })).toHaveLength(1);
  });

  it('two of one name hired on one day get one login each', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.file('Onboarding', engineer({ 'Employee number': 'E2002', 'Private email': 'other@home.example' }));
    await company.untilQuiet();
    const logins = usersNamed(company, 'Lindt').map(({ profile }) => [profile.login, profile.email]);
    expect(logins.sort()).toEqual([
      ['mara.lindt2@acme.example', 'mara.lindt2@acme.example'],
      [MARA, MARA],
    ]);
  });

  it('an account whose owner is not certain is left alone, and a person is asked', async () => {
    const company = await makeCompany();
    accountBefore(company);
    const mark = markOfLog(company);
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual(['POST /users?activate=false']);
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(commentsOn(company, issue).join()).toMatch(/An account with this login exists already/);
    expect(await openKinds(company)).toEqual(['account-exists']);
    expect(statusOf(company, issue)).toBe('Waiting');
  });

  it('adopted by a decision it becomes theirs', async () => {
    const company = await makeCompany();
    const { id } = accountBefore(company);
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(await decide(company, 'account-exists', 'adopt')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(accountWith(company, MARA)).toMatchObject({ id, profile: { department: 'Engineering' } });
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(issue)).proved).toBe(true);
    expect(usersNamed(company, 'Lindt')).toHaveLength(1);
  });

  it('decided to be somebody else’s, the next login is taken', async () => {
    const company = await makeCompany();
    accountBefore(company);
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(await decide(company, 'account-exists', 'retry')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, 'mara.lindt2@acme.example')).toEqual(ENGINEER_GROUPS);
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('a person who comes back has the old account opened again, with what the new job gives', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer({ 'Start date': '2026-01-05' }));
    await company.untilQuiet();
    const { id } = accountWith(company, MARA);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    await company.pass('1d');
    const again = await company.file(
      'Onboarding',
      engineer({ Department: 'Data', 'Job title': 'Data Analyst', 'Start date': '2026-03-03' }),
    );
    await company.untilQuiet();
    expect(accountWith(company, MARA)).toMatchObject({ id, status: 'PROVISIONED', profile: { department: 'Data' } });
    expect(groupsOf(company, MARA)).toContain('app-snowflake-reader');
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
    expect((await company.state(again)).proved).toBe(true);
    expect((await company.state(left)).proved).toBe(true);
    expect(usersNamed(company, 'Lindt')).toHaveLength(1);
  });

  it('a contract renewed before it ends is a second engagement, which begins where the first one ends', async () => {
    const company = await makeCompany();
    const first = await company.file('Onboarding', engineer({ 'Last day': '2026-03-31' }));
    await company.untilQuiet();
    const { id } = accountWith(company, MARA);
    const renewed = await company.file(
      'Onboarding',
      engineer({ Department: 'Data', 'Job title': 'Data Analyst', 'Start date': '2026-04-01' }),
    );
    await company.untilQuiet();
    expect(commentsOn(company, renewed).join()).not.toMatch(/works here already/);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    await company.pass('2026-04-02T12:00:00.000Z');
    expect(accountWith(company, MARA)).toMatchObject({ id, profile: { department: 'Data' } });
    expect(accountWith(company, MARA).status).not.toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toContain('app-snowflake-reader');
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
    expect((await company.state(first)).proved).toBe(true);
    expect((await company.state(renewed)).proved).toBe(true);
  });

  it('a renewal that begins before the present work ends is refused, and says what to do', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer({ 'Last day': '2026-03-31' }));
    await company.untilQuiet();
    const renewed = await company.file('Onboarding', engineer({ 'Start date': '2026-03-31' }));
    await company.untilQuiet();
    expect(commentsOn(company, renewed).join()).toMatch(/works here already.*after the present work ends/);
    await company.edit(renewed, { 'Start date': '2026-04-01' });
    await company.untilQuiet();
    expect((await company.state(renewed)).accepted).toBe(true);
  });
});
