/** Invariant 8: revocation is retried until it is verified, and shown to a person while it is not. */
import { expect, it } from 'vitest';
import type { Fault } from '../../emulators/kit/faults/fault.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const TROUBLES: Readonly<Record<string, Fault>> = {
  'is unreachable': { on: '.', do: 'drop', times: 100_000 },
  'answers 500': { on: '(POST|DELETE|PUT) ', do: 'refuse', status: 500, times: 100_000 },
  'refuses the group changes': {
    on: 'DELETE /api/v1/groups',
    do: 'refuse',
    status: 403,
    body: { errorCode: 'E0000006', errorSummary: 'You do not have permission' },
    times: 100_000,
  },
};

async function hired(company: Company) {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const { directory } = company.systems.okta;
  directory.completeActivation(accountWith(company, MARA).id);
}

describeStory('invariant 8: revocation never gives up', (makeCompany) => {
  for (const [trouble, fault] of Object.entries(TROUBLES)) {
    it(`when Okta ${trouble} for hours, a person is told, and it is done when Okta is back`, async () => {
      const company = await makeCompany();
      await hired(company);
      company.systems.okta.faults.add(fault);
      const left = await company.file('Offboarding', { Employee: 'E2001' });
      await company.pass('2h');
      expect((await company.state(left)).proved).toBe(false);
      expect((await openKinds(company)).length).toBeGreaterThan(0);
      expect(statusOf(company, left)).toBe('Waiting');
      expect(commentsOn(company, left).join('\n')).toMatch(/keeps trying|refused a change/);

      company.systems.okta.faults.clear();
      await company.pass('15m');
      expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
      expect(groupsOf(company, MARA)).toEqual([]);
      expect(await openKinds(company)).toEqual([]);
      expect((await company.state(left)).proved).toBe(true);
      expect(statusOf(company, left)).toBe('Done');
    });
  }

  it('a limit of Okta’s is waited for, as long as it says, and no person is bothered', async () => {
    const company = await makeCompany();
    await hired(company);
    company.systems.okta.faults.add({
      on: '.',
      do: 'refuse',
      status: 429,
      body: { errorCode: 'E0000047', errorSummary: 'API call exceeded rate limit due to too many requests.' },
      times: 4,
    });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('2m');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });
});
