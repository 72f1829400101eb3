export {
  type AccessDifference,
  brakeReasons,
  type CountedItem,
  type FreedChange,
  type PresentMembers,
} from './brake.ts';
export { type ConcludeInput, type Conclusions, conclude, leaverStatement } from './conclude.ts';
export { type DerivedChange, derivedChanges, setThatEndedWork } from './derived.ts';
export {
  type GivenPart,
  type Giving,
  HELD_AS_MISSING,
  HELD_FOR_OWNER,
  heldFor,
  partOf,
  undecided,
  waitsForOwner,
} from './giving.ts';
export type { ActorOnRecord, Bounds, PlanInput } from './input.ts';
export { isLow, loweredByUs, readAsStopped, setsOutToLower, stopsSignIn } from './lowering.ts';
export { type Disagreement, disagreements, movedBetween, renamedThere } from './mastered.ts';
export { endedCover, ownerNow, plan, recordOf } from './plan.ts';
export { comesAlive, unexplained } from './revived.ts';
export { decides, type TimedChange, type TimedEnd, timedChanges, workEnd } from './timed.ts';
