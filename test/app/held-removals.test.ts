/** The brake's second line: removals that wait for the hour to pass are shown to a person until they are done. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { applyPolicy } from '../../src/app/policyInForce.ts';
import { describeStory } from '../support/company.ts';
import { groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const NOAH = 'noah.berg@acme.example';
const oneAnHour = (text: string) => text.replace('removalsPerHour: 100', 'removalsPerHour: 1');

describeStory('a removal over the hourly limit', (makeCompany) => {
  it('is an exception while it waits, and none once it was read back', async () => {
    const company = await makeCompany({ policy: oneAnHour });
    const { world, store, systems } = company;
    await company.file('Onboarding', engineer());
    await company.file(
      'Onboarding',
      engineer({ 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' }),
    );
    await company.untilQuiet();
    const policy = acmePolicy(systems.addresses, (text) =>
      oneAnHour(text).replace('github:member|jira:developer,eng-core', 'github:member|jira:developer,'),
    );
    await applyPolicy(world, { policy, author: 'rafael', approver: null });
    await company.untilQuiet();
    const left = () => [MARA, NOAH].filter((login) => groupsOf(company, login).includes('eng-core'));
    expect(left()).toHaveLength(1);
    expect(await store.read.exceptions({ open: true })).toMatchObject([{ kind: 'brake-held' }]);

    await company.pass('3h');
    expect(left()).toEqual([]);
    expect(await store.read.exceptions({ open: true })).toEqual([]);
  });
});
