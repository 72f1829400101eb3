/**
 * A record on an issue that this store did not write: of a store that was lost, of one that has gone another way since, or of
 * another Tenure on the same issues. It is all there is of what was proved there, and is not written over.
 */
import { headThere } from '../../core/evidence/index.ts';
import { caseId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { World } from '../world.ts';
import type { Work } from './evidenceTurn.ts';
import { keysOf } from './keys.ts';

export class RecordThere extends Fault {
  constructor() {
    super('invalid', 'write a record over the one of another store');
  }
}

/**
 * By its head. What a key of ours did not sign, and names one of ours, is somebody's hand. What no key of ours has signed is
 * believed only where this store has written nothing yet: later it is what somebody has put over ours.
 */
export async function isOfAnotherStore({ store, sign }: World, work: Work, head: unknown): Promise<boolean> {
  const there = headThere(head, keysOf(sign));
  if (there === null || there.count === 0 || there.signed === 'no') return false;
  const isFirst = work.cursor === 0;
  if (there.stream === work.id) {
    if (!isFirst && there.signed !== 'yes') return false;
    const links = await store.read.rawStream(work.id);
    return links[there.count - 1]?.hash !== there.last;
  }
  // Whoever copies an issue copies the record of that one. A request raised outside the tracker has a name of its own.
  if (!isFirst || !there.stream.startsWith(RAISED)) return false;
  return (await store.read.rawStream(caseId('tenure', there.stream.slice(RAISED.length)))).length === 0;
}

const RAISED = 'tenure:';
