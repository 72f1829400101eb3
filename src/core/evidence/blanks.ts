/**
 * Words that are gone: erased with their person, or lost with a store whose record was made again from the issues, which hold
 * their digests alone. A case is folded without them as if nobody had been named and nothing said.
 */
import type { TenureEvent } from './model.ts';

/** What people read where words were. No address is written like this, so nobody is taken for it. */
export const ERASED = '(erased)';

/** Erased words are absent, whatever the type of the event says. */
export function withBlanks(event: TenureEvent): TenureEvent {
  if ('personal' in event && event.personal !== undefined) return event;
  switch (event.type) {
    case 'FormAccepted':
      return { ...event, personal: { notify: [] } };
    case 'NoticeRequested':
    case 'NoticePartlySent':
      return { ...event, personal: { to: [] } };
    case 'ProfileDisagrees':
      return { ...event, personal: { values: [] } };
    case 'LineAsked':
      return { ...event, personal: { reason: null, ticket: null } };
    case 'LineNotAsked':
      return { ...event, personal: { asked: ERASED } };
    case 'QuestionAsked':
      return { ...event, personal: { approvers: [] } };
    case 'DelegateAsked':
      return { ...event, personal: { approvers: [] } };
    case 'QuestionEscalated':
      return { ...event, personal: { approvers: [] } };
    case 'DecisionMade':
      return { ...event, personal: { by: ERASED, reason: null } };
    case 'ApprovalOpened':
      return { ...event, personal: { asked: [] } };
    case 'AnswerNotCounted':
      return { ...event, personal: { by: null } };
    case 'EmergencyReviewed':
      return { ...event, personal: { by: ERASED, reason: ERASED } };
    default:
      return event;
  }
}

/** For whoever tells of it: where somebody was named, people read that the name is gone, and not that there was none. */
export function asTold(event: TenureEvent): TenureEvent {
  if ('personal' in event && event.personal !== undefined) return event;
  switch (event.type) {
    case 'QuestionAsked':
    case 'DelegateAsked':
    case 'QuestionEscalated':
      return { ...event, personal: { approvers: [{ mail: ERASED, as: 'named' }] } };
    case 'ApprovalOpened':
      return { ...event, personal: { asked: [{ mail: ERASED, account: '' }] } };
    case 'AnswerNotCounted':
      return { ...event, personal: { by: ERASED } };
    case 'PlacePassed':
      return { ...event, personal: { to: [ERASED] } };
    case 'LoginVerified':
      return { ...event, personal: { login: ERASED, was: ERASED } };
    case 'ReviewListed':
      return { ...event, personal: { name: ERASED } };
    default:
      return withBlanks(event);
  }
}
