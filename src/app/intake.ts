/** A delivery from the tracker: remembered and turned into a look, in one transaction, before it is acknowledged. */
import type { World } from './world.ts';

export interface Hint {
  /** The same for every repeat of one delivery. */
  readonly id: string;
  readonly issue: string;
  readonly parent: string | null;
  readonly actorAccountId: string | null;
}

export type Received = 'queued' | 'known' | 'own-echo';

export async function receiveHint(world: World, hint: Hint, self: string | null): Promise<Received> {
  // What we wrote ourselves comes back as an event; looking at it would only find what we know.
  if (self !== null && hint.actorAccountId === self) return 'own-echo';
  return world.store.transaction(async (tx) => {
    if (!(await tx.rememberDelivery(hint.id))) return 'known';
    await tx.send({ lane: 'look', issue: hint.parent ?? hint.issue });
    return 'queued';
  });
}
