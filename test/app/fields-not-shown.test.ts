/** Without the right to browse a project Jira leaves its fields out of the list of fields, and no error says so. */
import { expect, it } from 'vitest';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { describeStory } from '../support/company.ts';
import { accountWith, commentsOn } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

describeStory('while the right to browse was missing a moment ago', (makeCompany) => {
  it('a form that is filed once it is back is read with all its fields', async () => {
    const company = await makeCompany({ mayStumble: true });
    const { jira } = company.systems;
    const hired = await company.file('Onboarding', engineer());
    await company.pass('11m');
    jira.faults.add({ do: 'lose-right', right: 'permission', which: 'BROWSE_PROJECTS', until: '10s' });
    await lookAtIssue(company.world, hired.id);
    await company.pass('20s');
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('2m');
    expect(commentsOn(company, left).join()).not.toMatch(/is a field that Jira does not have/);
    expect(accountWith(company, MARA).status).toMatch(/SUSPENDED|DEPROVISIONED/);
  });
});
