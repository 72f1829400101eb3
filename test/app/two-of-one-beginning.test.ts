/**
 * Jira finds people by the beginning of an address or a name: beside whoever's address it is, everybody whose own goes on where that one
 * ends. Whose address is hidden is known as the author of a form about themselves all the same.
 */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { commentsOn, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const mara = { email: MARA, token: 'mara-token' };

describeStory('whose address is the beginning of another’s', (makeCompany) => {
  it.each([
    ['a namesake abroad, who hides theirs too', { displayName: 'Mara Lindt', email: `${MARA}.au`, mailHidden: true }],
    ['a namesake abroad, whose address is shown', { displayName: 'Mara Lindt', email: `${MARA}.au` }],
    ['somebody who is called so', { displayName: `${MARA} (old)`, email: 'old@home.example', mailHidden: true }],
  ])('files nothing about themselves beside %s', async (_, other) => {
    const company = await makeCompany();
    const { site } = company.systems.jira;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    site.addUser({ displayName: 'Mara Lindt', ...mara, groups: ['hr-team'], mailHidden: true });
    site.addUser(other);
    const own = await company.file('Change', { Employee: 'E2001', Department: 'IT' }, mara);
    await company.pass('10m');
    expect(commentsOn(company, own).join()).toMatch(/by the person it is about/);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });
});
