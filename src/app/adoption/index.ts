/** How the ledger starts in an organisation that is there already. */
export { applyAdoptionItem } from './apply.ts';
export { type ConfirmRefusal, confirmAdoption } from './confirm.ts';
export { endLeftBehind, leftBehindIn } from './leftBehind.ts';
export { confirmMissing, type MissingRefusal, planMissing } from './missing.ts';
export { type PlanRefusal, planAdoption } from './plan.ts';
export { keepJobs, keepReviewed, REVIEW, tellAccessReviews } from './reviews.ts';
export { scopeName } from './words.ts';
