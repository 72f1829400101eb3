/** What a person lets be of somebody's way in says nothing of their way out, although one case asks for both. */
import { expect, it } from 'vitest';
import { type Filed, type FormValues, NADIA } from '../../examples/acme/forms.ts';
import { lookAgain } from '../../src/app/intake/lookAgain.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openException, openKinds, putInto } from '../support/hands.ts';
import { accountWith, groupsOf, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { markOfSite } from '../support/roles.ts';

const LAST_DAY = '2026-03-10';
const AFTER_IT = '2026-03-10T23:05:00.000Z';
const REFUSED = {
  errorCode: 'E0000006',
  errorSummary: 'You do not have permission to perform the requested action',
};
const contractor = engineer({ 'Worker type': 'Contractor', 'Last day': LAST_DAY });
const tableau: FormValues = { Employee: 'E2001', Applications: ['Tableau'], 'Access until': LAST_DAY };

async function look(company: Company): Promise<void> {
  const [person] = await company.store.read.findPersons(MARA);
  const accounts = person === undefined ? [] : (await company.store.read.person(person)).accounts;
  for (const { id } of accounts) await lookAgain(company.world, id);
  await company.untilQuiet();
}

/** Tableau until a date, which Tenure could not give: a person has let that be, and another hand gave it. */
async function lentByAnotherHand(company: Company): Promise<Filed> {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.giveAdminRole('app-tableau');
  await listGroups(company.world);
  const issue = await company.file('Change', tableau);
  await company.untilQuiet();
  expect(await decide(company, 'protected-group', 'accept')).toMatchObject({ ok: true });
  putInto(company, 'app-tableau', MARA);
  await look(company);
  expect((await company.state(issue)).proved).toBe(true);
  return issue;
}

async function expectTold(company: Company, issue: Filed, kind: string): Promise<void> {
  expect(await openKinds(company)).toEqual([kind]);
  expect((await openException(company, kind)).detail).toMatchObject({ wanted: 'absent' });
  expect((await company.state(issue)).proved).toBe(false);
  expect(statusOf(company, issue)).toBe('Waiting');
  // Let be this way too, it is asked no more.
  expect(await decide(company, kind, 'accept')).toMatchObject({ ok: true });
  await look(company);
  expect(await openKinds(company)).toEqual([]);
  expect((await company.state(issue)).proved).toBe(true);
}

describeStory('access whose beginning and end are on one case', (makeCompany) => {
  it('is told when a protected group keeps somebody past the date it was given until', async () => {
    const company = await makeCompany();
    const issue = await lentByAnotherHand(company);
    await company.pass(AFTER_IT);
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    await expectTold(company, issue, 'protected-group');
  });

  it('is told when a protected group keeps somebody past the end of their contract', async () => {
    const company = await makeCompany();
    company.systems.okta.directory.giveAdminRole('eng-core');
    await listGroups(company.world);
    const issue = await company.file('Onboarding', contractor);
    await company.untilQuiet();
    expect(await decide(company, 'protected-group', 'accept')).toMatchObject({ ok: true });
    putInto(company, 'eng-core', MARA);
    await look(company);
    await company.pass(AFTER_IT);
    expect(groupsOf(company, MARA)).toEqual(['eng-core']);
    await expectTold(company, issue, 'protected-group');
  });

  it('is told when the sign-in of a protected account stays open past the end of the contract', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', contractor);
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    const roles = [{ id: 'irb1', type: 'HELP_DESK_ADMIN', label: 'Help desk', status: 'ACTIVE' }];
    const { faults } = company.systems.okta;
    faults.add({ on: 'GET /api/v1/users/[^/]+/roles', do: 'refuse', status: 200, body: roles, times: 1_000 });
    await company.edit(issue, { 'Job title': 'Site Reliability Engineer' });
    await company.untilQuiet();
    expect(await decide(company, 'protected-account', 'accept')).toMatchObject({ ok: true });
    await company.pass(AFTER_IT);
    expect(accountWith(company, MARA).status).toBe('ACTIVE');
    await expectTold(company, issue, 'protected-account');
  });

  it('is told when a project that never answered may still give its role, and it is tried on', async () => {
    const company = await makeCompany({ roles: true });
    const { projects } = company.systems.jira.site;
    const project = projects.get('ENG');
    if (project !== undefined) projects.remove(project);
    const issue = await company.file('Onboarding', contractor);
    await company.untilQuiet();
    expect(await decide(company, 'role-unreadable', 'accept')).toMatchObject({ ok: true });
    await company.pass(AFTER_IT);
    const tries = async () => {
      const since = markOfSite(company);
      await company.pass('2h');
      return company.systems.jira.log.list({ since }).filter(({ path }) => path.includes('/project/10001')).length;
    };
    expect(await tries()).toBeGreaterThan(0);
    await expectTold(company, issue, 'role-unreadable');
    expect(await tries()).toBe(0);
  });

  it('is told when the provider refuses to take what it had refused to give', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { faults } = company.systems.okta;
    faults.add({ on: 'PUT /api/v1/groups/.*', do: 'refuse', status: 403, body: REFUSED, times: 1_000 });
    const issue = await company.file('Change', tableau);
    await company.untilQuiet();
    expect(await decide(company, 'provider-refused', 'accept')).toMatchObject({ ok: true });
    putInto(company, 'app-tableau', MARA);
    await look(company);
    expect((await company.state(issue)).proved).toBe(true);
    faults.clear();
    faults.add({ on: 'DELETE /api/v1/groups/.*', do: 'refuse', status: 403, body: REFUSED, times: 1_000 });
    await company.pass('2026-03-10T23:00:10.000Z');
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    expect(await openKinds(company)).toEqual(['provider-refused']);
    expect((await company.state(issue)).proved).toBe(false);
    faults.clear();
    await look(company);
    await company.pass('1h');
    expect(groupsOf(company, MARA)).not.toContain('app-tableau');
    expect((await company.state(issue)).proved).toBe(true);
  });
});

describeStory('a termination that is taken back', (makeCompany) => {
  it('is over when somebody lets be that they do not get in again', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    const issue = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const { faults } = company.systems.okta;
    faults.add({ on: 'PUT /api/v1/groups/.*', do: 'refuse', status: 403, body: REFUSED, times: 1_000 });
    await company.forms.moveTo(NADIA, issue.key, 'Withdrawn');
    await company.untilQuiet();
    for (const kind of await openKinds(company)) {
      expect(await decide(company, kind, 'accept')).toMatchObject({ ok: true });
    }
    await look(company);
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('is over when somebody lets be that another hand keeps them out', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { id } = accountWith(company, MARA);
    company.systems.okta.directory.completeActivation(id);
    const issue = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    await company.forms.moveTo(NADIA, issue.key, 'Withdrawn');
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('ACTIVE');
    await clickAtOkta(company, 'POST', `/users/${id}/lifecycle/suspend`);
    await look(company);
    expect(await decide(company, 'lowered-by-other-hand', 'accept')).toMatchObject({ ok: true });
    await look(company);
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
  });
});
