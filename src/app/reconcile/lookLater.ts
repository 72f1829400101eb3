/** A hint whose reading a limit holds back: the lease is given back as it was taken, and the hint comes again by itself. */
import type { Instant } from '../../core/shared/instant.ts';
import type { JobResult } from '../../ports/engine.ts';
import type { World } from '../world.ts';
import { lockLeased, type Release, releaseLease } from './lease.ts';
import { othersToAsk } from './otherCases.ts';
import type { Run } from './run.ts';

/**
 * It waits as a hint: the account had all it wanted, and is not to be looked for as one that lacks something. Whatever was
 * edited meanwhile is looked at without waiting. A case that was asked while the hint had raised the account found it
 * behind, so all of them are asked again, as after a reading.
 */
export async function lookLater(world: World, run: Run, again: Instant): Promise<JobResult> {
  const { lease } = run;
  const others = await othersToAsk(world, run, null);
  await world.store.transaction(
    async (tx) => {
      const row = await lockLeased(tx, lease);
      if (row === null) return;
      const { attempts, answeredGone } = lease;
      const release: Release = { applied: true, retryAt: null, attempts, answeredGone };
      const isEdited = await releaseLease(tx, row, lease, release);
      if (isEdited) await tx.send({ lane: 'reconcile', account: lease.account.id });
      else if (others !== null) await tx.send({ ...others, lane: 'reconcile' });
    },
    { account: lease.account.id },
  );
  return { again };
}
