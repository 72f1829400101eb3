/**
 * Non-person accounts whose review date has come: a finding on the list of exceptions, told once for each date, and
 * gone when the policy in force names a later date or the account no more. Nothing at the provider follows from it.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { reviewsDue } from '../../core/policy/index.ts';
import type { NonPersonAccount } from '../../core/policy/model.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import type { ExceptionRow, Tx } from '../../ports/store.ts';
import type { World } from '../world.ts';

const KIND = 'account-review-due';
const ANSWERED = 'Tenure: the policy names another date';

/** Answers how many were told, and how many have been answered by the policy since. */
export async function tellReviews(world: World): Promise<{ told: number; answered: number }> {
  const force = await world.rules.current();
  if (force === null) return { told: 0, answered: 0 };
  const { settings, catalogue } = force.policy;
  const now = await world.store.read.now();
  const due = new Map(reviewsDue(settings, catalogue, now).map((one) => [keyOf(one), one]));
  const known = await world.store.read.exceptions({ kinds: [KIND] });
  const fresh = [...due].filter(([key]) => !known.some((row) => keyOfRow(row) === key));
  const over = known.filter((row) => row.settled === null && !due.has(keyOfRow(row)));
  if (fresh.length === 0 && over.length === 0) return { told: 0, answered: 0 };
  await world.store.transaction(async (tx) => {
    await tx.lockSystem();
    // Another process may have told it meanwhile.
    const open = new Set((await tx.openExceptions({ kind: KIND })).map(keyOfRow));
    for (const [key, one] of fresh) if (!open.has(key)) await tell(tx, key, one);
    for (const row of over) if (open.has(keyOfRow(row))) await answer(tx, row);
  });
  return { told: fresh.length, answered: over.length };
}

const keyOf = ({ id, review }: Pick<NonPersonAccount, 'id' | 'review'>) => `${id} ${review}`;
const keyOfRow = ({ detail }: ExceptionRow) => `${detail.account} ${detail.review}`;

async function tell(tx: Tx, key: string, { id, review, purpose }: NonPersonAccount): Promise<void> {
  const exception = exceptionId(`review!${key.replace(' ', '!')}`);
  const detail = { account: id, review, purpose };
  const raised: TenureEvent = { type: 'ExceptionRaised', exception, kind: 'account-review-due', detail };
  void tx.append('system', [raised]);
  const none = { case: null, person: null, account: null, group: null } as const;
  await tx.raiseException({ id: exception, kind: KIND, ...none, detail, openedAt: tx.now, settled: null });
}

async function answer(tx: Tx, { id }: ExceptionRow): Promise<void> {
  const settled = { at: tx.now, by: ANSWERED, verdict: 'retry' } as const;
  void tx.append('system', [{ type: 'ExceptionSettled', exception: id, ...settled }]);
  await tx.settleException(id, settled);
}
