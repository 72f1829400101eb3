/** Two edits of the policy that are made at one instant: what the hour's limit allows is one change, whoever comes first. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import type { World } from '../../src/app/world.ts';
import { describeStory } from '../support/company.ts';
import { engineer, mara } from '../support/people.ts';
import { type Edit, emptied } from '../support/tableEdits.ts';

const oneAtOnce: Edit = (text) => text.replace('peoplePerOrigin: 25', 'peoplePerOrigin: 1');
const withoutJira: Edit = (text) => text.replace('benchling:scientist|jira:user,', 'benchling:scientist,');

/** Once it has counted, it goes on when `meanwhile` is over. */
function overtaken(world: World, meanwhile: () => Promise<unknown>): World {
  let other: Promise<unknown> | null = null;
  const { store } = world;
  return {
    ...world,
    freshId: () => {
      other ??= meanwhile();
      return world.freshId();
    },
    store: {
      ...store,
      transaction: async (work, locks) => {
        await other;
        return store.transaction(work, locks);
      },
    },
  };
}

describeStory('two edits of one instant', (makeCompany) => {
  it('are counted one after the other: the second one knows what the first one has changed', async () => {
    const company = await makeCompany({ policy: oneAtOnce });
    await company.file('Onboarding', engineer());
    await company.file('Onboarding', mara({ 'Employee number': 'E2002', 'First name': 'Ada', 'Last name': 'Moser' }));
    await company.untilQuiet();
    const applied = (world: World, edit: Edit) => {
      const policy = acmePolicy(company.systems.addresses, (text) => oneAtOnce(edit(text)));
      return applyPolicy(world, { policy, author: 'rafael', approver: null });
    };
    const { world } = company;
    const first: Promise<unknown>[] = [];
    const meanwhile = () => {
      const one = applied(world, emptied);
      first.push(one);
      return one;
    };
    expect(await applied(overtaken(world, meanwhile), withoutJira)).toMatchObject({
      kind: 'held',
      because: ['2 people are touched; 1 are allowed within an hour'],
    });
    expect(await Promise.all(first)).toMatchObject([{ kind: 'in-force', people: 1 }]);
    const inForce = await world.store.read.policyInForce();
    const held = (await world.store.read.changeSets()).find(({ state }) => state === 'held');
    expect(held?.change).toMatchObject({ previous: inForce?.version });
  });
});
