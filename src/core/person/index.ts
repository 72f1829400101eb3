export { type Concerned, mayFile } from './authority.ts';
export {
  closedByHand,
  closingTask,
  closingTasks,
  goesOnAs,
  isClosing,
  openedOrClosed,
  openingOf,
  openingTitle,
  overByHand,
  reopeningTask,
  tasksByHand,
} from './byHand.ts';
export { sealedPerson } from './confidential.ts';
export { firstEnd, heldUntil } from './dated.ts';
export { decideLook } from './decide.ts';
export { endsSooner } from './endsSooner.ts';
export { beginsLeave, endsWork } from './endsWork.ts';
export { beganAfter } from './filedSince.ts';
export { acceptedBefore, wasOverBy, wentOnUntil } from './filedWithin.ts';
export type { Actor, FieldReading, FieldValue, FiledForm, PickedUser } from './form.ts';
export { handedOver } from './kept.ts';
export { leavesAfter, leavesOn } from './leavesSince.ts';
export { type LeftPlaces, leftToPeople, NO_PLACES } from './leaving.ts';
export { leftBefore, takenBackOn } from './leftBefore.ts';
export { groupsLeftOut, withoutLeftOut } from './leftOut.ts';
export type { Look } from './look.ts';
export { narrowings, widenings } from './meaning.ts';
export { decideMoved, settleReturn } from './moved.ts';
export { LOGIN_AWAITED } from './newLogin.ts';
export { asksForMore, type Filed, isForFew, readFiled } from './readForm.ts';
export { beginOf, grantIds, moveEnd, type Regrant, regrant, sameHold } from './regrant.ts';
export { roleAccounts } from './roleAccounts.ts';
export type { CaseRules, EngagementTimes, Entitled, TickedLine } from './rules.ts';
export { fieldsSaidLater, isWrittenSince, workSaidLater } from './saidLater.ts';
export { dueAt, isAwaited, taskEvents } from './tasks.ts';
