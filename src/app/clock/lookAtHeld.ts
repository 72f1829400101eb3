/** Terminations that wait together: what was decided about them is done, also after a crash; the others are told. */
import { settleDecided, tellHeldLeavers } from '../leavers/heldLeavers.ts';
import { settle } from '../settling/settle.ts';
import type { World } from '../world.ts';

export async function lookAtHeld(world: World): Promise<void> {
  await settleDecided(world, settle);
  await tellHeldLeavers(world);
}
