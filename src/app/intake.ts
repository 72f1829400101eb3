/**
 * A delivery from the tracker: remembered and turned into a look, in one transaction, before it is acknowledged.
 * Deliveries that arrive while a transaction is under way share the next one: a flood costs a commit for some
 * dozens of them instead of one each, and nobody is acknowledged before that commit.
 */
import type { World } from './world.ts';

export interface Hint {
  /** The same for every repeat of one delivery. */
  readonly id: string;
  readonly issue: string;
  readonly parent: string | null;
  /** As the delivery says it; it decides who is looked at first, and nothing else. */
  readonly kind: { readonly project: string; readonly issueType: string } | null;
  readonly actorAccountId: string | null;
}

export type Received = 'queued' | 'known' | 'own-echo';

export interface Intake {
  receive(hint: Hint, self: string | null): Promise<Received>;
  /** Somebody waits for an acknowledgement. */
  isBusy(): boolean;
}

interface Waiting {
  readonly hint: Hint;
  readonly settle: (received: Received) => void;
  readonly fail: (fault: unknown) => void;
}

/** More in one transaction would only make the first of them wait. */
const MOST_AT_ONCE = 100;

export function openIntake(world: Pick<World, 'store' | 'rules'>): Intake {
  const waiting: Waiting[] = [];
  let busy = false;
  const work = async () => {
    busy = true;
    while (waiting.length > 0) await remember(world, waiting.splice(0, MOST_AT_ONCE));
    busy = false;
  };
  return {
    isBusy: () => busy,
    receive(hint, self) {
      // What we wrote ourselves comes back as an event; looking at it would only find what we know.
      if (self !== null && hint.actorAccountId === self) return Promise.resolve('own-echo');
      return new Promise((settle, fail) => {
        waiting.push({ hint, settle, fail });
        if (!busy) void work();
      });
    },
  };
}

/** Never rejects: whoever waits is told, and the tracker sends again what was not taken. */
async function remember(world: Pick<World, 'store' | 'rules'>, batch: readonly Waiting[]): Promise<void> {
  try {
    const endsWork = await offboardingIn(world);
    const fresh = await world.store.transaction(async (tx) => {
      const unknown = await tx.rememberDeliveries(batch.map(({ hint }) => hint.id));
      for (const { hint } of batch) {
        if (!unknown.has(hint.id)) continue;
        await tx.send({ lane: 'look', issue: hint.parent ?? hint.issue, ...(endsWork(hint) ? { first: true } : {}) });
      }
      return unknown;
    });
    const said = new Set<string>();
    for (const { hint, settle } of batch) {
      settle(fresh.has(hint.id) && !said.has(hint.id) ? 'queued' : 'known');
      said.add(hint.id);
    }
  } catch (fault) {
    for (const { fail } of batch) fail(fault);
  }
}

/** Somebody's sign-in may have to stop: their form is read before a morning of joiners. */
async function offboardingIn({ rules }: Pick<World, 'rules'>): Promise<(hint: Hint) => boolean> {
  const cases = (await rules.current())?.policy.settings.cases ?? [];
  const ending = cases.find(({ kind }) => kind === 'offboarding');
  return ({ kind }) => ending !== undefined && kind?.project === ending.project && kind.issueType === ending.issueType;
}
