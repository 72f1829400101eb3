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
import { type NotTaken, type ReadRecord, readRecords } from './readRecords.ts';
import { readWords, type SaltedText, type Words } from './texts.ts';
import { type Left, writeRestored } from './write.ts';

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
): Promise<Outcome<Restored, 'not-empty' | 'no-policy' | 'none-holds'>> {
  const force = await world.rules.current();
  if (force === null) return refuse('no-policy');
  if (!(await isEmpty(world.store.read))) return refuse('not-empty');
  const records: ReadRecord[] = [];
  for await (const one of readRecords(world.tracker, verifier)) records.push(one);
  const sound = records.flatMap((one) => takenFrom(one));
  // The wrong key, most likely: with the right one it can be tried again, in a database that is as it was.
  if (records.length > 0 && sound.length === 0) return refuse('none-holds');
  const words = await readWords(world, force, sound);
  const known = (one: Taken) => one.person === null || isKnown(one.person, sound, words);
  const taken = sound.filter(known);
  const left: readonly Left[] = [
    ...records.flatMap(({ issue, stream, taken: found }) => (found.ok ? [] : [{ issue, stream, fault: found.fault }])),
    ...sound.filter((one) => !known(one)).map((one): Left => ({ ...one, fault: 'person-unknown' })),
    ...taken.flatMap((one) => doubts(one).map((fault): Left => ({ ...one, fault }))),
  ];
  const folded = foldTaken(taken, words, kept);
  const { put, ledgers } = folded;
  const compared = await compareAccounts(
    world,
    ledgers.map(({ after }) => after),
    words.seen,
  );
  await writeRestored(world, taken, folded, left, 'rebuilt');
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
