/** Invariant 12: some accounts and groups are never written, whatever a form says. */
import { expect, it } from 'vitest';
import { lookAgain } from '../../src/app/intake/lookAgain.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { describeStory } from '../support/company.ts';
import { clickAtOkta, openKinds, putInto, takeFrom } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaCalls, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const protecting = (what: string) => (text: string) => text.replace(/protected:\n {2}accounts: \[/, `$&${what}, `);

describeStory('invariant 12: out of reach', (makeCompany) => {
  it('a protected account is neither made nor written, and the issue says so', async () => {
    const company = await makeCompany({ policy: protecting(MARA) });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(oktaWrites(company)).toEqual([]);
    expect(commentsOn(company, issue).join()).toMatch(/The account is protected: Tenure never writes it/);
    expect(await openKinds(company)).toEqual(['protected-account']);
    expect(statusOf(company, issue)).toBe('Waiting');
  });

  it('whoever holds an admin role is out of reach from then on, leaver or not', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { okta } = company.systems;
    const roles = [{ id: 'irb1', type: 'HELP_DESK_ADMIN', label: 'Help desk', status: 'ACTIVE' }];
    okta.faults.add({ on: 'GET /api/v1/users/[^/]+/roles', do: 'refuse', status: 200, body: roles, times: 1_000 });
    const mark = markOfLog(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await openKinds(company)).toEqual(['protected-account']);
    expect((await company.state(left)).proved).toBe(false);
  });

  it('whoever was closed is not written when they hold an admin role by then', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(true);
    const { okta } = company.systems;
    const roles = [{ id: 'irb1', type: 'HELP_DESK_ADMIN', label: 'Help desk', status: 'ACTIVE' }];
    okta.faults.add({ on: 'GET /api/v1/users/[^/]+/roles', do: 'refuse', status: 200, body: roles, times: 1_000 });
    const mark = markOfLog(company);
    const [person] = await company.store.read.findPersons(MARA);
    const accounts = person === undefined ? [] : (await company.store.read.person(person)).accounts;
    for (const { id } of accounts) await lookAgain(company.world, id);
    expect(oktaCalls(company, mark).length).toBeGreaterThan(0);
    expect(oktaWrites(company, mark)).toEqual([]);
  });

  it('whoever another hand had closed and emptied is not written while offboardings are in shadow', async () => {
    const shadow = (text: string) => text.replace('issueType: Offboarding', 'issueType: Offboarding\n    mode: shadow');
    const company = await makeCompany({ policy: shadow });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    for (const group of ENGINEER_GROUPS) takeFrom(company, group, MARA);
    await clickAtOkta(company, 'POST', `/users/${accountWith(company, MARA).id}/lifecycle/deactivate`);
    await company.untilQuiet();
    const mark = markOfLog(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual([]);
  });

  it('a group that carries an admin role is not written, though the policy says nothing of it', async () => {
    const company = await makeCompany();
    company.systems.okta.directory.giveAdminRole('eng-core');
    await listGroups(company.world);
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS.filter((group) => group !== 'eng-core'));
    expect(await openKinds(company)).toEqual(['protected-group']);
    expect(commentsOn(company, issue).join()).toMatch(/eng-core The group is protected/);
  });

  it('a protected group keeps its member, also when everything else is taken', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    putInto(company, 'okta-admins', MARA);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(['okta-admins']);
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await openKinds(company)).toEqual(['protected-group']);
    expect((await company.state(left)).proved).toBe(false);
    expect(commentsOn(company, left).join()).toMatch(/okta-admins The group is protected/);
  });
});
