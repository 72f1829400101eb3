/** What the other parts of a report ask of the cases and people of the record: names, filers, who somebody is at the tracker. */
import type { RecordedEvent } from '../evidence/model.ts';
import type { PersonId } from '../shared/ids.ts';

export interface CaseFacts {
  readonly key: string;
  readonly filedBy: string | null;
  readonly person: PersonId | null;
}

export interface CaseBook {
  add(recorded: RecordedEvent): void;
  of(stream: string): CaseFacts;
  nameOf(person: PersonId): string;
  /** Work addresses they have had, folded. */
  mailsOf(person: PersonId): ReadonlySet<string>;
  /** The address behind an account of the tracker, folded, where the tracker has asked them. */
  mailOfAccount(account: string): string | null;
}

export function caseBook(): CaseBook {
  const cases = new Map<string, CaseFacts>();
  const names = new Map<PersonId, string>();
  const mails = new Map<PersonId, Set<string>>();
  const accounts = new Map<string, string>();
  const none = (stream: string): CaseFacts => ({ key: stream, filedBy: null, person: null });
  const edit = (stream: string, facts: Partial<CaseFacts>) =>
    void cases.set(stream, { ...(cases.get(stream) ?? none(stream)), ...facts });
  return {
    add({ stream, event }) {
      switch (event.type) {
        case 'CaseOpened':
          edit(stream, { filedBy: event.filedBy, ...(event.issue === null ? {} : { key: event.issue.key }) });
          break;
        case 'CaseFiled':
          edit(stream, { key: event.issue.key });
          break;
        case 'CaseConcerns':
          edit(stream, { person: event.person });
          break;
        case 'PersonRegistered':
        case 'ProfileChanged': {
          edit(stream, { person: event.person });
          const profile = 'personal' in event ? event.personal : undefined;
          if (profile === undefined) break;
          names.set(event.person, `${profile.givenName} ${profile.familyName} (${profile.naturalKey})`);
          mails.set(event.person, (mails.get(event.person) ?? new Set()).add(profile.workMail.toLowerCase()));
          break;
        }
        case 'ApprovalOpened':
          // Erased words are absent, whatever the type says.
          for (const { account, mail } of ('personal' in event ? event.personal?.asked : undefined) ?? [])
            accounts.set(account, mail.toLowerCase());
          break;
        default:
      }
    },
    of: (stream) => cases.get(stream) ?? none(stream),
    nameOf: (person) => names.get(person) ?? '',
    mailsOf: (person) => mails.get(person) ?? new Set(),
    mailOfAccount: (account) => accounts.get(account) ?? null,
  };
}
