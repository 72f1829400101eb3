/** What an outsider would ask first about a provider as it is. Everything is read, nothing is written or kept. */
import { z } from 'zod';
import { diagnose } from '../../core/diagnosis/index.ts';
import { connectionId } from '../../core/shared/ids.ts';
import { accept } from '../../core/shared/outcome.ts';
import { readForDiagnosis } from '../diagnosis/index.ts';
import { inForce } from './find.ts';
import { operation, refused } from './operation.ts';

export const diagnoseOperation = operation({
  needs: 'outside',
  input: z.strictObject({ connection: z.string().min(1).max(100).optional() }),
  async run(world, { connection: named }) {
    const force = await inForce(world);
    if (!force.ok) return force;
    const connection = named === undefined ? force.value.policy.settings.primaryConnection : connectionId(named);
    if (!world.providers.has(connection)) {
      return refused('unknown-connection', connection, [...world.providers.keys()]);
    }
    return accept(diagnose(await readForDiagnosis(world, connection)));
  },
});
