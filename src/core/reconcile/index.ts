export { type ConcludeInput, type Conclusions, conclude, leaverStatement } from './conclude.ts';
export { type Bounds, endedCover, ownerNow, type PlanInput, plan, recordOf } from './plan.ts';
export { closedByUs } from './planAccount.ts';
