/**
 * A delivery from the tracker: remembered and turned into a look, in one transaction, before it is acknowledged.
 * Deliveries that arrive while a transaction is under way share the next one: a flood costs a commit for some
 * dozens of them instead of one each, and nobody is acknowledged before that commit.
 */
import type { Sent } from '../../ports/engine.ts';
import { hears } from '../recordWatch/index.ts';
import type { World } from '../world.ts';
import { gathered } from './gathered.ts';

export interface Hint {
  /** The same for every repeat of one delivery. */
  readonly id: string;
  readonly issue: string;
  readonly parent: string | null;
  /** As the tracker calls it. */
  readonly event: string;
  /** As the delivery says it; it decides who is looked at first, and nothing else. */
  readonly kind: { readonly project: string; readonly issueType: string } | null;
  readonly actorAccountId: string | null;
}

const DELETED = 'jira:issue_deleted';

export type Received = 'queued' | 'known' | 'own-echo';

export interface Intake {
  receive(hint: Hint, self: string | null): Promise<Received>;
  /** Somebody waits for an acknowledgement. */
  isBusy(): boolean;
}

export function openIntake(world: Pick<World, 'store' | 'rules'>): Intake {
  const { give, isBusy } = gathered((batch: readonly Hint[]) => remember(world, batch));
  return {
    isBusy,
    receive(hint, self) {
      // What we wrote ourselves comes back as an event; looking at it would only find what we know.
      if (self !== null && hint.actorAccountId === self) return Promise.resolve('own-echo');
      return give(hint);
    },
  };
}

/** What was not taken is sent again by the tracker. */
async function remember(world: Pick<World, 'store' | 'rules'>, batch: readonly Hint[]): Promise<readonly Received[]> {
  const endsWork = await offboardingIn(world);
  const fresh = await world.store.transaction(async (tx) => {
    const unknown = await tx.rememberDeliveries(batch.map(({ id }) => id));
    for (const hint of batch) {
      if (!unknown.has(hint.id)) continue;
      const sent: Sent = { by: hint.actorAccountId, at: tx.now };
      await tx.send({
        lane: 'look',
        issue: hint.parent ?? hint.issue,
        ...(endsWork(hint) ? { first: true } : {}),
        ...(hint.event === DELETED && hint.parent === null ? { deleted: sent } : {}),
      });
      if (hears(hint.event)) await tx.send({ lane: 'bulk', touched: hint.issue, sent });
    }
    return unknown;
  });
  const said = new Set<string>();
  return batch.map(({ id }) => {
    const isFirst = fresh.has(id) && !said.has(id);
    said.add(id);
    return isFirst ? 'queued' : 'known';
  });
}

/** Somebody's sign-in may have to stop: their form is read before a morning of joiners. */
async function offboardingIn({ rules }: Pick<World, 'rules'>): Promise<(hint: Hint) => boolean> {
  const cases = (await rules.current())?.policy.settings.cases ?? [];
  const ending = cases.find(({ kind }) => kind === 'offboarding');
  return ({ kind }) => ending !== undefined && kind?.project === ending.project && kind.issueType === ending.issueType;
}
