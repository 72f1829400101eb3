/** The stop switch. Without `leaversToo` a leaver's access still ends: stopping that needs to be said. */
import { z } from 'zod';
import { accept } from '../../core/shared/outcome.ts';
import { resumeWrites, stopWrites } from '../stop.ts';
import { operation, refused } from './operation.ts';

export const stopOperation = operation({
  needs: 'store',
  input: z.strictObject({ by: z.string().min(1).max(320), leaversToo: z.boolean().default(false) }),
  async run(world, { by, leaversToo }) {
    const outcome = await stopWrites(world, by, leaversToo);
    return outcome.ok ? outcome : refused(outcome.refusal, by);
  },
});

export const resumeOperation = operation({
  needs: 'store',
  input: z.strictObject({ by: z.string().min(1).max(320) }),
  async run(world, { by }) {
    const outcome = await resumeWrites(world, by);
    return outcome.ok ? accept({ by }) : refused(outcome.refusal, by);
  },
});
