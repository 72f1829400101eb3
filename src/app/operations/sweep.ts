/** A full sweep by hand, and what the last one has seen. */
import { z } from 'zod';
import { accept } from '../../core/shared/outcome.ts';
import { startSweep } from '../sweep/index.ts';
import { SWEEP, type SweepRecord } from '../sweep/model.ts';
import { inForce } from './find.ts';
import { operation, refused } from './operation.ts';

/** Shorter than whoever asks over HTTP waits. Milliseconds. */
const PATIENCE = 9 * 60_000;

export const sweep = operation({
  needs: 'outside',
  input: z.strictObject({ by: z.string().min(1).max(320) }),
  async run(world, { by }) {
    const force = await inForce(world);
    if (!force.ok) return force;
    const begun = await startSweep(world, by);
    if (!begun.ok) return refused('sweeping');
    const { record, outcome } = begun.value;
    let timer: NodeJS.Timeout | undefined;
    const later = new Promise<SweepRecord>((resolve) => {
      timer = setTimeout(resolve, PATIENCE, record);
    });
    // Whoever stopped waiting hears of a failure in the record and in the log.
    outcome.catch((trouble: unknown) => world.log.warn({ trouble: String(trouble) }, 'a full sweep broke off'));
    const ended = await Promise.race([outcome, later]);
    clearTimeout(timer);
    return accept({ sweep: ended });
  },
});

export const sweepState = operation({
  needs: 'store',
  input: z.strictObject({}),
  run: async ({ store }) => accept({ sweep: await store.read.getControl<SweepRecord>(SWEEP) }),
});
