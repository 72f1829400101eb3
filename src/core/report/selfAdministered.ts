/**
 * Changes in which too few people had a hand: access of those who decide about Tenure itself, and whatever one person
 * asked for, decided or listed and also carried out. Most of these are right; an auditor wants to see all of them.
 *
 *   own-access              given to somebody who is named in the roles of tenure.yaml
 *   filed-and-carried-out   who filed the case also closed a sub-task of it
 *   approved-and-carried-out  who approved a line also closed a sub-task of its case
 *   decided-for-themselves  who decided is whom it was for, or who asked: there should be none
 *   applied-alone           a policy came into force by its author's hand, within the limits of the brake
 *   listed-and-confirmed    who listed what an adoption takes over also confirmed it
 */
import type { RecordedEvent } from '../evidence/model.ts';
import type { PersonId } from '../shared/ids.ts';
import type { CaseBook } from './caseBook.ts';
import type { Found, ReportOptions } from './model.ts';

export interface SelfBook {
  /** The case book has heard of the event already. */
  add(recorded: RecordedEvent): void;
  changes(): readonly Found[];
}

export function selfBook(cases: CaseBook, { administrators }: Pick<ReportOptions, 'administrators'>): SelfBook {
  const found: Found[] = [];
  const given = new Map<string, Omit<Found, 'note'>>();
  const done: (Omit<Found, 'person' | 'note'> & { readonly by: string })[] = [];
  const decided: (Omit<Found, 'person' | 'note' | 'by'> & { readonly mail: string })[] = [];
  const askers = new Map<string, PersonId>();
  const lists = new Map<string, string>();

  const ofTasks = (): readonly Found[] =>
    done.flatMap((task) => {
      const { filedBy, person } = cases.of(task.stream);
      const mail = cases.mailOfAccount(task.by) ?? task.by.toLowerCase();
      const approved = decided.some((one) => one.stream === task.stream && one.mail === mail);
      return [
        ...(filedBy === task.by ? [{ ...task, person, note: 'filed-and-carried-out' }] : []),
        ...(approved ? [{ ...task, person, note: 'approved-and-carried-out' }] : []),
      ];
    });
  const ofDecisions = (): readonly Found[] =>
    decided.flatMap(({ mail, ...one }) => {
      const { person } = cases.of(one.stream);
      const asker = askers.get(one.stream) ?? null;
      const own = [person, asker].some((who) => who !== null && cases.mailsOf(who).has(mail));
      return own ? [{ ...one, person, by: null, note: 'decided-for-themselves' }] : [];
    });
  const ofAdministrators = (): readonly Found[] =>
    [...given.values()].flatMap((one) => {
      const mails = one.person === null ? [] : [...cases.mailsOf(one.person)];
      return mails.some((mail) => administrators.has(mail)) ? [{ ...one, note: 'own-access' }] : [];
    });
  return {
    add({ stream, at, event }) {
      switch (event.type) {
        case 'GrantGiven': {
          const { person, holds } = event.grant;
          const what = holds.kind === 'entitlement' ? holds.entitlement : holds.group;
          given.set(event.grant.id, { at, stream, person, what, by: cases.of(stream).filedBy });
          break;
        }
        case 'TaskDone':
          done.push({ at: event.at, stream, what: event.task, by: event.by });
          break;
        case 'LineAsked':
          if (event.by !== null) askers.set(stream, event.by);
          break;
        case 'DecisionMade': {
          const by = 'personal' in event ? event.personal?.by : undefined;
          if (by !== undefined) decided.push({ at: event.at, stream, what: event.question, mail: by.toLowerCase() });
          break;
        }
        case 'PolicyApplied':
          if (event.approver === null || event.approver === event.author) {
            const what = `policy ${event.version.slice(0, 12)}`;
            found.push({ at, stream, person: null, what, by: event.author, note: 'applied-alone' });
          }
          break;
        case 'AdoptionListed':
          lists.set(`${stream} ${event.hash}`, event.by);
          break;
        case 'AdoptionConfirmed':
          if (lists.get(`${stream} ${event.hash}`) === event.by) {
            const what = `list ${event.hash.slice(0, 12)}`;
            found.push({ at: event.at, stream, person: null, what, by: event.by, note: 'listed-and-confirmed' });
          }
          break;
        default:
      }
    },
    changes: () => [...found, ...ofTasks(), ...ofDecisions(), ...ofAdministrators()],
  };
}
