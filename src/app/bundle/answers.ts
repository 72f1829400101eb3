/**
 * The five answers for one person from a bundle alone. Two passes: the first finds out whose the streams are and what
 * things are called, the second reads that person's events. Whoever calls has checked the bundle before.
 */
import { eventOf } from '../../core/evidence/events/stored.ts';
import type { RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import { type CaseId, caseOfItem, connectionOf, groupName, type PersonId } from '../../core/shared/ids.ts';
import { type AuditNames, type AuditOnly, auditOf } from '../audit.ts';
import { grantsOf } from '../evidence/rebuild.ts';
import type { ShownPerson } from '../operations/find.ts';

export interface BundleLines {
  /** Lines of `events.jsonl`, in their order. */
  events(): AsyncIterable<readonly string[]>;
  /** Personal texts by `<stream> <number>`; empty where the bundle has none. */
  readonly texts: ReadonlyMap<string, unknown>;
}

export type BundleAudit = Awaited<ReturnType<typeof auditOf>>;

/** What the first pass has learnt. */
interface Index {
  /** The people a stream is about. */
  readonly about: Map<string, PersonId>;
  readonly people: Map<PersonId, ShownPerson>;
  /** Every address, number and login somebody was known by, folded. */
  readonly knownAs: Map<string, Set<PersonId>>;
  readonly keys: Map<string, string>;
  readonly groups: Map<string, string>;
  readonly policies: Map<string, { readonly author: string; readonly approver: string | null }>;
  readonly confirmed: Map<string, string>;
}

export type BundleAnswer =
  | { readonly kind: 'answered'; readonly audit: BundleAudit }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'several'; readonly people: readonly PersonId[] };

export async function answersFrom(lines: BundleLines, person: string, only: AuditOnly = {}): Promise<BundleAnswer> {
  const index: Index = {
    about: new Map(),
    people: new Map(),
    knownAs: new Map(),
    keys: new Map(),
    groups: new Map(),
    policies: new Map(),
    confirmed: new Map(),
  };
  for await (const recorded of recordedIn(lines)) learn(index, recorded);
  const [found, ...others] = index.knownAs.get(person.trim().toLowerCase()) ?? [];
  if (found === undefined) return { kind: 'unknown' };
  if (others.length > 0) return { kind: 'several', people: [found, ...others] };
  const events: RecordedEvent[] = [];
  for await (const recorded of recordedIn(lines)) if (index.about.get(recorded.stream) === found) events.push(recorded);
  const shown = index.people.get(found) ?? nobody(found);
  return { kind: 'answered', audit: await auditOf({ shown, grants: grantsOf(events), events }, namesIn(index), only) };
}

async function* recordedIn({ events, texts }: BundleLines): AsyncIterable<RecordedEvent> {
  let position = 0;
  for await (const lines of events()) {
    for (const text of lines) {
      position += 1;
      const bare = eventOf({ text, hash: '', position, personal: null });
      const personal = texts.get(`${bare.stream} ${bare.seq}`);
      yield personal === undefined ? bare : eventOf({ text, hash: '', position, personal });
    }
  }
}

function learn(index: Index, { stream, event }: RecordedEvent): void {
  switch (event.type) {
    case 'PersonRegistered':
    case 'ProfileChanged':
    case 'CaseConcerns':
      index.about.set(stream, event.person);
      knows(index, event.person, event.person);
      if (event.type !== 'CaseConcerns') describe(index, event);
      break;
    case 'AccountIntended':
      if (event.personal !== undefined) knows(index, event.personal.login, event.person);
      break;
    case 'CaseOpened':
      if (event.issue !== null) index.keys.set(stream, event.issue.key);
      break;
    case 'CaseFiled':
      index.keys.set(stream, event.issue.key);
      break;
    case 'MembershipVerified':
      index.groups.set(event.group, groupName(connectionOf(event.group), event.name));
      break;
    case 'PolicyApplied':
      if (!index.policies.has(event.version)) {
        index.policies.set(event.version, { author: event.author, approver: event.approver });
      }
      break;
    case 'AdoptionConfirmed':
    case 'ExceptionSettled':
      if (event.type === 'AdoptionConfirmed' || !index.confirmed.has(stream)) index.confirmed.set(stream, event.by);
      break;
    default:
  }
}

function describe(index: Index, event: Extract<TenureEvent, { readonly type: 'PersonRegistered' | 'ProfileChanged' }>) {
  // Not in this bundle, or erased: the type speaks of events as they were recorded.
  if (event.personal === undefined) return;
  const { givenName, familyName, naturalKey, workMail } = event.personal;
  index.people.set(event.person, { id: event.person, name: `${givenName} ${familyName}`, key: naturalKey, workMail });
  for (const one of [naturalKey, workMail]) knows(index, one, event.person);
}

function knows({ knownAs }: Index, as: string, person: PersonId): void {
  const folded = as.trim().toLowerCase();
  if (folded !== '') knownAs.set(folded, (knownAs.get(folded) ?? new Set()).add(person));
}

const nobody = (id: PersonId): ShownPerson => ({ id, name: id, key: '', workMail: '' });

const namesIn = ({ people, keys, groups, policies, confirmed }: Index): AuditNames => ({
  nameOf: (group) => groups.get(group) ?? group,
  keyOf: async (id) => keys.get(id) ?? id,
  personOf: async (id) => people.get(id) ?? nobody(id),
  policyBy: async (version) => policies.get(version) ?? null,
  confirmedBy: async (on: CaseId) => confirmed.get(caseOfItem(on) ?? on) ?? null,
});
