/**
 * The provider's own log, followed by its cursor: a line about an account is a hint to look at it, a sign-on is kept as
 * the last use of an application. Neither decides anything. Records of use begin when Tenure first looked: before that there
 * is no data, which is not the same as no use.
 */
import type { ConnectionId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { IdentityProvider } from '../../ports/provider.ts';
import type { World } from '../world.ts';
import { type ActivityPlace, activityKey } from './activityPlace.ts';
import { forgetOldUses, usesKeptFor } from './lastUse.ts';

const CALL = { lane: 'bulk', timeoutMilliseconds: 30_000 } as const;
/** Pages of one turn; the rest is the next turn's. */
const MOST_PAGES = 20;

/** Answers how many accounts are to be looked at. One log in trouble keeps nobody from reading the others. */
export async function followActivity(world: World): Promise<number> {
  const force = await world.rules.current();
  // Nobody has said yet what may be kept about whom.
  if (force === null) return 0;
  const keep = usesKeptFor(force.policy.settings);
  await forgetOldUses(world, keep);
  const hints = await Promise.all(
    [...world.providers].map(async ([connection, provider]) => {
      try {
        return await follow(world, connection, provider, keep > 0);
      } catch (trouble) {
        world.log.warn({ connection, trouble: String(trouble) }, 'the log of a provider could not be read on');
        return 0;
      }
    }),
  );
  return hints.reduce((sum, one) => sum + one, 0);
}

async function follow(
  world: World,
  connection: ConnectionId,
  provider: IdentityProvider,
  keepsUse: boolean,
): Promise<number> {
  let hints = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const [known, now] = await Promise.all([
      world.store.read.getControl<ActivityPlace>(activityKey(connection)),
      world.store.read.now(),
    ]);
    const read = await readFrom(provider, known, now);
    if (read === null) return hints;
    const { activities, cursor, more, since } = read;
    const readAt = more ? (known?.readAt ?? since) : now;
    const changed = activities.flatMap((one) => (one.kind === 'changed' ? [one.account] : []));
    const accounts = await world.store.read.accountsWith(connection, [...new Set(changed)]);
    await world.store.transaction(async (tx) => {
      // Two processes may read the same page: the looks are doubled then, and nothing else.
      const uses = activities.flatMap((one) => (one.kind === 'used' ? [one] : []));
      if (keepsUse) await tx.noteUses(connection, uses);
      await tx.setControl(activityKey(connection), { cursor, since, readAt } satisfies ActivityPlace);
      for (const look of accounts.values()) await tx.send({ lane: 'bulk', look });
    });
    hints += accounts.size;
    if (!more) return hints;
  }
  return hints;
}

/** `null` = the right is missing, which `tenure doctor` says. */
async function readFrom(provider: IdentityProvider, known: ActivityPlace | null, now: Instant) {
  const since = known?.since ?? now;
  try {
    return { ...(await provider.readActivity({ cursor: known?.cursor ?? null, since: now }, CALL)), since };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (fault.kind === 'denied') return null;
    if (fault.kind !== 'invalid' || known === null) throw fault;
    // A cursor the log no longer takes: read on from where it was last read, as far as the log goes back. What that
    // leaves out is not known, so the records begin anew when it is more than the log keeps.
    const again = await provider.readActivity({ cursor: null, since: known.readAt }, CALL);
    return { ...again, since: again.since > known.readAt ? again.since : known.since };
  }
}
