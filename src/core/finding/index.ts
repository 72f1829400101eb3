export { isSweepDue, readAgainAt } from './due.ts';
export { judgeGroupMember, type MemberByLedger } from './groupMember.ts';
export { type AccountInListing, judgeAccount, judgeMembership, type MembershipInListing } from './judge.ts';
export { isToldAnew } from './many.ts';
export { isShort } from './short.ts';
export { decideFinding, type FindingRefusal, type FindingVerdict, type FoundMembership } from './verdict.ts';
