/** Streams: what is in them, and how much of it is on its issue. */
import { chain, EMPTY, type Head } from '../../../src/adapters/postgres/chain.ts';
import type { RecordedEvent, StreamId, TenureEvent } from '../../../src/core/evidence/model.ts';
import { type AccountId, caseOfFinding, type PersonId } from '../../../src/core/shared/ids.ts';
import type { Instant, Milliseconds } from '../../../src/core/shared/instant.ts';
import type { AppLook, Job, NoticeJob } from '../../../src/ports/engine.ts';
import type { PutBack, RawEvent } from '../../../src/ports/store.ts';
import { recordedOf, type StoredEvent } from './events.ts';
import { isIdle } from './idle.ts';
import { distinct, ordered } from './order.ts';
import { type Drafts, personalKey, type View } from './tables.ts';

export const readEvents = (view: View, events: readonly StoredEvent[]): readonly RecordedEvent[] =>
  events.map((event) => recordedOf(event, view.personal.get(personalKey(event.stream, event.seq))?.body ?? null));

export const readStream = (view: View, stream: StreamId, afterSeq = 0) =>
  readEvents(view, view.events.of(stream).slice(afterSeq));

export const readRaw = (view: View, stream: StreamId, afterSeq = 0): readonly RawEvent[] =>
  view.events
    .of(stream)
    .slice(afterSeq)
    .map(({ seq, text, hash, previous }) => ({ seq, text, hash, previous }));

export function latestTime(view: View, among: number): Instant | null {
  const events = view.streams.all().flatMap(({ id }) => view.events.of(id));
  const last = events.sort((a, b) => b.position - a.position).slice(0, among);
  return last.map(({ at }) => at).reduce<Instant | null>((latest, at) => (at > (latest ?? '') ? at : latest), null);
}

export const headOf = (view: View, stream: StreamId): Head => view.events.of(stream).at(-1) ?? EMPTY;

export function appendEvents(
  drafts: Drafts,
  given: { readonly stream: StreamId; readonly head: Head; readonly at: Instant; readonly saltOf?: () => string },
  events: readonly TenureEvent[],
): readonly RecordedEvent[] {
  const { stream, head, at, saltOf } = given;
  const links = chain(head, stream, events, at, ...(saltOf === undefined ? [] : [saltOf]));
  const last = links.at(-1);
  if (last === undefined) return [];
  const recorded = links.map((link, index): RecordedEvent => {
    const { position } = drafts.events.append(stream, link, at);
    if (link.personal !== null) drafts.personal.put({ stream, seq: link.seq, ...link.personal });
    const event = events[index];
    if (event === undefined) throw new Error('an event was appended that nobody gave');
    return { stream, seq: link.seq, position, at, event, hash: link.hash };
  });
  const cursor = drafts.streams.get(stream)?.cursor ?? 0;
  drafts.streams.put({ id: stream, seq: last.seq, hash: last.hash, changedAt: at, cursor });
  return recorded;
}

/** As read from a signed record: nothing of it is still to be written on its issue. */
export function putBack(drafts: Drafts, events: readonly PutBack[]): void {
  for (const { stream, personal, at, ...link } of events) {
    drafts.events.append(stream, { ...link, personal: null }, at);
    if (personal !== null) drafts.personal.put({ stream, seq: link.seq, ...personal });
    drafts.streams.put({ id: stream, seq: link.seq, hash: link.hash, changedAt: at, cursor: link.seq });
  }
}

/** Of all cases about somebody, and of decided findings, in the order of their commits. */
export function eventsAbout(view: View, person: PersonId): readonly RecordedEvent[] {
  const findings = view.exceptions.find('person', person).filter((row) => row.case === null && row.settled !== null);
  const streams = distinct<StreamId>([
    ...view.cases.find('person', person).map(({ id }) => id),
    ...findings.map(({ id }) => caseOfFinding(id)),
  ]);
  const events = streams.flatMap((stream) => view.events.of(stream));
  return readEvents(
    view,
    [...events].sort((a, b) => a.position - b.position),
  );
}

export const streamsWith = (view: View, types: readonly TenureEvent['type'][]): readonly StreamId[] =>
  distinct(view.events.ofTypes(types).map(({ stream }) => stream)).toSorted();

/** The newest look of each account by a case that is not over, or was touched since. */
export function appLooks(view: View, since: Instant): readonly AppLook[] {
  const newest = new Map<string, AppLook>();
  for (const { event, stream } of readEvents(view, view.events.ofTypes(['AppCheckBegun']))) {
    const of = view.cases.get(stream);
    if (event.type !== 'AppCheckBegun' || of === undefined) continue;
    if (of.state !== 'open' && of.state !== 'waiting' && of.updatedAt <= since) continue;
    newest.set(`${of.id} ${event.account}`, { lane: 'look', case: of.id, apps: event.account, check: event.check });
  }
  return ordered(
    [...newest.values()],
    (look) => look.case,
    ({ apps }) => apps,
  );
}

export function unsentNotices(view: View, since: Instant): readonly NoticeJob[] {
  const told = readEvents(view, view.events.ofTypes(['NoticeRequested', 'NoticeSent']));
  const sent = new Set(
    told.flatMap(({ event, stream }) => (event.type === 'NoticeSent' ? `${stream} ${event.notice}` : [])),
  );
  return told.flatMap(({ event, stream }) => {
    const of = view.cases.get(stream);
    if (event.type !== 'NoticeRequested' || of === undefined || of.updatedAt <= since) return [];
    return sent.has(`${stream} ${event.notice}`) ? [] : [{ lane: 'notify', case: of.id, notice: event.notice }];
  });
}

// ---- what is on the issue --------------------------------------------------------------------------------

export const evidenceCursor = (view: View, stream: StreamId): number => view.streams.get(stream)?.cursor ?? 0;

/** Forward only. */
export function moveEvidenceCursor(drafts: Drafts, stream: StreamId, seq: number): void {
  const row = drafts.streams.get(stream);
  if (row !== undefined) drafts.streams.put({ ...row, cursor: Math.max(row.cursor, seq) });
}

export function evidenceStanding(view: View, stream: StreamId) {
  const row = view.streams.get(stream);
  if (row === undefined) return { isWritten: true, isChanging: false };
  const person = view.cases.get(stream)?.person ?? null;
  const accounts = person === null ? [] : view.accounts.find('person', person);
  return { isWritten: row.cursor >= row.seq, isChanging: accounts.some(({ id }) => isChanging(view, id)) };
}

function isChanging(view: View, account: AccountId): boolean {
  const row = view.reconcile.get(account);
  return row !== undefined && row.appliedRev < row.wantedRev && row.retryAt === null;
}

/** Without those that a job is already at or will come back to. */
export function unwrittenStreams(
  view: View,
  isInHand: (job: Job) => boolean,
  { now, idle, limit }: { readonly now: Instant; readonly idle: Milliseconds; readonly limit: number },
): readonly StreamId[] {
  const rows = view.streams
    .all()
    .filter(({ seq, cursor, changedAt }) => cursor < seq && isIdle(changedAt, now, idle))
    .filter(({ id }) => !isInHand({ lane: 'evidence', stream: id }));
  return ordered(rows, ({ changedAt }) => changedAt)
    .slice(0, limit)
    .map(({ id }) => id);
}
