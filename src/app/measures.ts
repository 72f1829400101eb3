/**
 * The spans Tenure is trusted for, measured on what a transaction has recorded: from when something was due, or was
 * decided where that is later, to the reading that proved it. Pure: what the transaction had read already is enough.
 */
import type { RecordedEvent, TenureEvent } from '../core/evidence/model.ts';
import { isLive, type PersonLedger, startOf } from '../core/grant/index.ts';
import type { GroupId } from '../core/shared/ids.ts';
import { epochOf, type Instant, later } from '../core/shared/instant.ts';
import type { Measured } from '../ports/figures.ts';
import type { Store, Tx } from '../ports/store.ts';

export interface Recorded {
  /** The stream as it was locked. */
  readonly before: readonly RecordedEvent[];
  readonly appended: readonly TenureEvent[];
  /** Of the person the transaction had locked. */
  readonly ledger: PersonLedger | null;
}

/** The same store; what a transaction has read and recorded is measured when it is committed, and costs no question. */
export function measuring(store: Store, tell: (spans: readonly Measured[]) => void): Store {
  return {
    ...store,
    transaction: async (work, first) => {
      let noted: Recorded[] = [];
      const result = await store.transaction((tx) => {
        // Tried again after a collision, it begins anew.
        noted = [];
        return work(noting(tx, noted));
      }, first);
      const spans = noted.flatMap(measured);
      if (spans.length > 0) tell(spans);
      return result;
    },
  };
}

function noting(tx: Tx, noted: Recorded[]): Tx {
  let ledger: PersonLedger | null = null;
  let before: readonly RecordedEvent[] = [];
  return {
    ...tx,
    lockPerson: async (person) => {
      ledger = await tx.lockPerson(person);
      return ledger;
    },
    lockCase: async (stream) => {
      const events = await tx.lockCase(stream);
      if (stream !== 'system') before = events;
      return events;
    },
    append: (stream, appended) => {
      if (appended.some(({ type }) => MEASURED.has(type))) noted.push({ before, appended, ledger });
      return tx.append(stream, appended);
    },
  };
}

const MEASURED: ReadonlySet<TenureEvent['type']> = new Set(['CaseProved', 'LeaverVerified', 'RemovalVerified']);

/** What decides that something ends: an end in the past is not late before anybody has said it. */
const DECIDES: ReadonlySet<TenureEvent['type']> = new Set([
  'FormAccepted',
  'EngagementChanged',
  'GrantEnded',
  'GrantNarrowed',
  'ExclusionSet',
  'DecisionMade',
  'ExceptionSettled',
]);

export function measured({ before, appended, ledger }: Recorded): readonly Measured[] {
  if (ledger === null) return [];
  const decided = before.findLast(({ event }) => DECIDES.has(event.type))?.at ?? null;
  return appended.flatMap((event): readonly Measured[] => {
    switch (event.type) {
      case 'CaseProved':
        return spans('provision', firstDay(before, ledger), event.at);
      case 'LeaverVerified':
        return spans('revoke', orLater(endOfWork(ledger, event.at), decided), event.at);
      case 'RemovalVerified':
        return spans('end', orLater(coverEnded(ledger, event.group, event.at), decided), event.at);
      default:
        return [];
    }
  });
}

const spans = (what: Measured['what'], from: Instant | null, to: Instant): readonly Measured[] =>
  from === null ? [] : [{ what, seconds: Math.max(0, epochOf(to) - epochOf(from)) / 1000 }];

const orLater = (due: Instant | null, decided: Instant | null) =>
  due === null || decided === null ? due : later(due, decided);

/**
 * Of an onboarding's first proof: from the form, or from the hour the account was to be open where that is later, so
 * that whoever files weeks ahead does not look slow. `null` = it is another case, or was proved before.
 */
function firstDay(before: readonly RecordedEvent[], { engagements }: PersonLedger): Instant | null {
  const [first] = before;
  if (first === undefined || before.some(({ event }) => event.type === 'CaseProved')) return null;
  const work = engagements.find(({ openedBy }) => openedBy === first.stream);
  return work === undefined ? null : later(first.at, work.activeFrom);
}

/** The last of their work that has come to its end. */
function endOfWork({ engagements }: PersonLedger, at: Instant): Instant | null {
  const ends = engagements.flatMap(({ end }) => (end !== null && end <= at ? [end] : []));
  return ends.reduce<Instant | null>((last, end) => (last === null ? end : later(last, end)), null);
}

/** When the last grant that gave the group came to its end; `null` while one still gives it, and where none did. */
function coverEnded({ grants }: PersonLedger, group: GroupId, at: Instant): Instant | null {
  const gave = grants.filter((one) => one.groups.includes(group) && startOf(one) <= at);
  if (gave.some((one) => isLive(one, at))) return null;
  const ends = gave.flatMap(({ end }) => (end === null ? [] : [end]));
  return ends.reduce<Instant | null>((last, end) => (last === null ? end : later(last, end)), null);
}
