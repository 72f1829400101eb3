/**
 * A backup that was put back knows less than the issues do. Before anything is done with it, the records of the issues that
 * changed since it last swept the tracker are held against it; what they have beyond it, signed and following from what it
 * has, is taken in, so that what ended after the backup is not given again. From then on everything is in shadow.
 */
import { HEAD_KEY } from '../../core/evidence/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { ListedIssue } from '../../ports/tracker.ts';
import { caseOn } from '../requests/ahead.ts';
import { later, type World } from '../world.ts';
import { foldTaken, type Taken, takenFrom } from './fold.ts';
import { withoutOrder } from './order.ts';
import { readIssue } from './readRecords.ts';
import { readWords } from './texts.ts';
import { exceptionOf, type Left, writeRestored } from './write.ts';

export interface CaughtUp {
  readonly streams: number;
  readonly events: number;
  readonly notTaken: readonly Left[];
}

/** An issue that changed while the backup was made. */
const OVERLAP = 60 * 60_000;

/** `null` = the issues hold nothing that the store does not have. */
export async function catchUpWithIssues(world: World): Promise<CaughtUp | null> {
  const since = await world.store.read.getControl<Instant>('tracker-swept');
  const force = await world.rules.current();
  if (since === null || force === null) return null;
  const ahead: Taken[] = [];
  const left: Left[] = [];
  for await (const { id, key } of world.tracker.changedSince(later(since, -OVERLAP))) {
    const found = await beyond(world, { id, key, isCase: true });
    ahead.push(...found.taken);
    for (const one of found.left) if (!(await isTold(world, one))) left.push(one);
  }
  // Only what is signed shows that the store is older: what somebody has written on an issue by hand stops nobody's access.
  if (ahead.length === 0 && !left.some(({ fault }) => fault === 'other-than-store')) return null;
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
  const folded = foldTaken(taken, words, new Map(), before);
  await writeRestored(world, taken, folded, left, 'older-store');
  return { streams: taken.length, events: folded.put.length, notTaken: left };
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
  const head: unknown = await tracker.getProperty(issue.id, HEAD_KEY);
  const standing = row === null ? [] : await store.read.stream(row.id);
  // What is less, or none at all, is no newer record: checking the issues against the store tells of that.
  if (countIn(head) <= standing.length) return NOTHING;
  const verify = (text: string, signature: string, keyId: string) =>
    keyId === sign.keyId && sign.sign(text) === signature;
  const records = await readIssue(tracker, { verify }, issue);
  const found = records.map((record): Beyond => {
    if (!record.taken.ok) return { taken: [], left: [{ issue, stream: record.stream, fault: record.taken.fault }] };
    const last = standing.at(-1);
    // The two have gone different ways since: which of them is right is not for a machine to say.
    const follows = last === undefined || record.taken.links[last.seq - 1]?.hash === last.hash;
    if (!follows) return { taken: [], left: [{ issue, stream: record.stream, fault: 'other-than-store' }] };
    return { taken: takenFrom(record, standing), left: [] };
  });
  return { taken: found.flatMap(({ taken }) => taken), left: found.flatMap((one) => one.left) };
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
    const { streams, events, notTaken } = found;
    const failed = notTaken.length === 0 ? '' : `; of ${notTaken.length} nothing could be taken, see tenure exceptions`;
    return [
      `this store is older than the record in Jira: ${events} events of ${streams} cases were taken in from there${failed}. Everything is in shadow until tenure policy apply`,
    ];
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    return [`whether Jira holds a newer record than this store could not be read (${trouble.message})`];
  }
}
