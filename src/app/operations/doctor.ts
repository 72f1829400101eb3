/**
 * Everything that can be found out before somebody is hurt by it: what the credentials really may, whether the names
 * in the policy exist on the other side, and what waits. Reads only.
 */
import { z } from 'zod';
import { accept } from '../../core/shared/outcome.ts';
import { checkApprovers } from './doctor/approvers.ts';
import { checkForm } from './doctor/form.ts';
import { checkDesk, checkMailer, checkProviders, checkTargets, checkTracker } from './doctor/outside.ts';
import { checkPolicy, policyFor } from './doctor/policy.ts';
import { checkStore, checkWork } from './doctor/store.ts';
import { operation } from './operation.ts';
import { policyFiles } from './policy.ts';

export const doctor = operation({
  needs: 'outside',
  input: z.strictObject({ files: policyFiles.optional() }),
  async run(world, { files }) {
    const force = await world.rules.current();
    const policy = policyFor(force?.policy ?? null, files);
    const checks = (
      await Promise.all([
        checkStore(world),
        checkPolicy(world, force?.policy ?? null, files),
        checkTracker(world),
        checkForm(world, policy),
        checkApprovers(world, force),
        checkTargets(world, policy),
        checkProviders(world, policy),
        checkDesk(world),
        checkMailer(world),
        checkWork(world),
      ])
    ).flat();
    return accept({ well: checks.every(({ state }) => state !== 'missing'), checks });
  },
});
