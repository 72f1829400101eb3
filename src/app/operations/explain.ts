/** Why: for every group which row or grant gives it; for somebody who works here, or for somebody not yet hired. */
import { z } from 'zod';
import { leadingEngagement } from '../../core/grant/index.ts';
import { attributesFrom, attributesOf, explainAttributes, explainPerson } from '../../core/policy/index.ts';
import { accept } from '../../core/shared/outcome.ts';
import { caseKeys, findPerson, inForce } from './find.ts';
import { operation, refused } from './operation.ts';

export const explainPersonOperation = operation({
  needs: 'store',
  input: z.strictObject({ person: z.string().min(1).max(500) }),
  async run(world, { person }) {
    const found = await findPerson(world, person);
    if (!found.ok) return found;
    const force = await inForce(world);
    if (!force.ok) return force;
    const { ledger, shown } = found.value;
    const { policy, groupsByName } = force.value;
    const now = await world.store.read.now();
    const engagement = leadingEngagement(ledger.engagements, now);
    const attributes = engagement === undefined ? null : attributesOf(engagement);
    const { grants, exclusions } = ledger;
    const explained = explainPerson(policy, groupsByName, { grants, exclusions, attributes }, now);
    const keyOf = caseKeys(world.store.read);
    return accept({
      person: shown,
      policy: policy.version,
      groups: await Promise.all(
        explained.groups.map(async (group) => ({
          ...group,
          grants: await Promise.all(
            group.grants.map(async (grant) => ({ ...grant, caseKey: await keyOf(grant.case) })),
          ),
        })),
      ),
      table: explained.table,
    });
  },
});

export const explainAttributesOperation = operation({
  needs: 'store',
  input: z.strictObject({
    /** `department=Science,title=Research Scientist`. */
    attributes: z.string().min(1).max(5_000),
  }),
  async run(world, input) {
    const force = await inForce(world);
    if (!force.ok) return force;
    const { policy, groupsByName } = force.value;
    const read = attributesFrom(policy.settings, input.attributes);
    if (!read.ok) return refused('bad-attributes', '', read.refusal);
    return accept({ policy: policy.version, ...explainAttributes(policy, read.value, groupsByName) });
  },
});
