/** What happens about seals by the clock: one is made when it is time, and what the tracker lacks is written there. */
import { milliseconds } from '../../core/shared/instant.ts';
import type { World } from '../world.ts';
import { makeSeal } from './make.ts';
import { writeSeals } from './write.ts';

const EVERY = milliseconds(10 * 60_000);

export async function sealAndWrite(world: World, isStopping: () => boolean = () => false): Promise<void> {
  const force = await world.rules.current();
  await makeSeal(world, force?.policy.settings.seals?.every ?? EVERY);
  await writeSeals(world, isStopping);
}
