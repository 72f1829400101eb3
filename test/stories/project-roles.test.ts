import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

/** Account ids of the people who are actors of ENG/Developers by name, as mail addresses. */
function developers({ systems }: Company): readonly string[] {
  const { projects, directory } = systems.jira.site;
  const role = projects.roleNamed('Developers');
  const users = role === undefined ? undefined : projects.get('ENG')?.actors.get(role.id)?.users;
  return [...(users?.keys() ?? [])].map((id) => directory.user(id)?.email ?? id).sort();
}

describeStory('project roles that a group opens', (makeCompany) => {
  it('are given to a joiner and taken from a leaver, and both are read back on the issue', async () => {
    const company = await makeCompany({ roles: true });
    const hired = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(developers(company)).toEqual([MARA]);
    expect((await company.state(hired)).proved).toBe(true);
    expect(commentsOn(company, hired).join('\n')).toMatch(/Joined \| project role ENG\/Developers \| jira:developer/);

    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(developers(company)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    expect(commentsOn(company, left).join('\n')).toMatch(/Left \| project role ENG\/Developers/);
  });
});
