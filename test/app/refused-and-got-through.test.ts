/** What the provider refused for one case may get through for another: it is over on the case that asked a person about it. */
import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openException, openKinds } from '../support/hands.ts';
import { accountWith, groupId, groupsOf } from '../support/looks.ts';
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

  it('in one go stands on the list one by one: what becomes of one says nothing of the other', async () => {
    const company = await makeCompany();
    const { okta } = company.systems;
    const refuse = (name: string) =>
      okta.faults.add({
        do: 'refuse',
        on: `PUT /api/v1/groups/${groupId(company, name)}/users`,
        times: 1_000,
        ...DENIED,
      });
    await company.file('Onboarding', engineer({ Department: 'Product', 'Job title': 'Product Manager' }));
    await company.untilQuiet();
    refuse('eng-core');
    refuse('aws-developers');
    const engineering = { Department: 'Engineering', 'Job title': 'Software Engineer' };
    const issue = await company.file('Change', { Employee: 'E2001', ...engineering });
    await company.pass('3h');
    expect(await refusedGroups(company)).toEqual(['aws-developers', 'eng-core']);

    okta.faults.clear();
    refuse('eng-core');
    expect(await decide(company, 'provider-refused', 'retry')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('aws-developers');
    expect(await refusedGroups(company)).toEqual(['eng-core']);
    expect((await company.state(issue)).proved).toBe(false);

    okta.faults.clear();
    expect(await decide(company, 'provider-refused', 'retry')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
  });
});

/** By the names their groups have, of what is open. */
async function refusedGroups(company: Company): Promise<readonly string[]> {
  const open = await company.store.read.exceptions({ open: true, kinds: ['provider-refused'] });
  const names = ['aws-developers', 'eng-core'];
  return names.filter((name) => open.some(({ group }) => group === `okta:${groupId(company, name)}`));
}
