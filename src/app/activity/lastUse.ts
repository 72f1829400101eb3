/**
 * The record of when each person was last seen in each application: how long it is kept, and from when until when it can
 * be relied on. Before the first look at the provider's log, and after the last one, nothing is known, which is not "no use".
 */
import { type Known, known, type LastUse, notKnown } from '../../core/diagnosis/index.ts';
import type { Settings } from '../../core/policy/model.ts';
import type { ConnectionId } from '../../core/shared/ids.ts';
import { epochOf, type Instant, later, type Milliseconds, milliseconds, minus } from '../../core/shared/instant.ts';
import type { World } from '../world.ts';
import { type ActivityPlace, activityKey } from './activityPlace.ts';

const DAY = milliseconds(86_400_000);
const SHIPPED = milliseconds(180 * DAY);
const FORGOTTEN = 'uses-forgotten';
/** What is older was deleted, or never kept, whatever the policy keeps by now. */
const COMPLETE_FROM = 'uses-complete-from';

/** 0 = no record is made. */
export const usesKeptFor = ({ lastUse }: Pick<Settings, 'lastUse'>): Milliseconds => lastUse?.keep ?? SHIPPED;

/** Once a day: what is older than the policy keeps is no longer on record. While it keeps nothing, at every turn. */
export async function forgetOldUses({ store }: World, keep: Milliseconds): Promise<void> {
  const [now, last] = await Promise.all([store.read.now(), store.read.getControl<Instant>(FORGOTTEN)]);
  if (keep > 0 && last !== null && epochOf(now) - epochOf(last) < DAY) return;
  await store.transaction(async (tx) => {
    await tx.forgetUses(minus(now, keep));
    await tx.setControl(FORGOTTEN, now);
    const before = await tx.getControl<Instant>(COMPLETE_FROM);
    await tx.setControl(COMPLETE_FROM, later(before ?? minus(now, keep), minus(now, keep)));
  });
}

/** What the record says of a whole connection. */
export async function usesOnRecord({ store, rules }: World, connection: ConnectionId): Promise<Known<LastUse>> {
  const [place, force, now, completeFrom] = await Promise.all([
    store.read.getControl<ActivityPlace>(activityKey(connection)),
    rules.current(),
    store.read.now(),
    store.read.getControl<Instant>(COMPLETE_FROM),
  ]);
  const keep = force === null ? SHIPPED : usesKeptFor(force.policy.settings);
  if (keep === 0) return notKnown('the policy keeps no record of use (lastUse.keep)');
  if (place === null) return notKnown('no use of applications is recorded yet');
  // A last day in May says nothing in November, when nobody has read the log since.
  if (epochOf(now) - epochOf(place.readAt) > DAY) {
    return notKnown(`the provider’s log was last read on ${place.readAt.slice(0, 10)}`);
  }
  const kept = later(place.since, minus(now, keep));
  const since = later(kept, completeFrom ?? kept);
  return known({ since, byApp: await store.read.lastUses(connection) });
}
