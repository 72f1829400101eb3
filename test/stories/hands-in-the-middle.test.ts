/** What other hands do to people and groups while a change is under way: asked about, and never undone by itself. */
import { expect, it } from 'vitest';
import { listGroups } from '../../src/app/listGroups.ts';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openKinds, putInto, takeFrom } from '../support/hands.ts';
import { accountWith, groupId, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';
import { swept, waiting } from '../support/sweeping.ts';

const NOAH = 'noah.berg@acme.example';
const noah = engineer({ 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' });
const TO_DATA = { Department: 'Data', 'Job title': 'Data Engineer' };
const GAINS = ['app-snowflake-reader', 'app-tableau'];

async function hired(company: Company) {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
}

describeStory('an administrator’s hand in the middle', (makeCompany) => {
  it('of a change takes, gives and suspends: the change goes on, and none of the three is undone', async () => {
    const company = await makeCompany();
    await hired(company);
    const { faults } = company.systems.okta;
    faults.add({ on: 'PUT /api/v1/groups/\\w+/users', do: 'refuse', status: 503, times: 1_000 });
    const change = await company.file('Change', { Employee: 'E2001', ...TO_DATA });
    await company.pass('1s');
    expect((await company.state(change)).proved).toBe(false);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    takeFrom(company, 'app-zoom', MARA);
    putInto(company, 'finance-all', MARA);
    await clickAtOkta(company, 'POST', `/users/${accountWith(company, MARA).id}/lifecycle/suspend`);
    faults.clear();
    const mark = markOfLog(company);
    await company.pass('30m');

    const own = ENGINEER_GROUPS.filter((name) => name !== 'app-zoom' && name !== 'eng-core');
    expect(groupsOf(company, MARA)).toEqual([...own, ...GAINS, 'finance-all'].sort());
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    const writes = oktaWrites(company, mark);
    expect(writes.filter((call) => /app-zoom|finance-all|lifecycle/.test(call))).toEqual([]);
    expect(await openKinds(company)).toEqual(['gone-after-verified', 'lowered-by-other-hand']);
    expect((await company.state(change)).proved).toBe(false);

    // Decided, the change is proved; and what was given is nobody's until somebody says whose.
    expect(await decide(company, 'gone-after-verified', 'restore')).toMatchObject({ ok: true });
    expect(await decide(company, 'lowered-by-other-hand', 'restore')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('app-zoom');
    expect((await company.state(change)).proved).toBe(true);
    await swept(company);
    expect(await waiting(company)).toEqual(['unexplained-membership']);
    expect(groupsOf(company, MARA)).toContain('finance-all');
  });
});

describeStory('a group in other hands', (makeCompany) => {
  it('is followed by its id under another name, is not the one that was made under its old name, and is let be when a rule fills it', async () => {
    const company = await makeCompany();
    await hired(company);
    await company.file('Onboarding', noah);
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, NOAH).id);
    const core = groupId(company, 'eng-core');
    const answer = await fetch(`${company.systems.okta.url}/api/v1/groups/${core}`, {
      method: 'PUT',
      headers: { authorization: 'SSWS emulator-token', 'content-type': 'application/json' },
      body: JSON.stringify({ profile: { name: 'engineering-core' } }),
    });
    expect(answer.status).toBe(200);
    company.systems.okta.directory.createGroup('eng-core');
    const mark = markOfLog(company);
    await swept(company);
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await waiting(company)).toEqual([]);

    // Who moves on loses the group they were given, whatever it is called by now.
    await company.file('Change', { Employee: 'E2002', ...TO_DATA });
    await company.untilQuiet();
    const renamed = ENGINEER_GROUPS.map((name) => (name === 'eng-core' ? 'engineering-core' : name));
    expect(groupsOf(company, NOAH)).not.toContain('engineering-core');
    expect(groupsOf(company, MARA)).toEqual([...renamed].sort());

    // A rule begins to fill it: from then on it is the rule's.
    company.systems.okta.directory.createRule({
      name: 'engineering',
      expression: 'user.department=="Nowhere"',
      groupIds: [core],
    });
    await listGroups(company.world);
    const before = markOfLog(company);
    const change = await company.file('Change', { Employee: 'E2001', ...TO_DATA });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('engineering-core');
    expect(oktaWrites(company, before).filter((call) => call.startsWith('DELETE'))).toEqual([]);
    expect((await company.state(change)).proved).toBe(false);
    await swept(company);
    expect(await waiting(company)).toEqual(['group-owned-elsewhere']);
  });
});
