/**
 * One push at a time: two would each add what the other has just added. Whoever pushes holds a turn that ends by
 * itself, and asks for it again before every call.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { isAwaited } from '../../core/shared/putOff.ts';
import type { Tx } from '../../ports/store.ts';
import { later, type World } from '../world.ts';

interface Held {
  readonly turn: string;
  readonly until: Instant;
}

const KEY = 'form-push';
/** Longer than a call may take and its answer may be late. Milliseconds. */
const LASTS = 60_000;

export interface Turn {
  /** In the same step: `false` = the turn was somebody else's by then, and nothing was written. */
  write(work: (tx: Tx) => Promise<void>): Promise<boolean>;
  end(events: readonly TenureEvent[]): Promise<void>;
}

/** Refused with the instant at which the other's turn ends at the latest. */
export async function takeTurn(
  world: Pick<World, 'store' | 'freshId'>,
  events: readonly TenureEvent[],
): Promise<Outcome<Turn, Instant>> {
  const turn = world.freshId();
  const begin = await world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const held = await tx.getControl<Held>(KEY);
    if (held !== null && isAwaited(held.until, tx.now)) return refuse(held.until);
    await tx.setControl(KEY, { turn, until: later(tx.now, LASTS) } satisfies Held);
    await tx.append('system', events);
    return accept(null);
  });
  if (!begin.ok) return begin;
  const isOurs = async (tx: Tx) => (await tx.getControl<Held>(KEY))?.turn === turn;
  return accept({
    write: (work) =>
      world.store.transaction(async (tx) => {
        await tx.holdCase('system');
        if (!(await isOurs(tx))) return false;
        await tx.setControl(KEY, { turn, until: later(tx.now, LASTS) } satisfies Held);
        await work(tx);
        return true;
      }),
    // What was found is on the record whoever has the turn by now.
    end: (said) =>
      world.store.transaction(async (tx) => {
        await tx.lockSystem();
        await tx.append('system', said);
        if (await isOurs(tx)) await tx.setControl(KEY, null);
      }),
  });
}
