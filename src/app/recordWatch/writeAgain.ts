/** A record that no longer holds is written again from the store, in the place of its writer, who waits meanwhile. */
import { HEAD_KEY, signablePieces } from '../../core/evidence/index.ts';
import { canonical, canonicalOrNull } from '../../core/shared/canonical.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { JobResult } from '../../ports/engine.ts';
import type { CaseRow } from '../../ports/store.ts';
import { keyAt } from '../adoption/onIssue.ts';
import { hasTime, putInTurn, takeTurn } from '../evidence/evidenceTurn.ts';
import { later, type World } from '../world.ts';

/** `false` = its writer is at it, or about to be: the next look sees what is left to do. */
export async function writeAgain(world: World, { id, issueId }: CaseRow): Promise<boolean> {
  const { store, tracker, sign } = world;
  const turn = await takeTurn(world, id);
  if (turn === null) return false;
  try {
    const { pieces, attachment } = signablePieces(id, await store.read.rawStream(id), sign);
    if (attachment !== null) await tracker.attach(issueId, attachment.name, attachment.content);
    // The head last, so that it never promises what is not there yet.
    for (const { key, value } of pieces.toReversed()) {
      const at = keyAt(id, key);
      const there = key === HEAD_KEY ? null : await tracker.getProperty(issueId, at);
      if (canonicalOrNull(there) === canonical(value)) continue;
      // Whoever is too slow for the turn leaves the rest to the next look.
      if (!hasTime(world, turn)) return false;
      await putInTurn(world, { id, issue: issueId, validUntil: turn.validUntil }, at, value);
    }
    return true;
  } finally {
    await turn.giveBack();
  }
}

const AGAIN = 60_000;
const LONGEST = 60 * 60_000;

/** What a late put of our own lies over, an older set that holds by itself perhaps; no other hand, and told to nobody. */
export async function writeOverLate(world: World, id: CaseId, tries: number): Promise<JobResult> {
  const { read } = world.store;
  const row = await read.case(id);
  if (row === null || row.issueId === '' || (await writeAgain(world, row))) return undefined;
  return afterItsWriter(world, tries);
}

/** Its writer is at it, for days where the tracker takes nothing from us. */
export async function afterItsWriter({ store }: World, tries: number): Promise<JobResult> {
  const wait = Math.min(LONGEST, AGAIN * 2 ** Math.min(tries, 10));
  return { again: later(await store.read.now(), wait), tries: tries + 1 };
}
