/**
 * A lost store is made again from the signed records on the issues, into a database that knows nobody. Everything is read
 * and folded first, by the code that wrote it; what is there at the provider is compared; then all of it is written in one
 * transaction, in shadow. What does not hold gives nothing and becomes an exception that names its stream.
 */
import type { PieceVerifier } from '../../core/evidence/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { Reader } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { type Compared, compareAccounts } from './compare.ts';
import { digestIn, foldTaken, type Taken, takenFrom } from './fold.ts';
import { withoutOrder } from './order.ts';
import { type NotTaken, type ReadRecord, readRecords } from './readRecords.ts';
import { contradictedBySeals } from './sealed.ts';
import { readWords, type SaltedText, textOf, type Words } from './texts.ts';
import { exceptionOf, type Left, writeRestored } from './write.ts';

export interface Restored extends Compared {
  readonly issues: number;
  readonly streams: number;
  readonly events: number;
  readonly people: number;
  readonly notRestored: readonly { readonly issue: string; readonly stream: string; readonly fault: NotTaken }[];
  /** Names and addresses: that fit their digest; read from forms and accounts; gone. */
  readonly texts: { readonly proved: number; readonly read: number; readonly missing: number };
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
  /** As they were written, of a bundle; beside them those that lie on the ledger's issue. */
  seals: readonly string[] = [],
): Promise<Outcome<Restored, 'not-empty' | 'sealed' | 'no-policy' | 'none-holds'>> {
  const force = await world.rules.current();
  if (force === null) return refuse('no-policy');
  if (!(await isEmpty(world.store.read))) return refuse('not-empty');
  // What is put back is older than any seal made here, and would contradict it in every bundle, for good.
  if ((await world.store.seals.last()) !== null) return refuse('sealed');
  const records: ReadRecord[] = [];
  const onIssues: string[] = [];
  const onSeal = (text: string) => void onIssues.push(text);
  for await (const one of readRecords(world.tracker, verifier, onSeal)) records.push(one);
  const whole = records.flatMap((one) => takenFrom(one));
  // The wrong key, most likely: with the right one it can be tried again, in a database that is as it was.
  if (records.length > 0 && whole.length === 0) return refuse('none-holds');
  const unsealed = contradictedBySeals([...seals, ...onIssues], records, verifier);
  const doubted = new Set(unsealed.map(({ stream }) => stream));
  const sound = whole.filter(({ stream }) => !doubted.has(stream));
  const contradicted = withoutOrder(sound);
  const ordered = sound.filter(({ stream }) => !contradicted.has(stream));
  const words = await readWords(world, force, ordered);
  const people = peopleIn(ordered, words, kept);
  const known = ({ person }: Taken) => person === null || people.has(person);
  const taken = ordered.filter(known);
  const left = eachOnce([
    ...records.flatMap(({ issue, stream, taken: found }) => (found.ok ? [] : [{ issue, stream, fault: found.fault }])),
    ...unsealed,
    ...sound.filter(({ stream }) => contradicted.has(stream)).map((one): Left => ({ ...one, fault: 'out-of-order' })),
    ...ordered.filter((one) => !known(one)).map((one): Left => ({ ...one, fault: 'person-unknown' })),
    ...taken.flatMap((one) => doubts(one).map((fault): Left => ({ ...one, fault }))),
  ]);
  const folded = foldTaken(taken, words, kept);
  const { put, ledgers } = folded;
  const compared = await compareAccounts(
    world,
    ledgers.map(({ after }) => after),
    words.seen,
  );
  // It was minutes of reading: whoever began to work here meanwhile is not written over.
  if (!(await writeRestored(world, taken, folded, left, { because: 'rebuilt' }))) return refuse('not-empty');
  return accept({
    issues: new Set(records.map(({ issue }) => issue.id)).size,
    streams: taken.length,
    events: put.length,
    people: ledgers.length,
    notRestored: left.map(({ issue, stream, fault }) => ({ issue: issue.key, stream, fault })),
    texts: {
      proved: put.filter(({ personal }) => personal?.salt != null).length,
      read: put.filter(({ personal }) => personal !== null && personal.salt === null).length,
      missing: put.filter(({ text, personal }) => personal === null && digestIn(text) !== null).length,
    },
    ...compared,
  });
}

/** By a record that holds, and called something: of anybody else nothing is known to be theirs. */
function peopleIn(streams: readonly Taken[], words: Words, kept: ReadonlyMap<string, SaltedText>) {
  const known = new Set<PersonId>();
  for (const { events, links } of streams) {
    for (const [index, one] of events.entries()) {
      const link = links[index];
      // Called nothing by anything, and meant to be.
      if (one.event.type === 'PersonErased') known.add(one.event.person);
      if (one.event.type !== 'PersonRegistered' || link === undefined) continue;
      const digest = digestIn(link.text);
      if (digest !== null && textOf(one, digest, words, kept) !== null) known.add(one.event.person);
    }
  }
  return known;
}

/** Copies of one record on one issue, however many somebody has made, are told of once. */
const eachOnce = (left: readonly Left[]): readonly Left[] => [
  ...new Map(left.map((one) => [exceptionOf(one), one])).values(),
];

/** What a record that holds still does not bring back. */
function doubts({ events }: Taken): readonly NotTaken[] {
  const adopted = events.some(({ event }) => event.type === 'AdoptionDone' && event.adopted > 0);
  const raised = events.some(({ event }) => event.type === 'CaseOpened' && event.raised !== undefined);
  return [...(adopted ? (['adopted-people'] as const) : []), ...(raised ? (['asked-elsewhere'] as const) : [])];
}
