/** What the provider refused for one case may get through for another: it is over on the case that asked a person about it. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { openException, openKinds } from '../support/hands.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const DENIED = { status: 403, body: { errorCode: 'E0000006', errorSummary: 'You do not have permission' } };

describeStory('what was refused', (makeCompany) => {
  it('and got through for a later case is over on its own, which has nothing else to tell', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { okta } = company.systems;
    const moves = async (Location: string) => {
      const issue = await company.file('Change', { Employee: 'E2001', Location });
      await company.untilQuiet();
      return issue;
    };
    okta.faults.add({ do: 'refuse', on: `POST /api/v1/users/${accountWith(company, MARA).id}`, times: 100, ...DENIED });
    const first = await moves('Basel');
    expect((await openException(company, 'provider-refused')).case).toBe(`jira:${first.id}`);

    okta.faults.clear();
    const second = await moves('Boston');
    expect(accountWith(company, MARA).profile).toMatchObject({ city: 'Boston' });
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(first)).exceptions).toMatchObject([{ kind: 'provider-refused', verdict: 'retry' }]);
    expect([(await company.state(first)).proved, (await company.state(second)).proved]).toEqual([true, true]);
  });
});
