/** A group that a rule of the provider fills: it moves nobody who has not come in yet, and is waited for as long. */
import { expect, it } from 'vitest';
import { listGroups } from '../../src/app/listGroups.ts';
import { describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { accountWith, groupId, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

describeStory('a group that a rule fills', (makeCompany) => {
  it('is not said to be late while its person has yet to come in, and is read when the rule has filled it', async () => {
    const company = await makeCompany();
    const { directory } = company.systems.okta;
    const expression = 'user.department=="Engineering"';
    directory.createRule({ name: 'Engineers', expression, groupIds: [groupId(company, 'eng-core')] });
    await listGroups(company.world);
    const issue = await company.file('Onboarding', engineer());
    await company.pass('6h');
    expect([accountWith(company, MARA).status, groupsOf(company, MARA).includes('eng-core')]).toEqual([
      'PROVISIONED',
      false,
    ]);
    expect(await openKinds(company)).toEqual([]);
    directory.completeActivation(accountWith(company, MARA).id);
    await company.pass('61m');
    expect(groupsOf(company, MARA)).toContain('eng-core');
    expect([(await company.state(issue)).proved, await openKinds(company)]).toEqual([true, []]);
  });

  it('is a person’s matter when the rule has not filled it an hour after they came in', async () => {
    const company = await makeCompany();
    const { directory } = company.systems.okta;
    const expression = 'user.department=="Nowhere"';
    directory.createRule({ name: 'Nobody', expression, groupIds: [groupId(company, 'eng-core')] });
    await listGroups(company.world);
    await company.file('Onboarding', engineer());
    await company.pass('3h');
    directory.completeActivation(accountWith(company, MARA).id);
    await company.pass('59m');
    expect(await openKinds(company)).toEqual([]);
    await company.pass('61m');
    expect(await openKinds(company)).toEqual(['group-not-writable']);
  });

  it('stays the rule’s to a role that is shown no rules: a leaver is not put on the rule’s list of exclusions', async () => {
    const company = await makeCompany();
    const { directory } = company.systems.okta;
    const expression = 'user.department=="Engineering"';
    directory.createRule({ name: 'Engineers', expression, groupIds: [groupId(company, 'eng-core')] });
    await listGroups(company.world);
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    directory.completeActivation(accountWith(company, MARA).id);
    await company.pass('61m');
    directory.narrowRole(directory.rules().map(({ id }) => id));
    await expect(listGroups(company.world)).rejects.toThrow('shows no group rule');
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(directory.rules().flatMap(({ excludedUserIds }) => excludedUserIds)).toEqual([]);
    expect((await company.timeline(left)).map(({ event }) => event.type)).toContain('LeaverVerified');
  });
});
