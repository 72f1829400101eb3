import { expect, it } from 'vitest';
import { listGroups } from '../../src/app/listGroups.ts';
import { describeStory } from '../support/company.ts';
import { decide, openKinds } from '../support/hands.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const naming = (group: string) => (text: string, file: string) =>
  file === 'reference-table.csv' ? text.replace('jira:developer,eng-core', `jira:developer,eng-core|${group}`) : text;

describeStory('a group the provider does not have', (makeCompany) => {
  it('holds nothing else back, is an exception on the issue, and is made up for by a retry', async () => {
    const company = await makeCompany({ policy: naming('eng-robots') });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await openKinds(company)).toEqual(['unknown-group']);
    expect(commentsOn(company, issue).join()).toMatch(/names a group the provider does not have.*okta:eng-robots/);
    expect(statusOf(company, issue)).toBe('Waiting');

    company.systems.okta.directory.createGroup('eng-robots');
    await listGroups(company.world);
    expect(await decide(company, 'unknown-group', 'retry')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, 'eng-robots'].sort());
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('retried too early asks again instead of being forgotten', async () => {
    const company = await makeCompany({ policy: naming('eng-robots') });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(await decide(company, 'unknown-group', 'retry')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['unknown-group']);
    expect((await company.state(issue)).proved).toBe(false);
  });

  it('that another hand deleted is an exception for whoever should be in it', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-03-20' }));
    await company.untilQuiet();
    const group = company.systems.okta.directory.groups().find(({ profile }) => profile.name === 'eng-core');
    await fetch(`${company.systems.okta.url}/api/v1/groups/${group?.id}`, {
      method: 'DELETE',
      headers: { authorization: 'SSWS emulator-token' },
    });
    await listGroups(company.world);
    await company.pass('2026-03-20T08:00:00Z');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS.filter((name) => name !== 'eng-core'));
    expect((await openKinds(company)).length).toBe(1);
    expect((await company.state(issue)).proved).toBe(false);
  });
});
