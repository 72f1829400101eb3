/**
 * One issue: are the record and the comments on it what Tenure has written there? What somebody has changed or taken away is
 * told once. What no longer holds by its signature is written again from the store; what holds is never written over, whatever
 * it says. An issue that cannot be read says nothing: it may be deleted, or hidden from us.
 */
import { HEAD_KEY, type HeldRecord, heldRecord } from '../../core/evidence/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { JobResult, Sent } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import type { CaseRow } from '../../ports/store.ts';
import type { CommentStanding } from '../../ports/tracker.ts';
import { commentsOf } from '../evidence/evidenceTurn.ts';
import { keysOf } from '../evidence/keys.ts';
import type { World } from '../world.ts';
import { type Finding, tellFindings, tellReadable, tellUnread } from './tell.ts';
import { afterItsWriter, writeAgain } from './writeAgain.ts';

/** What the tracker has sent about it, and how often that was put off. */
export interface Heard {
  readonly sent: Sent;
  readonly tries: number;
}

/** Without `heard` it is the round, which comes back by itself. */
export async function lookAtRecord(world: World, id: CaseId, heard: Heard | null = null): Promise<JobResult> {
  const row = await world.store.read.case(id);
  if (row === null || row.issueId === '') return;
  if (!(await isWritten(world, id))) return whenWritten(world, heard);
  const there = await readThere(world, row);
  if (there === null) return tellUnread(world, row);
  await tellReadable(world, row);
  // While it was read, its writer may have begun, or have come to its end: what lay there then was half of it.
  if (!(await isWritten(world, id)) || (await world.store.read.evidenceCursor(id)) !== there.written)
    return whenWritten(world, heard);
  const ofRecord = findingOf(there.record);
  const ofComments = there.comments.flatMap(findingIn);
  await tellFindings(world, row, [...ofRecord, ...ofComments], heard?.sent ?? null);
  if (there.record.is !== 'broken' || !(await writeAgain(world, row))) return;
  // Broken once more it is another hand, and told again.
  await tellFindings(world, row, ofComments, null);
}

/**
 * Somebody is about to write there, for days where the tracker takes nothing from us. Who it was that touched it is known to
 * this job alone.
 */
const whenWritten = async (world: World, heard: Heard | null): Promise<JobResult> =>
  heard === null ? undefined : afterItsWriter(world, heard.tries);

const isWritten = async ({ store }: World, id: CaseId) => (await store.read.evidenceStanding(id)).isWritten;

const findingOf = (record: HeldRecord): readonly Finding[] =>
  record.is === 'as-written' ? [] : [{ mark: record.says, says: record.says, by: null, at: null }];

function findingIn({ id, is, by, at }: CommentStanding): readonly Finding[] {
  if (is === 'as-written') return [];
  if (is === 'missing')
    return [{ mark: `${id} missing`, says: `our comment ${id} is gone, or hidden from us`, by, at }];
  return [{ mark: `${id} ${at}`, says: `our comment ${id} was changed`, by, at }];
}

interface There {
  /** So many events were on the issue before it was read. */
  readonly written: number;
  readonly record: HeldRecord;
  readonly comments: readonly CommentStanding[];
}

/** `null` = the tracker shows us no such issue, or does not let us read it: which of the two, nobody can say. */
async function readThere(world: World, row: CaseRow): Promise<There | null> {
  const { store, tracker, sign } = world;
  try {
    // Before the issue: what is on it by then can only have grown.
    const written = await store.read.evidenceCursor(row.id);
    const properties = await tracker.readProperties(row.issueId, HEAD_KEY);
    if (properties === null) return null;
    const pieces = new Map([...properties].filter(([key]) => OWN_PIECE.test(key)));
    const named = attachmentIn(pieces.get(HEAD_KEY));
    const attachment = named === null ? null : await tracker.readAttachment(row.issueId, named);
    const comments = await tracker.checkComments(row.issueId, await commentsToCheck(world, row));
    const links = await store.read.rawStream(row.id);
    const record = heldRecord({ stream: row.id, pieces, attachment }, { links, written }, keysOf(sign));
    return { written, record, comments };
  } catch (trouble) {
    if (trouble instanceof Fault && trouble.kind === 'denied') return null;
    throw trouble;
  }
}

/** Not those of people's parts of the case, which lie beside it under names of their own. */
const OWN_PIECE = /^tenure\.record(?:\.\d+)?$/;

/** Whoever erases somebody is told to take these away. */
async function commentsToCheck(world: World, { id, person }: CaseRow): Promise<readonly string[]> {
  const isErased = person !== null && (await world.store.read.person(person)).person?.erasedAt !== undefined;
  return isErased ? [] : commentsOf(world, id);
}

function attachmentIn(head: unknown): string | null {
  const named = typeof head === 'object' && head !== null && 'attachment' in head ? head.attachment : null;
  const name = typeof named === 'object' && named !== null && 'name' in named ? named.name : null;
  return typeof name === 'string' ? name : null;
}
