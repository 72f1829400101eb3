/** A field whose value Jira could not load comes with a good answer and without the value: that is not an empty field. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { accountWith, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

describeStory('while Jira cannot load the last day of an offboarding', (makeCompany) => {
  it.each(['null', 'nothing'] as const)('shown as %s, nobody leaves before that day', async (shown) => {
    const company = await makeCompany({ mayStumble: true });
    const { site } = company.systems.jira;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    site.failingFields.set(site.fields.require('Last day').id, shown);
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-02' });
    await company.pass('5m');
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    site.failingFields.clear();
    await company.pass('20m');
    expect((await company.state(left)).accepted).toBe(true);
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
  });
});
