/**
 * A newer Tenure beside us has written what we cannot read. It is for that one to work on, and not to be guessed at: this
 * process says from now on that it is not ready.
 */
import { UnknownEvent } from '../core/evidence/index.ts';
import type { World } from './world.ts';

type Here = Pick<World, 'installation' | 'log'>;

export function meetsNewer({ installation, log }: Here, met: Error): void {
  if (installation.newer === null)
    log.error({ met: met.message }, 'a newer Tenure works here: its work is handed back');
  installation.newer = met.message;
}

/** For one of many, so that it keeps no other from its turn. `null` = it is the newer one's. */
export async function unlessNewer<Done>(world: Here, work: () => Promise<Done>): Promise<Done | null> {
  try {
    return await work();
  } catch (trouble) {
    if (!(trouble instanceof UnknownEvent)) throw trouble;
    meetsNewer(world, trouble);
    return null;
  }
}
