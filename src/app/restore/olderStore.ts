/**
 * A backup that was put back knows less than Jira does. Before anything is done with it, the seals on the ledger's issue and
 * the records of the issues that changed since it last swept the tracker are held against it. What they have beyond it,
 * signed and following from what it has, is taken in, so that what ended after the backup is not given again; what only a
 * seal names is told. From then on everything is in shadow.
 */
import { HEAD_KEY } from '../../core/evidence/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { type CaseId, caseId, type PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { ListedIssue } from '../../ports/tracker.ts';
import { keysOf } from '../evidence/keys.ts';
import { caseOn } from '../requests/ahead.ts';
import { type NewerSeals, newerSeals } from '../seals/newer.ts';
import { later, type World } from '../world.ts';
import { foldTaken, type Taken, takenFrom } from './fold.ts';
import { withoutOrder } from './order.ts';
import { type ReadRecord, readIssue } from './readRecords.ts';
import { contradictedBySeals, type FoundRecord, sealedIn } from './sealed.ts';
import { readWords } from './texts.ts';
import { exceptionOf, type Left, writeRestored } from './write.ts';

export interface CaughtUp {
  readonly streams: number;
  readonly events: number;
  readonly notTaken: readonly Left[];
  readonly seals: NewerSeals | null;
}

/** An issue that changed while the backup was made. */
const OVERLAP = 60 * 60_000;

/** `null` = Jira holds nothing that the store does not have. */
export async function catchUpWithIssues(world: World): Promise<CaughtUp | null> {
  const force = await world.rules.current();
  if (force === null) return null;
  const seals = await newerSeals(world);
  const ahead: Taken[] = [];
  const left: Left[] = [];
  for await (const issue of issuesToRead(world, seals)) {
    const found = await beyond(world, issue);
    ahead.push(...found.taken);
    for (const one of found.left) if (!(await isTold(world, one))) left.push(one);
  }
  // Only what is signed shows that the store is older: what somebody has written on an issue by hand stops nobody's access.
  const isOlder = seals !== null || ahead.length > 0 || left.some(({ fault }) => fault === 'other-than-store');
  if (!isOlder) return null;
  const contradicted = withoutOrder(ahead);
  const ordered = ahead.filter(({ stream }) => !contradicted.has(stream));
  left.push(
    ...ahead.filter((one) => contradicted.has(one.stream)).map((one): Left => ({ ...one, fault: 'out-of-order' })),
  );
  const words = await readWords(world, force, ordered);
  const before = new Map<PersonId, PersonLedger>();
  for (const { person } of ordered) if (person !== null) before.set(person, await world.store.read.person(person));
  const known = ({ person }: Taken) =>
    person === null || words.profiles.has(person) || (before.get(person)?.person ?? null) !== null;
  const taken = ordered.filter(known);
  left.push(...ordered.filter((one) => !known(one)).map((one): Left => ({ ...one, fault: 'person-unknown' })));
  if (seals !== null) left.push(...(await sealedAndNotHere(world, seals, taken, left)));
  const folded = foldTaken(taken, words, new Map(), before);
  await writeRestored(world, taken, folded, left, { because: 'older-store', leaves: seals?.texts ?? [] });
  return { streams: taken.length, events: folded.put.length, notTaken: left, seals };
}

/** Those that changed since, and those the seals name: the search lags behind, and is asked for no issue by its name. */
async function* issuesToRead(world: World, seals: NewerSeals | null): AsyncGenerator<ListedIssue> {
  const { store, tracker } = world;
  const seen = new Set<string>();
  const since = await store.read.getControl<Instant>('tracker-swept');
  if (since !== null) {
    for await (const { id, key } of tracker.changedSince(later(since, -OVERLAP), new Set())) {
      seen.add(id);
      yield { id, key, isCase: true };
    }
  }
  for (const stream of sealedIn(seals?.texts ?? [], keysOf(world.sign)).keys()) {
    const issue = await issueOf(world, stream);
    if (issue.id === '' || seen.has(issue.id)) continue;
    // Several people's parts lie on one.
    seen.add(issue.id);
    yield { ...issue, isCase: true };
  }
}

/** Of a stream the store does not know, as far as its name says it: a case is called after its issue. */
async function issueOf({ store, tracker }: World, stream: string): Promise<Left['issue']> {
  const row = await store.read.case(streamCalled(stream));
  if (row !== null) return { id: row.issueId, key: row.issueKey };
  const id = stream.slice(tracker.connection.length + 1);
  const isNamed = caseId(tracker.connection, id) === stream && /^\d+$/.test(id);
  return { id: isNamed ? id : '', key: stream };
}

