/**
 * A newer Tenure beside us has written what we cannot read. It is for that one to work on, and not to be guessed at: this
 * process says from now on that it is not ready.
 */
import type { World } from './world.ts';

export function meetsNewer({ installation, log }: Pick<World, 'installation' | 'log'>, met: Error): void {
  if (installation.newer === null)
    log.error({ met: met.message }, 'a newer Tenure works here: its work is handed back');
  installation.newer = met.message;
}
