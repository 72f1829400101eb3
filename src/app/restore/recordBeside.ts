/**
 * An empty store beside issues that carry records: a database that was lost, a data folder or an address that is not the one
 * of before, or another Tenure that works on the same projects. What is proved there would be asked for and done once more.
 */
import { HEAD_KEY, headThere } from '../../core/evidence/index.ts';
import { Fault } from '../../ports/fault.ts';
import { keysOf } from '../evidence/keys.ts';
import { later, type World } from '../world.ts';

/** Where Tenure works, an issue of the last day most often has one; in its first weeks only the newest have. Days. */
const LOOKED_BACK = [1, 7, 30];
const A_DAY = 86_400_000;
const MOST_READ = 100;

/** The first issue that is found to carry one; `null` = none of those read. Throws what may pass, as nothing is known then. */
export async function recordBeside({ tracker, store, log, sign }: World): Promise<string | null> {
  const now = await store.read.now();
  const keys = keysOf(sign);
  const read = new Set<string>();
  const unseen = new Set<string>();
  for (const days of LOOKED_BACK) {
    try {
      for await (const { id, key } of tracker.changedSince(later(now, -days * A_DAY), unseen)) {
        if (read.has(id)) continue;
        if (read.size >= MOST_READ) return null;
        read.add(id);
        const there = headThere(await orNull(tracker.getProperty(id, HEAD_KEY)), keys);
        if (there !== null && there.signed !== 'no') return key;
      }
    } catch (trouble) {
      if (!(trouble instanceof Fault) || trouble.kind === 'transient') throw trouble;
      log.warn({ fault: trouble.message }, 'whether issues carry records of another store could not be read');
      return null;
    }
  }
  if (unseen.size > 0)
    log.warn({ projects: [...unseen] }, 'whether issues there carry records of another store could not be read');
  return null;
}

/** One issue that is closed to us says nothing of the others. */
async function orNull(reading: Promise<unknown>): Promise<unknown> {
  try {
    return await reading;
  } catch (trouble) {
    if (trouble instanceof Fault && trouble.kind !== 'transient') return null;
    throw trouble;
  }
}
