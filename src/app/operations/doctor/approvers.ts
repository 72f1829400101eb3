/** High risk is decided by somebody who is named for it: whether any of them still works here. */
import { emptyLedger } from '../../../core/grant/index.ts';
import { leftWithoutApprover } from '../../../core/request/index.ts';
import type { RulesInForce } from '../../policy/rules.ts';
import { approverFacts } from '../../requests/facts.ts';
import type { World } from '../../world.ts';
import { asked, type Check, missing } from './check.ts';

export const checkApprovers = (world: World, force: RulesInForce | null): Promise<readonly Check[]> =>
  asked('policy', 'approvers', async () => {
    if (force === null) return [];
    const entitlements = force.policy.catalogue.applications.flatMap((one) =>
      one.entitlements.flatMap(({ id, risk }) => (risk === 'high' ? [id] : [])),
    );
    const facts = await approverFacts(world, force, emptyLedger, { entitlements, rules: [], askers: [] });
    return leftWithoutApprover(force.policy, facts).map((id) =>
      missing(
        'policy',
        `${id} is of high risk, and everybody who is named to decide about it has left or is away`,
        'Name somebody who works here: owner or deputy in catalogue.yaml, a person or group in policy.yaml.',
      ),
    );
  });
