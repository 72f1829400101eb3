/** What the shell may use of audits. All pure. */
export { fiveAnswers } from './fiveAnswers.ts';
export type { Approval, ApprovedBy, AskedFor, FiveAnswers, GrantAnswer, NotGiven } from './model.ts';
export { type StandingThen, standingAt } from './standing.ts';
