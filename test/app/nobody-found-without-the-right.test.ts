/** To whoever may not find users Jira answers an empty list and no error: that is nobody's absence, and nothing follows from it. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { commentsOn, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';
import { actorsOf } from '../support/roles.ts';

const LOST = { do: 'lose-right', right: 'permission', which: 'USER_PICKER' } as const;
/** Who files is known from a minute ago: only whom a form names is looked for, and the right is asked about. */
const NOT_FOUND = { ...LOST, on: '^GET /rest/api/3/(user/search|mypermissions)' } as const;
const mara = { email: MARA, token: 'mara-token' };

describeStory('while the right to find users is missing', (makeCompany) => {
  it('a form waits whose author may be the person it is about, and is refused as theirs once that can be told', async () => {
    const company = await makeCompany({ mayStumble: true });
    const { jira } = company.systems;
    await company.file('Onboarding', engineer());
    await company.file(
      'Onboarding',
      engineer({ 'Employee number': 'E2002', 'First name': 'Jonas', 'Last name': 'Frey' }),
    );
    await company.untilQuiet();
    // Her address is hidden, and what she may file is known from a form about somebody else.
    jira.site.addUser({ displayName: 'Mara Lindt', ...mara, groups: ['hr-team'], mailHidden: true });
    const other = await company.file('Change', { Employee: 'E2002', Department: 'IT' }, mara);
    await company.pass('2s');
    expect((await company.state(other)).accepted).toBe(true);
    jira.faults.add(NOT_FOUND);
    const own = await company.file('Change', { Employee: 'E2001', Department: 'IT' }, mara);
    await company.pass('10m');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(commentsOn(company, own)).toEqual([]);
    jira.faults.clear();
    await company.pass('1h');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(commentsOn(company, own).join()).toMatch(/by the person it is about/);
  });

  it('nobody is told that a joiner has no account there, whose role is given once they can be found', async () => {
    const company = await makeCompany({ roles: true, mayStumble: true });
    const { jira } = company.systems;
    jira.faults.add(NOT_FOUND);
    const hired = await company.file('Onboarding', engineer({ Manager: null }));
    await company.pass('3h');
    expect(await openKinds(company)).not.toContain('account-not-found');
    expect((await company.state(hired)).proved).toBe(false);
    jira.faults.clear();
    await company.pass('2h');
    expect(actorsOf(company, 'ENG', 'Developers')).toEqual([MARA]);
    expect((await company.state(hired)).proved).toBe(true);
  });
});
