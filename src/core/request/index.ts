/** What the shell may use of requests. All pure. */
export { isToBeLookedAt, type Standing } from './again.ts';
export { type AnswerInput, answerTo, conflictWith, type LineAnswer, maySee } from './answer.ts';
export {
  approvalOf,
  countAnswers,
  mailOf,
  newAnswers,
  type ShownAnswer,
  type TrackerAnswer,
  verdictOf,
} from './answers.ts';
export { askedIn, type StageAsked } from './approvers.ts';
export { decideRequest, isAnsweredAnew, workOf } from './decide.ts';
export { type DecisionRefusal, decisionOn, type Said } from './decision.ts';
export { type Delegation, type DelegationRefusal, mayDelegate, runningOf, worksSince } from './delegation.ts';
export { readDuration } from './duration.ts';
export { endNow } from './endNow.ts';
export { type GiveBackRefusal, giveBackLine } from './giveBack.ts';
export { endsReadBack } from './holding.ts';
export {
  type ApproverFacts,
  askerOf,
  type Candidate,
  isAskedByManager,
  type KnownRequester,
  type Requester,
  type RequestLook,
} from './look.ts';
export { conflictsWith, HELD_IN_CONFLICT, isBack, isOtherWork, onMoveOf } from './moving.ts';
export { leftWithoutApprover } from './named.ts';
export { noticeAbout, requestNotices, toldOfLines } from './notices.ts';
export { type Choice, type Offer, type OfferInput, offerOf, spansOf } from './offered.ts';
export { goesOn, NeverAtRest, nextStep, progress, ruleOf } from './progress.ts';
export { barredFrom } from './questions.ts';
export { ASKED_FIELDS, type Asked, type AskedField, readAsked } from './readAsked.ts';
export { mayReview, type Review, type ReviewRefusal, reviewersFor, reviewOn } from './review.ts';
export type { Setting } from './setting.ts';
export { shorterThan } from './shorter.ts';
export type { Speaker } from './speaker.ts';
export { isLeftOut, stageNamed } from './stage.ts';
export { decideTicked } from './ticked.ts';
export { isEmergencyFor, isEmergencyOnly, type SharedChoice, sharedChoices } from './together.ts';
