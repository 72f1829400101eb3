/**
 * Words that are gone: erased with their person, or lost with a store whose record was made again from the issues, which hold
 * their digests alone. A case is folded without them as if nobody had been named and nothing said.
 */
import type { TenureEvent } from './model.ts';

/** Erased words are absent, whatever the type of the event says. */
export function withBlanks(event: TenureEvent): TenureEvent {
  if ('personal' in event && event.personal !== undefined) return event;
  switch (event.type) {
    case 'FormAccepted':
      return { ...event, personal: { notify: [] } };
    case 'NoticeRequested':
      return { ...event, personal: { to: [] } };
    case 'ProfileDisagrees':
      return { ...event, personal: { values: [] } };
    case 'LineAsked':
      return { ...event, personal: { reason: null, ticket: null } };
    case 'LineNotAsked':
      return { ...event, personal: { asked: '' } };
    case 'QuestionAsked':
      return { ...event, personal: { approvers: [] } };
    case 'DelegateAsked':
      return { ...event, personal: { approvers: [] } };
    case 'QuestionEscalated':
      return { ...event, personal: { approvers: [] } };
    case 'DecisionMade':
      return { ...event, personal: { by: '', reason: null } };
    case 'ApprovalOpened':
      return { ...event, personal: { asked: [] } };
    case 'AnswerNotCounted':
      return { ...event, personal: { by: null } };
    case 'EmergencyReviewed':
      return { ...event, personal: { by: '', reason: '' } };
    default:
      return event;
  }
}
