/** The stop switch: halts all outside writes at once, leavers only if said so. A named role turns it, and it is recorded. */
import { accept, type Outcome, refuse } from '../core/shared/outcome.ts';
import type { Reader } from '../ports/store.ts';
import { wakeWaiting } from './clock/lifted.ts';
import { isListed } from './identity.ts';
import type { World } from './world.ts';

export interface Stop {
  readonly by: string;
  readonly leaversToo: boolean;
  readonly at: string;
}

export const readStop = (read: Pick<Reader, 'getControl'>): Promise<Stop | null> => read.getControl<Stop>('stop');

/** Whether writes for this account are halted now. */
export async function isStopped(read: Pick<Reader, 'getControl'>, leaver: boolean): Promise<boolean> {
  const stop = await readStop(read);
  return stop !== null && (!leaver || stop.leaversToo);
}

export async function stopWrites(world: World, by: string, leaversToo: boolean): Promise<Outcome<Stop, 'not-allowed'>> {
  if (!(await mayStop(world, by))) return refuse('not-allowed');
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const stop: Stop = { by, leaversToo, at: tx.now };
    const before = await tx.getControl<Stop>('stop');
    await tx.setControl('stop', stop);
    if (before?.leaversToo === true && !leaversToo) await wakeWaiting(tx);
    await tx.append('system', [{ type: 'WritesStopped', by, leaversToo }]);
    return accept(stop);
  });
}

export async function resumeWrites(world: World, by: string): Promise<Outcome<null, 'not-allowed' | 'not-stopped'>> {
  if (!(await mayStop(world, by))) return refuse('not-allowed');
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    if ((await tx.getControl<Stop>('stop')) === null) return refuse('not-stopped');
    await tx.setControl('stop', null);
    await tx.append('system', [{ type: 'WritesResumed', by }]);
    await wakeWaiting(tx);
    return accept(null);
  });
}

async function mayStop(world: World, by: string): Promise<boolean> {
  const force = await world.rules.current();
  return force === null || (await isListed(world, force.policy.settings.roles.stop, by));
}