function streamCalled(stream: string): CaseId {
  const colon = stream.indexOf(':');
  return caseId(stream.slice(0, colon), stream.slice(colon + 1));
}

/** What seals name that neither was here nor is taken in now. Who is told of a stream for another reason is not told twice. */
async function sealedAndNotHere(
  world: World,
  { texts, issue }: NewerSeals,
  taken: readonly Taken[],
  told: readonly Left[],
): Promise<readonly Left[]> {
  const keys = keysOf(world.sign);
  const records: FoundRecord[] = [...taken.map((one) => ({ ...one, taken: { ok: true as const, links: one.links } }))];
  const isTaken = new Set<string>(taken.map(({ stream }) => stream));
  for (const stream of sealedIn(texts, keys).keys()) {
    if (isTaken.has(stream)) continue;
    // The system's own stream is on no issue: where the seals lie is said of it.
    const isSystem = stream === 'system';
    const links = await world.store.read.rawStream(isSystem ? stream : streamCalled(stream));
    const on = isSystem ? issue : await issueOf(world, stream);
    if (links.length > 0) records.push({ issue: on, stream, taken: { ok: true, links } });
  }
  const known = new Set(told.map(({ stream }) => stream));
  return contradictedBySeals(texts, records, keys).filter(({ stream }) => !known.has(stream));
}

interface Beyond {
  readonly taken: readonly Taken[];
  readonly left: readonly Left[];
}

/** By an earlier start: a person knows of it, and may have lifted the shadow since. */
const isTold = async ({ store }: World, one: Left) => (await store.read.exception(exceptionOf(one))) !== null;

const NOTHING: Beyond = { taken: [], left: [] };

async function beyond(world: World, issue: ListedIssue): Promise<Beyond> {
  const { store, tracker, sign } = world;
  const row = await caseOn(world, { connection: tracker.connection, id: issue.id });
  const head: unknown = await orForbidden(tracker.getProperty(issue.id, HEAD_KEY));
  const kept = row === null ? [] : await store.read.rawStream(row.id);
  // What is less, or none at all, is no newer record: checking the issues against the store tells of that.
  const hasGrown = countIn(head) > kept.length;
  // People's parts of an adoption go on growing after it, and its own record does not.
  if (!hasGrown && row?.kind !== 'adoption') return NOTHING;
  const found: Beyond[] = [];
  for (const record of await readIssue(tracker, keysOf(sign), issue))
    if (hasGrown || record.stream !== row?.id) found.push(await beyondOf(world, record));
  return { taken: found.flatMap(({ taken }) => taken), left: found.flatMap(({ left }) => left) };
}

/** People's parts of a case lie beside its own record, each a stream by itself. */
async function beyondOf({ store }: World, record: ReadRecord): Promise<Beyond> {
  const { issue, stream, taken } = record;
  if (!taken.ok) return { taken: [], left: [{ issue, stream, fault: taken.fault }] };
  const standing = await store.read.stream(streamCalled(stream));
  const last = standing.at(-1);
  if (last !== undefined && taken.links.length < last.seq) return NOTHING;
  // The two have gone different ways since: which of them is right is not for a machine to say.
  const follows = last === undefined || taken.links[last.seq - 1]?.hash === last.hash;
  if (!follows) return { taken: [], left: [{ issue, stream, fault: 'other-than-store' }] };
  return taken.links.length === standing.length ? NOTHING : { taken: takenFrom(record, standing), left: [] };
}

/** One issue that is closed to us keeps nobody from reading the others; what seals name of it is told. */
async function orForbidden<Read>(reading: Promise<Read>): Promise<Read | null> {
  try {
    return await reading;
  } catch (trouble) {
    if (trouble instanceof Fault && trouble.kind === 'denied') return null;
    throw trouble;
  }
}

function countIn(head: unknown): number {
  const count = typeof head === 'object' && head !== null && 'count' in head ? head.count : 0;
  return typeof count === 'number' ? count : 0;
}

/** What whoever starts the service should read of it. */
export async function olderStoreNotes(world: World): Promise<readonly string[]> {
  try {
    const found = await catchUpWithIssues(world);
    if (found === null) return [];
    const { streams, events, notTaken, seals } = found;
    const failed = notTaken.length === 0 ? '' : `; of ${notTaken.length} nothing could be taken, see tenure exceptions`;
    const sealed = seals === null ? '' : ` (seal ${seals.newest} lies there, and the last one here is ${seals.ours})`;
    return [
      `this store is older than the record in Jira${sealed}: ${events} events of ${streams} cases were taken in from there${failed}. Everything is in shadow until tenure policy apply`,
    ];
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    return [`whether Jira holds a newer record than this store could not be read (${trouble.message})`];
  }
}
