/**
 * An empty store beside issues that carry records: a database that was lost, a data folder or an address that is not the one
 * of before, or another Tenure that works on the same projects. What is proved there would be asked for and done once more.
 */
import { HEAD_KEY, isHead } from '../../core/evidence/index.ts';
import { Fault } from '../../ports/fault.ts';
import { later, type World } from '../world.ts';

/** A store in use wrote on some issue lately. */
const LATELY = 30 * 86_400_000;
/** Where Tenure worked, nearly every issue of its projects has one. */
const MOST_READ = 100;

/** The first issue that is found to carry one; `null` = none of those read, or Jira did not answer. */
export async function recordBeside({ tracker, store, log }: World): Promise<string | null> {
  let read = 0;
  try {
    for await (const { id, key } of tracker.changedSince(later(await store.read.now(), -LATELY))) {
      if (read >= MOST_READ) break;
      read += 1;
      if (isHead(await tracker.getProperty(id, HEAD_KEY))) return key;
    }
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    log.warn({ fault: trouble.message }, 'whether issues carry records of another store could not be read');
  }
  return null;
}
