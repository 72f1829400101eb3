/** What follows from the events of one look at a form: whether accounts are read, a case may be proved, or others are looked at. */
import type { TenureEvent } from '../../core/evidence/model.ts';

/** Events after which a case may be proved, or open again, without anything having changed outside. */
export const ANSWERS: ReadonlySet<TenureEvent['type']> = new Set([
  'TaskDone',
  'TaskDropped',
  'ExceptionRaised',
  'ExceptionSettled',
  'LineEnded',
]);

/** Events after which what was asked for on other issues may stand otherwise. */
export const MOVES: ReadonlySet<TenureEvent['type']> = new Set(['ProfileChanged', 'EngagementChanged', 'LeaveEnded']);

/** Nothing will be read for it: what else there is of the case decides whether it is done. */
export const isNothingUndone = (event: TenureEvent) => event.type === 'CaseWithdrawn' && event.undid === 'nothing';

const EDITS: ReadonlySet<TenureEvent['type']> = new Set([
  // Also without a difference: what a form says is proved by a reading after it.
  'FormAccepted',
  'ProfileChanged',
  'EngagementOpened',
  'EngagementChanged',
  'LeaveSet',
  'LeaveEnded',
  'GrantGiven',
  'GrantEnded',
  'GrantReinstated',
  'ExclusionSet',
  'ExclusionLifted',
  'AccountIntended',
  'LoginIntended',
  'AccountAdopted',
  'VerificationSetAside',
]);

/** Events after which an account may have to change. */
export const isEdit = (event: TenureEvent) => EDITS.has(event.type);
