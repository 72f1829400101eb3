/** What is no promise: what may pass is tried again by whoever asked for it, everything else is noted and left. */
import { Fault } from '../../ports/fault.ts';
import type { World } from '../world.ts';

export async function asHint({ log }: World, says: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (trouble) {
    if (!(trouble instanceof Fault) || trouble.kind === 'transient') throw trouble;
    log.warn({ fault: trouble.message }, says);
  }
}
