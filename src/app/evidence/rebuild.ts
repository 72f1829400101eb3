/**
 * The ledger, made again from nothing but the events: whatever a row says that no event said is found by comparing.
 * One person at a time, so that the check of a large store needs little memory.
 */
import { z } from 'zod';
import type { RecordedEvent, StreamId, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger, evolveLedger, type PersonLedger, stripped, withoutWords } from '../../core/grant/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { type PersonId, personId } from '../../core/shared/ids.ts';
import type { RawEvent, Reader } from '../../ports/store.ts';
import { findingStreams } from '../settling/findingRows.ts';

/** Whom a case's stream is about, from its stored text; `null` = nobody yet, or the text is no event's any more. */
export function personOf(links: readonly Pick<RawEvent, 'text'>[]): PersonId | null {
  for (const { text } of links) {
    if (!text.includes('"type":"PersonRegistered"') && !text.includes('"type":"CaseConcerns"')) continue;
    const parsed = naming.safeParse(jsonOf(text));
    if (parsed.success) return personId(parsed.data.body.person);
  }
  return null;
}

const naming = z.object({
  type: z.enum(['PersonRegistered', 'CaseConcerns']),
  body: z.object({ person: z.string() }),
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** All events of all streams about one person -> their part of the ledger, as it was after the last of them. */
export function rebuildLedger(events: readonly RecordedEvent[]): PersonLedger {
  const ordered = [...events].sort((a, b) => a.position - b.position);
  return ordered.reduce(
    (ledger, { event, stream }) => (stream === 'system' ? ledger : evolveLedger(ledger, event, stream)),
    emptyLedger,
  );
}

/** What somebody has held, by their events, also where the text that would name them is not there any more. */
export const grantsOf = (events: readonly RecordedEvent[]): PersonLedger['grants'] => rebuildLedger(events).grants;

export type LedgerPart = keyof PersonLedger;
const PARTS: readonly LedgerPart[] = ['person', 'engagements', 'accounts', 'records', 'grants', 'exclusions'];

export interface LedgerDifference {
  readonly part: LedgerPart;
  /** The row's id; `account group` for a membership record. */
  readonly row: string;
  readonly fault: 'missing' | 'unexplained' | 'altered';
}

/** Rows no event made, rows that are gone, and rows that say something else. The order of rows means nothing. */
export function compareLedgers(stored: PersonLedger, replayed: PersonLedger): readonly LedgerDifference[] {
  return PARTS.flatMap((part) => {
    const [kept, made] = [rowsOf(stored, part), rowsOf(replayed, part)];
    const rows = [...new Set([...kept.keys(), ...made.keys()])].sort();
    return rows.flatMap((row): LedgerDifference[] => {
      const [is, should] = [kept.get(row), made.get(row)];
      if (is === should) return [];
      return [{ part, row, fault: is === undefined ? 'missing' : should === undefined ? 'unexplained' : 'altered' }];
    });
  });
}

function rowsOf(ledger: PersonLedger, part: LedgerPart): ReadonlyMap<string, string> {
  switch (part) {
    case 'person':
      return new Map(ledger.person === null ? [] : [[ledger.person.id, canonical(ledger.person)]]);
    case 'records':
      return new Map(ledger.records.map((row) => [`${row.account} ${row.group}`, canonical(row)]));
    default:
      return new Map(ledger[part].map((row) => [row.id, canonical(row)]));
  }
}

export type Replayed =
  | {
      readonly kind: 'compared';
      readonly person: PersonId;
      readonly differences: readonly LedgerDifference[];
      /** Personal text of theirs was erased, as the law asks for, or is not known: everything else was compared. */
      readonly isNameless: boolean;
    }
  /** Some event is no event any more. */
  | { readonly kind: 'unreadable'; readonly person: PersonId };

type Source = Pick<Reader, 'person' | 'allPersons' | 'stream' | 'cases' | 'exceptions'>;

/** Every person the rows or the streams know, replayed and compared. `streamsOf`: from `personOf` of every stream. */
export async function* replayAll(
  read: Source,
  streamsOf: ReadonlyMap<PersonId, readonly StreamId[]>,
): AsyncIterable<Replayed> {
  const seen = new Set<PersonId>();
  for await (const person of read.allPersons()) {
    seen.add(person);
    yield await replay(read, person, streamsOf.get(person) ?? []);
  }
  for (const [person, streams] of streamsOf) if (!seen.has(person)) yield await replay(read, person, streams);
}

/** The store goes on while it is checked, so a difference counts only when it is still there at a second look. */
async function replay(read: Source, person: PersonId, streams: readonly StreamId[]): Promise<Replayed> {
  const first = await replayOnce(read, person, streams);
  if (first.kind !== 'compared' || first.differences.length === 0) return first;
  const known = [...(await read.cases({ person })).map(({ id }) => id), ...(await findingStreams(read, person))];
  return replayOnce(read, person, [...new Set([...streams, ...known])]);
}

async function replayOnce(read: Source, person: PersonId, streams: readonly StreamId[]): Promise<Replayed> {
  try {
    const events = (await Promise.all(streams.map((stream) => read.stream(stream)))).flat();
    const stored = await read.person(person);
    if (!events.some(({ event }) => isErased(event))) {
      return {
        kind: 'compared',
        person,
        differences: compareLedgers(stored, rebuildLedger(events)),
        isNameless: false,
      };
    }
    // Of a recorded erasing the rows say nothing either: words that stand there again, no event made.
    const isRecorded = events.some(({ event }) => event.type === 'PersonErased');
    const differences = isRecorded
      ? compareLedgers(stored, rebuildLedger(events))
      : compareLedgers(withoutWords(stored, null), rebuildLedger(events.map(nameless)));
    return { kind: 'compared', person, differences, isNameless: true };
  } catch (fault) {
    if (fault instanceof SyntaxError || fault instanceof TypeError) return { kind: 'unreadable', person };
    throw fault;
  }
}

const WITH_TEXT: ReadonlySet<TenureEvent['type']> = new Set([
  'PersonRegistered',
  'ProfileChanged',
  'AccountIntended',
  'LoginIntended',
  'LoginVerified',
  'AccountAdopted',
]);
const nameless = (one: RecordedEvent): RecordedEvent => ({ ...one, event: stripped(one.event) });
const isErased = (event: TenureEvent) => WITH_TEXT.has(event.type) && !('personal' in event);
