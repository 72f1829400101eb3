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
import { personOf } from '../rebuild.ts';
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
  const put = inOrder(taken).map((one) => putBackOf(one, words, kept));
  const events = put.map((one, index) =>
    eventOf({ ...one, position: index + 1, personal: one.personal?.body ?? null }),
  );
  const people = new Map<PersonId, Set<string>>();
  for (const { person, stream } of taken) {
    if (person !== null) people.set(person, (people.get(person) ?? new Set()).add(stream));
  }
  const ledgers = [...people].map(([person, streams]) => {
    const known = before.get(person) ?? emptyLedger;
    const after = events.reduce(
      (ledger, { event, stream }) =>
        stream !== 'system' && streams.has(stream) ? evolveLedger(ledger, event, stream) : ledger,
      known,
    );
    return { before: known, after };
  });
  return { put, events, ledgers };
}

/**
 * By the time, which all events of a commit share; at the same instant the stream that was begun first comes first.
 */
function inOrder(taken: readonly Taken[]) {
  const rows = taken.flatMap(({ events, links, standing }) =>
    events.flatMap((event, index) => {
      const link = links[index];
      if (link === undefined || index < standing.length) return [];
      return [{ begun: events[0]?.at ?? event.at, event, link }];
    }),
  );
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  return rows.sort(
    (a, b) =>
      compare(a.event.at, b.event.at) ||
      compare(a.begun, b.begun) ||
      compare(a.event.stream, b.event.stream) ||
      compare(a.event.seq, b.event.seq),
  );
}

function putBackOf(
  { event, link }: { readonly event: RecordedEvent; readonly link: RawEvent },
  words: Words,
  kept: ReadonlyMap<string, SaltedText>,
): PutBack {
  const { stream, at, event: said } = event;
  const digest = digestIn(link.text);
  const text = digest === null ? null : textOf(event, digest, words, kept);
  const personal = text === null ? null : { ...text, person: 'person' in said ? (said.person ?? null) : null };
  return { ...link, stream, at, type: said.type, version: versionIn(link.text), personal };
}

const stored = z.object({ version: z.number(), personal: z.object({ digest: z.string() }).optional() });
export const digestIn = (text: string): string | null => stored.parse(JSON.parse(text)).personal?.digest ?? null;
const versionIn = (text: string): number => stored.parse(JSON.parse(text)).version;
