export { type ConcludeInput, type Conclusions, conclude, leaverStatement } from './conclude.ts';
export { type Bounds, ownerNow, type PlanInput, plan } from './plan.ts';
