/**
 * One project that Jira will not search for us (archived, in the trash, its right taken away) fails the search of all of them: what a lost
 * webhook hid in the others is found all the same, and what it hid in that one when it is searched again.
 */
import { expect, it } from 'vitest';
import { sweepTracker } from '../../src/app/clock/trackerSweep.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const BEN = { email: 'ben.carter@acme.example', token: 'ben-token' };

async function swept(company: Company): Promise<void> {
  await company.pass('3s');
  await sweepTracker(company.world);
  await company.untilQuiet();
}

/** Of the help desk, for everybody but Ben. */
function hide({ systems: { jira } }: Company, isHidden = true): void {
  const help = jira.site.projects.get('HELP');
  const user = jira.site.directory.userWithMail(BEN.email)?.accountId ?? '';
  Object.assign(help ?? {}, { permissions: isHidden ? { BROWSE_PROJECTS: [{ user }] } : {} });
}

describeStory('while one project is not searched', (makeCompany) => {
  it('somebody leaves by a form of another one, and its own is read when it is searched again, weeks later', async () => {
    const company = await makeCompany({ deaf: true });
    await company.file('Onboarding', engineer());
    await swept(company);
    expect(accountWith(company, MARA).status).toMatch(/ACTIVE|PROVISIONED|STAGED/);
    hide(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    const asked = await company.file('Access request', { 'Requested access': 'Figma: editor', Reason: 'Logos' }, BEN);
    await swept(company);
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await company.timeline(asked)).toEqual([]);
    for (let day = 1; day <= 10; day += 1) {
      await company.leap('24h');
      await swept(company);
    }
    hide(company, false);
    await swept(company);
    expect(await company.timeline(asked)).not.toEqual([]);
    // Searched like the others from then on.
    const before = company.systems.jira.log.list({ matching: /search\/jql/ }).length;
    await swept(company);
    expect(company.systems.jira.log.list({ matching: /search\/jql/ }).length).toBe(before + 1);
  });
});
