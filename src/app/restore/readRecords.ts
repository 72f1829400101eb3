/**
 * The signed records as they lie on the issues, each checked by itself: signature, digests, chain, and that the stream is
 * this issue's own, since whoever copies an issue copies its properties. Of what does not hold nothing is taken.
 */

import { eventOf } from '../../core/evidence/events/stored.ts';
import { HEAD_KEY, type PieceFault, type PieceVerifier, verifyPieces } from '../../core/evidence/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import { caseId, caseOfItem } from '../../core/shared/ids.ts';
import type { RawEvent } from '../../ports/store.ts';
import type { ListedIssue, Tracker } from '../../ports/tracker.ts';
import { keyAt } from '../adoption/onIssue.ts';
import { sealsOn } from './sealsOn.ts';

export type NotTaken =
  | PieceFault
  /** The record of another issue, or a copy under another key than its own. */
  | 'other-issue'
  /** It ends a grant before the same record gives it. */
  | 'out-of-order'
  /** A seal, of the bundle or of the ledger's issue, names more of it than there is, or another hash at that place. */
  | 'shorter-than-sealed'
  | 'other-than-sealed'
  /** A seal names it, and no issue that we can see holds it. */
  | 'sealed-not-found'
  /** Written by a newer Tenure, or no event at all. */
  | 'unreadable'
  /** Whom it is about is said by no record that was taken, or nothing says what they are called. */
  | 'person-unknown'
  /** The store has gone another way since: both have events the other has not. */
  | 'other-than-store'
  /** Taken; but people taken over with it have their records in its attachment alone. */
  | 'adopted-people'
  /** Taken; but what was asked outside the tracker stood in the lost store. */
  | 'asked-elsewhere';

export interface ReadRecord {
  readonly issue: ListedIssue;
  /** As the piece names it, checked or not. */
  readonly stream: string;
  readonly taken:
    | { readonly ok: true; readonly links: readonly RawEvent[]; readonly events: readonly RecordedEvent[] }
    | { readonly ok: false; readonly fault: NotTaken };
}

type Source = Pick<Tracker, 'connection' | 'everyIssue' | 'readProperties' | 'readAttachment'>;

/** `onSeal`: told the text of each seal that lies on an issue, signed or not. */
export async function* readRecords(
  tracker: Source,
  verifier: PieceVerifier,
  onSeal: (text: string) => void = () => {},
): AsyncIterable<ReadRecord> {
  for await (const issue of tracker.everyIssue()) yield* await readIssue(tracker, verifier, issue, onSeal);
}

/** The case's own, and those of people's parts of it. */
export async function readIssue(
  tracker: Source,
  verifier: PieceVerifier,
  issue: ListedIssue,
  onSeal: (text: string) => void = () => {},
): Promise<readonly ReadRecord[]> {
  const all = await tracker.readProperties(issue.id, OURS);
  if (all === null) return [];
  for (const text of await sealsOn(tracker, issue, all)) onSeal(text);
  const properties = new Map([...all].filter(([key]) => key.startsWith(HEAD_KEY)));
  const heads = headsIn([...properties.keys()]);
  // A case without a record: it was taken off, or what was filed here was never looked at.
  const asked = heads.length === 0 && issue.isCase ? [HEAD_KEY] : heads;
  return Promise.all(asked.map((head) => readOne(tracker, verifier, issue, properties, head)));
}

/** What records and seals begin with. */
const OURS = 'tenure.';
const BODY = /\.(\d+)$/;

/** By pieces without a head too: that one is gone is to be said. */
const headsIn = (keys: readonly string[]): readonly string[] => [
  ...new Set(keys.map((key) => (key.length > HEAD_KEY.length ? key.replace(BODY, '') : key))),
];

async function readOne(
  tracker: Source,
  verifier: PieceVerifier,
  issue: ListedIssue,
  properties: ReadonlyMap<string, unknown>,
  headKey: string,
): Promise<ReadRecord> {
  const head = properties.get(headKey) ?? null;
  const bodies = [...properties].flatMap(([key, value]) => (isBodyOf(headKey, key) ? [value] : []));
  const named = attachmentIn(head);
  const attachment = named === null ? null : await tracker.readAttachment(issue.id, named);
  const stream = streamIn(head) ?? caseId(tracker.connection, issue.id);
  const checked = verifyPieces(head, bodies, attachment, verifier);
  if (!checked.ok) return { issue, stream, taken: { ok: false, fault: checked.refusal } };
  const { links } = checked.value;
  const events = eventsIn(links);
  if (events === null) return { issue, stream, taken: { ok: false, fault: 'unreadable' } };
  const isOwn =
    // Under another key it is a copy, which would be put back a second time.
    events.every(
      (one) => one.stream === stream && one.stream !== 'system' && headKey === keyAt(one.stream, HEAD_KEY),
    ) && isOfIssue(tracker, issue, stream, events);
  return { issue, stream, taken: isOwn ? { ok: true, links, events } : { ok: false, fault: 'other-issue' } };
}

const isBodyOf = (head: string, key: string) => key.startsWith(`${head}.`) && BODY.test(key.slice(head.length));

function isOfIssue(
  { connection }: Source,
  { id }: ListedIssue,
  stream: string,
  events: readonly RecordedEvent[],
): boolean {
  const own = caseId(connection, id);
  if (stream === own || caseOfItem(stream) === own) return true;
  // Decided before its issue could be filed, it is known by a name of our own, and names the issue itself.
  return events.some(
    ({ event }) => (event.type === 'CaseFiled' || event.type === 'CaseOpened') && event.issue?.id === id,
  );
}

function eventsIn(links: readonly RawEvent[]): readonly RecordedEvent[] | null {
  try {
    return links.map(({ text, hash, seq }) => eventOf({ text, hash, position: seq, personal: null }));
  } catch {
    return null;
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;

const textIn = (value: unknown) => (typeof value === 'string' ? value : null);
const streamIn = (head: unknown) => textIn(member(head, 'stream'));
const attachmentIn = (head: unknown) => textIn(member(member(head, 'attachment'), 'name'));
