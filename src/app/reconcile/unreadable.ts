/** A leaver's role in a project that does not answer: unknown is not gone, and taking it is not given up. */
import type { AccountId, GroupId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { later, type World } from '../world.ts';
import { REFUSED_AGAIN, type RunResult } from './run.ts';

/** When to try again; `otherwise` when there is none, or somebody has taken the risk of each. */
export async function stillUnreadable(
  world: World,
  account: AccountId,
  { plan, at }: RunResult,
  otherwise: Instant | null,
): Promise<Instant | null> {
  const hidden = plan.obstacles.flatMap((one) =>
    one.type === 'role-unreadable' && one.wanted === 'absent' ? [one.group] : [],
  );
  if (hidden.length === 0) return otherwise;
  const known = await world.store.read.exceptions({ account });
  const isAccepted = (group: GroupId) =>
    known.some(
      ({ kind, group: of, detail, settled }) =>
        kind === 'role-unreadable' && of === group && detail.wanted === 'absent' && settled?.verdict === 'accept',
    );
  return hidden.every(isAccepted) ? otherwise : earliest(otherwise, later(at, REFUSED_AGAIN));
}

const earliest = (a: Instant | null, b: Instant) => (a !== null && a < b ? a : b);
