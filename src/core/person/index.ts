export { type Concerned, mayFile } from './authority.ts';
export { leaverClosings, tasksByHand } from './byHand.ts';
export { decideLook } from './decide.ts';
export type { Actor, FieldReading, FieldValue, FiledForm, PickedUser } from './form.ts';
export type { Look } from './look.ts';
export { decideMoved } from './moved.ts';
export { type Filed, readFiled } from './readForm.ts';
export { grantIds, moveEnd, type Regrant, regrant, sameHold } from './regrant.ts';
export type { CaseRules, EngagementTimes, Entitled, TickedLine } from './rules.ts';
