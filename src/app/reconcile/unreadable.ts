/** What we may not see, or is not there, nobody can tell which: unknown is not gone, and taking it is not given up. */
import { foldCase } from '../../core/evidence/index.ts';
import type { Obstacle } from '../../core/reconcile/model.ts';
import type { AccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { later, type World } from '../world.ts';
import { REFUSED_AGAIN, type Run, type RunResult } from './run.ts';

/** When to try again; `otherwise` when there is none, or somebody has taken the risk of each. */
export async function stillUnreadable(
  world: World,
  account: AccountId,
  { plan, at }: RunResult,
  otherwise: Instant | null,
): Promise<Instant | null> {
  const hidden = plan.obstacles.flatMap((one) => (isHidden(one) ? [one] : []));
  if (hidden.length === 0) return otherwise;
  const known = await world.store.read.exceptions({ account });
  const isAccepted = ({ type, wanted, ...one }: Hidden) =>
    known.some(
      ({ kind, group, detail, settled }) =>
        kind === type &&
        group === ('group' in one ? one.group : null) &&
        detail.wanted === wanted &&
        settled?.verdict === 'accept',
    );
  return hidden.every(isAccepted) ? otherwise : earliest(otherwise, later(at, REFUSED_AGAIN));
}

type Hidden = Extract<Obstacle, { readonly type: 'role-unreadable' | 'account-unseen' }>;

/** A role that is to be given is tried again when a person says so; from an account something may be to be taken at any time. */
const isHidden = (one: Obstacle): one is Hidden =>
  one.type === 'account-unseen' || (one.type === 'role-unreadable' && one.wanted === 'absent');

/** Once it was read back as closed and its receipt stands, an account may be deleted: nobody is asked about it. */
export async function unlessClosed({ store }: World, { lease, wanted }: Run, result: RunResult): Promise<RunResult> {
  const { account } = lease;
  if (!result.plan.leaver || result.seen.unseen !== true || account.verified !== 'deactivated') return result;
  const { closed } = foldCase(wanted.because, await store.read.stream(wanted.because));
  if (!closed.includes(account.id)) return result;
  const obstacles = result.plan.obstacles.filter(({ type }) => type !== 'account-unseen');
  return { ...result, plan: { ...result.plan, obstacles } };
}

const earliest = (a: Instant | null, b: Instant) => (a !== null && a < b ? a : b);
