/** One event as one line: where it happened, and what. For the terminal, where a table would be too much. */

import type { GrantId } from '../shared/ids.ts';
import { appsLine } from './appWords.ts';
import { asTold } from './blanks.ts';
import { isOfRequest } from './caseRequest.ts';
import { givingWords } from './givingStory.ts';
import type { TenureEvent } from './model.ts';
import { policyChangeWords } from './policyStory.ts';
import { requestWords } from './requestStory.ts';

export interface EventLine {
  /** The system it happened in, as people call it. */
  readonly where: 'form' | 'ledger' | 'provider' | 'issue' | 'mail' | 'case';
  readonly text: string;
}

const STATE: Readonly<Record<string, string>> = {
  staged: 'account made, sign-in still closed',
  'awaiting-user': 'account open, waits for the first sign-in',
  active: 'account open',
  suspended: 'sign-in stopped',
  deactivated: 'account closed',
  changing: 'account changing',
};

/** `null` for what says nothing to people by itself. A grant's id says nothing to them either: `nameOf` says what it gives. */
export const eventLine = (
  event: TenureEvent,
  nameOf: (grant: GrantId) => string | undefined = () => undefined,
): EventLine | null => lineOf(asTold(event), nameOf);

function lineOf(event: TenureEvent, nameOf: (grant: GrantId) => string | undefined): EventLine | null {
  switch (event.type) {
    case 'CaseOpened':
      return event.issue === null
        ? { where: 'case', text: `${event.kind} begun before its issue could be filed` }
        : {
            where: 'form',
            text: `${event.kind}${event.raised === undefined ? '' : ` asked by ${event.raised.channel},`} read back from ${event.issue.key}`,
          };
    case 'CaseFiled':
      return { where: 'issue', text: `filed as ${event.issue.key}; what was decided before stands on it now` };
    case 'FormAccepted':
      return { where: 'form', text: `accepted under policy ${event.policy.slice(0, 12)}` };
    case 'FormRefused':
      return {
        where: 'form',
        text: `refused: ${event.problems.map(({ code, field }) => `${field ?? 'form'} ${code}`).join(', ')}`,
      };
    case 'FormPostponed':
      return { where: 'form', text: `takes effect on ${event.until}` };
    case 'EngagementOpened':
      return {
        where: 'ledger',
        text: `engagement from ${event.engagement.begunBefore === true ? 'before ' : ''}${event.engagement.start}`,
      };
    case 'EngagementChanged':
      return {
        where: 'ledger',
        text: event.engagement.end === null ? 'engagement changed' : `engagement ends ${event.engagement.end}`,
      };
    case 'LeaveSet': {
      const { from, until } = event.leave;
      if (until !== null && until <= from) return { where: 'ledger', text: 'leave withdrawn before it began' };
      return { where: 'ledger', text: `on leave from ${from} to ${until ?? 'an open end'}` };
    }
    case 'LeaveEnded':
      return {
        where: 'ledger',
        text: event.because === 'left' ? 'leave over: the work has ended' : 'leave over: the table was read again',
      };
    case 'PersonErased':
      return { where: 'ledger', text: `personal text erased by ${event.by}, planned by ${event.plannedBy}` };
    case 'GrantGiven': {
      const { holds, cause, rows } = event.grant;
      const what = holds.kind === 'entitlement' ? holds.entitlement : holds.group;
      return { where: 'ledger', text: `grant ${what} by ${rows.length === 0 ? cause : `row ${rows.join(', ')}`}` };
    }
    case 'GrantEnded':
      return { where: 'ledger', text: `grant ${nameOf(event.grant) ?? event.grant} ends ${event.end}` };
    case 'GrantWidened':
      return { where: 'ledger', text: `grant ${nameOf(event.grant) ?? event.grant} means more: decided by the owner` };
    case 'GrantNarrowed':
      return { where: 'ledger', text: `grant ${nameOf(event.grant) ?? event.grant} means less from ${event.end}` };
    case 'GrantKept':
      return {
        where: 'ledger',
        text: `grant ${nameOf(event.grant) ?? event.grant} kept by ${event.by}, looked at again on ${event.review}`,
      };
    case 'WideningDecided':
      return {
        where: 'ledger',
        text: `${event.verdict === 'give' ? 'given to' : 'kept from'} those who had ${event.entitlements.join(', ')} before, by ${event.by}`,
      };
    case 'AccountVerified':
      return { where: 'provider', text: `${STATE[event.state]}: read back` };
    case 'LoginIntended':
      return { where: 'ledger', text: `a new login (${event.because})` };
    case 'LoginVerified':
      return { where: 'provider', text: 'the new login: read back' };
    case 'AccountSought':
      return { where: 'provider', text: 'no account found; looked for once more' };
    case 'ProfileVerified':
      return { where: 'provider', text: `profile ${event.fields.join(', ')}: read back` };
    case 'MembershipsRecorded':
      return { where: 'provider', text: `${event.groups.length} memberships recorded before anything is taken` };
    case 'MembershipVerified':
      return { where: 'provider', text: `in ${event.name}: read back` };
    case 'RoleActorVerified':
      return { where: 'provider', text: `the group is in the ${event.name}: read back` };
    case 'RemovalVerified':
      return { where: 'provider', text: `out of ${event.name}: read back` };
    case 'SecondFactorCovered':
      return { where: 'provider', text: `a second factor is asked for, through ${event.name}: read back` };
    case 'DirectAppRemoved':
      return { where: 'provider', text: `direct assignment of ${event.name} removed: read back` };
    case 'ProfileDisagrees': {
      const fields = event.fields.join(', ') || 'nothing any more';
      return { where: 'provider', text: `mastered elsewhere, not as the form says: ${fields}` };
    }
    case 'AppsRecorded':
      return { where: 'provider', text: `${event.apps.length} applications recorded before anything is taken` };
    case 'AppsRead':
      return event.apps.length === 0 ? null : { where: 'provider', text: appsLine(event.apps) };
    case 'SessionsEnded':
      return { where: 'provider', text: 'sessions and tokens ended' };
    case 'ShadowRecorded':
      return event.would.length === 0
        ? { where: 'case', text: 'shadow: nothing is held back any more' }
        : { where: 'case', text: `shadow: held back ${event.would.map(({ change }) => change).join(', ')}` };
    case 'ShadowLifted':
      return { where: 'case', text: `no longer in shadow: ${event.changes.map(({ change }) => change).join(', ')}` };
    case 'LeaverVerified':
      return { where: 'provider', text: 'closing read: nothing of ours is left' };
    case 'TaskRequested':
      return { where: 'issue', text: `a person has to: ${event.title}` };
    case 'TaskFiled':
      return { where: 'issue', text: `sub-task ${event.key} filed` };
    case 'TaskDone':
      return { where: 'issue', text: `sub-task done, closed by ${event.by} on ${event.closedAt}` };
    case 'TerminationAnnounced':
      return { where: 'case', text: `over the rate of terminations, and announced by ${event.by}` };
    case 'PlacePassed':
      return { where: 'case', text: `${event.says}: passed to ${event.to}` };
    case 'LineWaiting':
      return { where: 'issue', text: `${event.line}: waits (${event.because})` };
    case 'NoticePartlySent':
      return {
        where: 'mail',
        text: `${event.notice.replace(/-\d+$/, '')} mail taken by the server for some; tried again for the others`,
      };
    case 'NoticeSent':
      return { where: 'mail', text: `${event.notice.replace(/-\d+$/, '')} mail taken by the server` };
    case 'ExceptionRaised':
      return { where: 'case', text: `needs a person: ${event.kind} (${event.exception})` };
    case 'ExceptionSettled':
      return { where: 'case', text: `settled by ${event.by}: ${event.verdict}` };
    case 'ExceptionHandedOver':
      return { where: 'case', text: `handed over to ${event.to} by ${event.by} (${event.exception})` };
    case 'ExceptionEscalated':
      return { where: 'case', text: `still open, step ${event.step} of being told (${event.exception})` };
    case 'PolicyChangeShown':
      return { where: 'ledger', text: policyChangeWords(event) };
    case 'GivingShown':
      return { where: 'ledger', text: givingWords(event) };
    case 'AdoptionListed':
      return { where: 'ledger', text: `${event.counts.accounts} accounts listed by ${event.by}, nothing changed` };
    case 'AdoptionConfirmed':
      return { where: 'ledger', text: `the list ${event.hash.slice(0, 12)} confirmed by ${event.by}` };
    case 'AdoptionDone':
      return { where: 'ledger', text: `${event.adopted} people taken over, ${event.setAside} set aside` };
    case 'AccountAdopted':
      return { where: 'provider', text: 'account that was there taken over' };
    case 'CaseProved':
      if (event.items === 0) return { where: 'case', text: 'closed: nothing here was to be read back' };
      return event.accepted === 0
        ? { where: 'case', text: `proved: ${event.items} items read back` }
        : {
            where: 'case',
            text: `closed: ${event.items - event.accepted} items read back, ${event.accepted} accepted`,
          };
    case 'CaseReopened':
      return { where: 'case', text: 'open again' };
    default:
      return isOfRequest(event) || event.type === 'HoldBegan' || event.type === 'RequestsFollow'
        ? { where: 'ledger', text: requestWords(event) }
        : null;
  }
}
