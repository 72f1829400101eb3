/** What the clocks of a process do (src/app/clock/alarms.ts), rung by the history instead of by timers. */
import { followActivity } from '../../../src/app/activity/activity.ts';
import { tellAccessReviews } from '../../../src/app/adoption/index.ts';
import { ringDue, wakeUnsettled } from '../../../src/app/clock/alarms.ts';
import { lookAtHeld } from '../../../src/app/clock/lookAtHeld.ts';
import { sendLost } from '../../../src/app/clock/lostJobs.ts';
import { sweepTracker } from '../../../src/app/clock/trackerSweep.ts';
import { listGroups } from '../../../src/app/listGroups.ts';
import { lookForLogins } from '../../../src/app/look/awaitedLogins.ts';
import { followPolicy } from '../../../src/app/policy/stragglers.ts';
import { tellOverdue } from '../../../src/app/reconcile/overdue.ts';
import { watchRecords } from '../../../src/app/recordWatch/index.ts';
import { wakeRequests } from '../../../src/app/requests/whomTheyAsk.ts';
import { sealAndWrite } from '../../../src/app/seals/index.ts';
import { sweepWhenDue } from '../../../src/app/sweep/index.ts';
import type { World } from '../../../src/app/world.ts';
import type { Generation } from './generations.ts';

const sealed = (world: World) => sealAndWrite(world);
const sweepAll = (world: World) => sweepWhenDue(world, () => false);

type Loop = (world: World) => Promise<unknown>;

/** What fell between a commit and its job, and what nobody waits to read. */
export function unsettled(world: World): Promise<number> {
  return wakeUnsettled(world);
}

const UNWATCHED: readonly Loop[] = [
  ringDue,
  sweepTracker,
  unsettled,
  tellOverdue,
  followPolicy,
  sendLost,
  listGroups,
  lookForLogins,
  followActivity,
  wakeRequests,
  sweepAll,
  sealed,
];

/** Every service looks again and again at what lies on the issues; and whoever has adopted anybody, whether it is to be looked at again; and who waits to leave. */
export const loopsOf = (generation: Generation): readonly Loop[] => [
  ...UNWATCHED,
  ...(generation >= 2 ? [watchRecords] : []),
  ...(generation >= 6 ? [tellAccessReviews] : []),
  ...(generation >= 10 ? [lookAtHeld] : []),
];
