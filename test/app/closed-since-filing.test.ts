/** A search of users finds active ones only: whose account was closed since they filed a form is not found by it. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { commentsOn, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';
import { actorsOf } from '../support/roles.ts';

const mara = { email: MARA, token: 'mara-token' };

describeStory('whoever holds a role in Jira, and whose account there was closed since', (makeCompany) => {
  it('is known as the author of a form about themselves', async () => {
    const company = await makeCompany({ roles: true });
    const user = company.systems.jira.site.addUser({ displayName: 'Mara Lindt', ...mara, groups: ['hr-team'] });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(actorsOf(company, 'ENG', 'Developers')).toEqual([MARA]);
    user.mailHidden = true;
    const own = await company.file('Change', { Employee: 'E2001', Department: 'IT' }, mara);
    user.active = false;
    await company.pass('2h');
    expect(commentsOn(company, own).join()).toMatch(/by the person it is about/);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });
});
