/** Invariant 7: no event claims an outside fact before it was read; a lost answer repeats nothing. */
import { expect, it } from 'vitest';
import { AISHA } from '../../examples/acme/forms.ts';
import { describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupId, groupsOf, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

describeStory('invariant 7: done means read back', (makeCompany) => {
  it('an account made under a lost answer is known by its mark, and no second one is made', async () => {
    const company = await makeCompany();
    const { okta, mail } = company.systems;
    okta.faults.add({ on: 'POST /api/v1/users\\?', do: 'lose-response' });
    const before = okta.directory.users().length;
    const issue = await company.file('Onboarding', engineer());
    await company.pass('5m');
    expect(okta.directory.users()).toHaveLength(before + 1);
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(issue)).proved).toBe(true);
    expect(mail.messages({ to: 'mara@home.example' })).toHaveLength(1);
  });

  it('an activation under a lost answer still gets its person a link that works', async () => {
    const company = await makeCompany();
    const { okta, mail } = company.systems;
    okta.faults.add({ on: 'POST .*/lifecycle/activate', do: 'lose-response' });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('5m');
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect(mail.messages({ to: 'mara@home.example' })[0]?.text).toMatch(/https?:\/\/\S+\/\S{12,}/);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('a comment under a lost answer is not written again', async () => {
    const company = await makeCompany();
    company.systems.jira.faults.add({ on: 'POST /rest/api/3/issue/\\d+/comment$', do: 'lose-response', times: 2 });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('5m');
    const text = commentsOn(company, issue).join('\n');
    expect(text.split('Joined | app-slack |')).toHaveLength(2);
    expect(text.split('Proved: all')).toHaveLength(2);
  });

  it('a sub-task under a lost answer is found under its parent', async () => {
    const company = await makeCompany();
    company.systems.jira.faults.add({ on: 'POST /rest/api/3/issue$', do: 'lose-response' });
    const filed = company.forms.file(AISHA, 'Sub-task', 'never made', {}).catch(() => null);
    await filed;
    company.systems.jira.faults.clear();
    const issue = await company.file('Onboarding', engineer());
    company.systems.jira.faults.add({ on: 'POST /rest/api/3/issue$', do: 'lose-response' });
    await company.edit(issue, { Hardware: ['MacBook Pro'] });
    await company.pass('5m');
    expect((await company.forms.subtasks(AISHA, issue.key)).map(({ fields }) => fields.summary)).toEqual([
      'MacBook Pro',
    ]);
  });

  it('an add that Okta only says it did is not claimed until the group shows the person', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const group = groupId(company, 'eng-senior');
    company.systems.okta.faults.add({ on: `PUT /api/v1/groups/${group}`, do: 'refuse', status: 204, times: 12 });
    await company.edit(issue, { 'Job title': 'Senior Engineer' });
    await company.untilQuiet();
    const claimed = async () =>
      (await company.timeline(issue)).some(
        ({ event }) => event.type === 'MembershipVerified' && event.name === 'eng-senior',
      );
    expect(await claimed()).toBe(false);
    expect((await company.state(issue)).proved).toBe(false);
    await company.pass('10m');
    expect(groupsOf(company, MARA)).toContain('eng-senior');
    expect(await claimed()).toBe(true);
    expect((await company.state(issue)).proved).toBe(true);
    expect(oktaWrites(company).filter((call) => call.startsWith('PUT /groups/eng-senior'))).toHaveLength(13);
  });

  it('a mail under a lost answer is repeated with the same Message-ID', async () => {
    const company = await makeCompany();
    company.systems.mail.faults.add({ do: 'refuse', operation: 'data', status: 451 });
    await company.file('Onboarding', engineer());
    await company.pass('5m');
    const ids = company.systems.mail.messages().map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(company.systems.mail.messages({ to: 'mara@home.example' })).toHaveLength(1);
  });
});
