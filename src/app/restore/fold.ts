/**
 * Records that hold, folded by the code that wrote them: from nothing, or from what the store has of the same streams. What
 * is put back is what comes after that, in the order of its commits.
 */
import { z } from 'zod';
import { eventOf } from '../../core/evidence/events/stored.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import { emptyLedger, evolveLedger, type PersonLedger } from '../../core/grant/index.ts';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import type { PutBack, RawEvent } from '../../ports/store.ts';
import type { ListedIssue } from '../../ports/tracker.ts';
import { personOf } from '../evidence/rebuild.ts';
import { inOrder } from './order.ts';
import type { ReadRecord } from './readRecords.ts';
import { type SaltedText, textOf, type Words } from './texts.ts';

/** A stream whose record holds. */
export interface Taken {
  readonly issue: ListedIssue;
  readonly stream: CaseId;
  readonly person: PersonId | null;
  readonly links: readonly RawEvent[];
  readonly events: readonly RecordedEvent[];
  /** What the store has of it already, from the first one on. */
  readonly standing: readonly RecordedEvent[];
}

export function takenFrom({ issue, taken }: ReadRecord, standing: readonly RecordedEvent[] = []): readonly Taken[] {
  const stream = taken.ok ? taken.events[0]?.stream : undefined;
  if (!taken.ok || stream === undefined || stream === 'system') return [];
  const { links, events } = taken;
  return [{ issue, stream, person: personOf(links), links, events, standing }];
}

export interface Folded {
  readonly put: readonly PutBack[];
  /** The same, as events with their words. */
  readonly events: readonly RecordedEvent[];
  readonly ledgers: readonly { readonly before: PersonLedger; readonly after: PersonLedger }[];
}

export function foldTaken(
  taken: readonly Taken[],
  words: Words,
  kept: ReadonlyMap<string, SaltedText>,
  before: ReadonlyMap<PersonId, PersonLedger> = new Map(),
): Folded {
  const erased = erasedStreams(taken);
  const put = inOrder(taken).map((one) => putBackOf(one, words, erased.has(one.event.stream) ? null : kept));
  const events = put.map((one, index) =>
    eventOf({ ...one, position: index + 1, personal: one.personal?.body ?? null }),
  );
  // Each event is gone through once, however many people there are.
  const owners = new Map<string, PersonId>(
    taken.flatMap(({ stream, person }) => (person === null ? [] : [[stream, person]])),
  );
  const after = new Map<PersonId, PersonLedger>();
  for (const person of owners.values()) after.set(person, before.get(person) ?? emptyLedger);
  for (const { event, stream } of events) {
    const person = owners.get(stream);
    const ledger = person === undefined ? undefined : after.get(person);
    if (person !== undefined && ledger !== undefined && stream !== 'system') {
      after.set(person, evolveLedger(ledger, event, stream));
    }
  }
  const ledgers = [...after].map(([person, ledger]) => ({ before: before.get(person) ?? emptyLedger, after: ledger }));
  return { put, events, ledgers };
}

function erasedStreams(taken: readonly Taken[]): ReadonlySet<string> {
  const gone = new Set(
    taken.flatMap(({ events }) => events.flatMap(({ event }) => (event.type === 'PersonErased' ? [event.person] : []))),
  );
  return new Set(taken.flatMap(({ stream, person }) => (person !== null && gone.has(person) ? [stream] : [])));
}

function putBackOf(
  { event, link }: { readonly event: RecordedEvent; readonly link: RawEvent },
  words: Words,
  /** `null` = their words were erased: what a form or a bundle from before still says of them does not come back. */
  kept: ReadonlyMap<string, SaltedText> | null,
): PutBack {
  const { stream, at, event: said } = event;
  const digest = digestIn(link.text);
  const text = digest === null || kept === null ? null : textOf(event, digest, words, kept);
  const personal = text === null ? null : { ...text, person: 'person' in said ? (said.person ?? null) : null };
  return { ...link, stream, at, type: said.type, version: versionIn(link.text), personal };
}

const stored = z.object({ version: z.number(), personal: z.object({ digest: z.string() }).optional() });
export const digestIn = (text: string): string | null => stored.parse(JSON.parse(text)).personal?.digest ?? null;
const versionIn = (text: string): number => stored.parse(JSON.parse(text)).version;
