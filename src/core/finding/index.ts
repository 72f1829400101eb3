export { isSweepDue, readAgainAt } from './due.ts';
export { type AccountInListing, judgeAccount, judgeMembership, type MembershipInListing } from './judge.ts';
export { isToldAnew } from './many.ts';
export { isShort } from './short.ts';
