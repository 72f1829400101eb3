/**
 * A lost store is made again from the signed records on the issues, into a database that knows nobody. Everything is read
 * and folded first, by the code that wrote it; what is there at the provider is compared; then all of it is written in one
 * transaction, in shadow. What does not hold gives nothing and becomes an exception that names its stream.
 */
import { z } from 'zod';
import { eventOf } from '../../core/evidence/events/stored.ts';
import { foldCase, type PieceVerifier } from '../../core/evidence/index.ts';
import type { RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger, type PersonLedger } from '../../core/grant/index.ts';
import { type CaseId, exceptionId, type PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { PutBack, RawEvent, Reader, Tx } from '../../ports/store.ts';
import type { ListedIssue } from '../../ports/tracker.ts';
import { raise, saveCaseRow } from '../commit.ts';
import { personOf, rebuildLedger } from '../rebuild.ts';
import { keepParties } from '../requests/parties.ts';
import { keepActors } from '../roles/actorRecord.ts';
import type { World } from '../world.ts';
import { type Compared, compareAccounts } from './compare.ts';
import { forceShadow, NOT_RESTORED } from './forcedShadow.ts';
import { type NotTaken, type ReadRecord, readRecords } from './readRecords.ts';
import { readWords, type SaltedText, textOf, type Words } from './texts.ts';

export interface NotRestored {
  readonly issue: string;
  readonly stream: string;
  readonly fault: NotTaken;
}

export interface Restored extends Compared {
  readonly issues: number;
  readonly streams: number;
  readonly events: number;
  readonly people: number;
  readonly notRestored: readonly NotRestored[];
  /** Names and addresses: that fit their digest; read from forms and accounts; gone. */
  readonly texts: { readonly proved: number; readonly read: number; readonly missing: number };
}

/** A stream that holds, ready to be put back. */
interface Taken {
  readonly issue: string;
  readonly key: string;
  readonly stream: CaseId;
  readonly person: PersonId | null;
  readonly links: readonly RawEvent[];
  readonly events: readonly RecordedEvent[];
}

/** Nobody is in it, and no case. A policy may be in force, and the groups listed. */
export async function isEmpty(read: Pick<Reader, 'streams' | 'allPersons'>): Promise<boolean> {
  for await (const stream of read.streams()) if (stream !== 'system') return false;
  for await (const _ of read.allPersons()) return false;
  return true;
}

export async function restoreFromIssues(
  world: World,
  verifier: PieceVerifier,
  kept: ReadonlyMap<string, SaltedText>,
): Promise<Outcome<Restored, 'not-empty' | 'no-policy'>> {
  const force = await world.rules.current();
  if (force === null) return refuse('no-policy');
  if (!(await isEmpty(world.store.read))) return refuse('not-empty');
  const records: ReadRecord[] = [];
  for await (const one of readRecords(world.tracker, verifier)) records.push(one);
  const sound = records.flatMap(takenFrom);
  const words = await readWords(world, force, sound);
  const known = (one: Taken) => one.person === null || isKnown(one.person, sound, words);
  const taken = sound.filter(known);
  const left: readonly Left[] = [
    ...records.flatMap(({ issue, stream, taken: found }) => (found.ok ? [] : [{ issue, stream, fault: found.fault }])),
    ...sound.filter((one) => !known(one)).map((one) => leftOf(one, 'person-unknown')),
    ...taken.flatMap((one) => doubts(one).map((fault) => leftOf(one, fault))),
  ];
  const put = inOrder(taken).map((one) => putBackOf(one, words, kept));
  const events = put.map((one, index) =>
    eventOf({ ...one, position: index + 1, personal: one.personal?.body ?? null }),
  );
  const ledgers = ledgersOf(taken, events);
  const compared = await compareAccounts(world, [...ledgers.values()], words.seen);
  // Beside somebody who was quicker, the first event that is there already fails all of it.
  await world.store.transaction(async (tx) => {
    await tx.lockCase('system');
    for (let from = 0; from < put.length; from += AT_ONCE) await tx.putBack(put.slice(from, from + AT_ONCE));
    for (const one of taken) await saveCaseOf(tx, one.stream, ofStream(events, one.stream), one.person);
    for (const ledger of ledgers.values()) {
      await tx.saveLedger(emptyLedger, ledger);
      for (const account of ledger.accounts) await raise(tx, ledger, account, tx.now);
    }
    await keepActors(
      tx,
      events.map(({ event }) => event),
    );
    const leftAlone = left.filter(({ fault }) => fault !== 'adopted-people').map(({ issue }) => issue.id);
    await forceShadow(tx, { because: 'rebuilt', leftAlone });
    for (const one of left) await tell(tx, one);
    const counts = { streams: taken.length, events: put.length, people: ledgers.size, refused: left.length };
    await tx.append('system', [{ type: 'StoreRestored', ...counts, at: tx.now }]);
  });
  world.rules.forget();
  return accept({
    issues: new Set(records.map(({ issue }) => issue.id)).size,
    streams: taken.length,
    events: put.length,
    people: ledgers.size,
    notRestored: left.map(({ issue, stream, fault }) => ({ issue: issue.key, stream, fault })),
    texts: {
      proved: put.filter(({ personal }) => personal?.salt != null).length,
      read: put.filter(({ personal }) => personal !== null && personal.salt === null).length,
      missing: put.filter(({ text, personal }) => personal === null && digestIn(text) !== null).length,
    },
    ...compared,
  });
}

const AT_ONCE = 500;

interface Left {
  readonly issue: Pick<ListedIssue, 'id' | 'key'>;
  readonly stream: string;
  readonly fault: NotTaken;
}

const leftOf = ({ issue, key, stream }: Taken, fault: NotTaken): Left => ({
  issue: { id: issue, key },
  stream,
  fault,
});

function takenFrom({ issue, taken }: ReadRecord): readonly Taken[] {
  const stream = taken.ok ? taken.events[0]?.stream : undefined;
  if (!taken.ok || stream === undefined || stream === 'system') return [];
  const { links, events } = taken;
  return [{ issue: issue.id, key: issue.key, stream, person: personOf(links), links, events }];
}

/** Registered by a record that holds, and called something: of anybody else nothing is known to be theirs. */
const isKnown = (person: PersonId, sound: readonly Taken[], { profiles }: Words): boolean =>
  profiles.has(person) &&
  sound.some(({ events }) => events.some(({ event }) => event.type === 'PersonRegistered' && event.person === person));

/** What a record that holds still does not bring back. */
function doubts({ events }: Taken): readonly NotTaken[] {
  const adopted = events.some(({ event }) => event.type === 'AdoptionDone' && event.adopted > 0);
  const raised = events.some(({ event }) => event.type === 'CaseOpened' && event.raised !== undefined);
  return [...(adopted ? (['adopted-people'] as const) : []), ...(raised ? (['asked-elsewhere'] as const) : [])];
}

/**
 * Of all streams, in the order of their commits: by the time, which all events of a commit share; at the same instant the
 * stream that was begun first comes first.
 */
function inOrder(taken: readonly Taken[]) {
  const rows = taken.flatMap((one) =>
    one.events.flatMap((event, index) => {
      const link = one.links[index];
      return link === undefined ? [] : [{ begun: one.events[0]?.at ?? event.at, event, link }];
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

/** Of text whose hash and signature hold: it was written by `chain`. */
const stored = z.object({ version: z.number(), personal: z.object({ digest: z.string() }).optional() });
const digestIn = (text: string): string | null => stored.parse(JSON.parse(text)).personal?.digest ?? null;
const versionIn = (text: string): number => stored.parse(JSON.parse(text)).version;

const ofStream = (events: readonly RecordedEvent[], stream: CaseId) => events.filter((one) => one.stream === stream);

function ledgersOf(taken: readonly Taken[], events: readonly RecordedEvent[]): ReadonlyMap<PersonId, PersonLedger> {
  const people = new Map<PersonId, Set<string>>();
  for (const { person, stream } of taken) {
    if (person !== null) people.set(person, (people.get(person) ?? new Set()).add(stream));
  }
  const ledgers = [...people].map(([person, streams]) => {
    const theirs = events.filter(({ stream }) => streams.has(stream));
    return [person, rebuildLedger(theirs)] as const;
  });
  return new Map(ledgers);
}

/** Its shown facts, its exceptions and its parties, as they would have been kept beside it. */
async function saveCaseOf(
  tx: Tx,
  stream: CaseId,
  events: readonly RecordedEvent[],
  person: PersonId | null,
): Promise<void> {
  const state = foldCase(stream, events);
  await saveCaseRow(tx, state);
  await keepParties(tx, foldCase(stream, []), state);
  for (const { event, at } of events) {
    if (event.type === 'ExceptionRaised') {
      await tx.raiseException({
        id: event.exception,
        kind: event.kind,
        case: stream,
        person: state.sealed === null ? person : null,
        account: event.account ?? null,
        group: event.group ?? null,
        detail: event.detail ?? {},
        openedAt: at,
        settled: null,
      });
    }
    if (event.type === 'ExceptionSettled') {
      await tx.settleException(event.exception, { at: event.at, by: event.by, verdict: event.verdict });
    }
  }
}

async function tell(tx: Tx, { issue, stream, fault }: Left): Promise<void> {
  const exception = exceptionId(`restored!${stream}!${fault}`);
  const detail = { issue: issue.id, key: issue.key, stream, fault };
  const raised: TenureEvent = { type: 'ExceptionRaised', exception, kind: NOT_RESTORED, detail };
  await tx.append('system', [raised]);
  await tx.raiseException({
    id: exception,
    kind: NOT_RESTORED,
    case: null,
    person: null,
    account: null,
    group: null,
    detail,
    openedAt: tx.now,
    settled: null,
  });
}
