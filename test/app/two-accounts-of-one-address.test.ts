/** Who has a portal-only account beside their own: it has their address, and is not who they are in Jira. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { commentsOn, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const mara = { email: MARA, token: 'mara-token' };
const portalOnly = { displayName: 'Mara L', email: MARA, accountType: 'customer' } as const;

describeStory('who has a portal-only account beside their own', (makeCompany) => {
  it('is known as the author of a form about themselves, though their own account hides its address', async () => {
    const company = await makeCompany();
    const { site } = company.systems.jira;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    site.addUser({ displayName: 'Mara Lindt', ...mara, groups: ['hr-team'], mailHidden: true });
    site.addUser(portalOnly);
    const own = await company.file('Change', { Employee: 'E2001', Department: 'IT' }, mara);
    await company.pass('10m');
    expect(commentsOn(company, own).join()).toMatch(/by the person it is about/);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('gets no role with it, and theirs with their own, which comes later', async () => {
    const company = await makeCompany({ roles: true });
    const { projects, directory } = company.systems.jira.site;
    directory.addUser(portalOnly);
    const hired = await company.file('Onboarding', engineer());
    await company.pass('1h');
    const actors = [...(projects.get('ENG')?.actors.values() ?? [])].flatMap(({ users }) => [...users.keys()]);
    const own = directory.userWithMail(MARA);
    expect(own?.accountType).toBe('atlassian');
    expect(actors).toEqual([own?.accountId]);
    expect((await company.state(hired)).proved).toBe(true);
  });
});
