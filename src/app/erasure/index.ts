/** Taking one person's personal text out of the store, by a plan that somebody else confirms. */
export { type CarryOutRefusal, carryOutErasure, type Erased } from './carryOut.ts';
export type { KeptBecause } from './keeps.ts';
export type { Outside } from './outside.ts';
export { type Erasure, type ErasureRefusal, planErasure } from './plan.ts';
