/** Okta's activation and deactivation end later: what is read in between proves nothing, and what is read after it does. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { accountWith, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const slow = { systems: { okta: { quirks: { lifecycleDelayMilliseconds: 40_000 } } } };
const byProvider = (text: string) => text.replace(/mailFrom: \w+/, 'mailFrom: provider');

describeStory('a slow life cycle', (makeCompany) => {
  it.each(['by Okta', 'by us'])(
    'a joiner whose activation mail is sent %s, who leaves and is hired again',
    async (mail) => {
      const company = await makeCompany({ ...slow, ...(mail === 'by Okta' ? { policy: byProvider } : {}) });
      const { directory } = company.systems.okta;
      const hired = await company.file('Onboarding', engineer());
      await company.pass('2m');
      expect([accountWith(company, MARA).status, groupsOf(company, MARA)]).toEqual(['PROVISIONED', ENGINEER_GROUPS]);
      expect([(await company.state(hired)).proved, await openKinds(company)]).toEqual([true, []]);
      directory.completeActivation(accountWith(company, MARA).id);
      const left = await company.file('Offboarding', { Employee: 'E2001' });
      await company.pass('3m');
      expect([accountWith(company, MARA).status, groupsOf(company, MARA)]).toEqual(['DEPROVISIONED', []]);
      expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
      const again = await company.file('Onboarding', engineer({ 'Start date': '2026-03-03' }));
      await company.pass('2026-03-03T08:00:00Z');
      expect([accountWith(company, MARA).status, groupsOf(company, MARA)]).toEqual(['ACTIVE', ENGINEER_GROUPS]);
      expect([(await company.state(again)).proved, await openKinds(company)]).toEqual([true, []]);
    },
  );

  it('a leaver in the middle of their activation is closed as soon as it has ended', async () => {
    const company = await makeCompany(slow);
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('5m');
    expect([accountWith(company, MARA).status, groupsOf(company, MARA)]).toEqual(['DEPROVISIONED', []]);
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
  });
});
