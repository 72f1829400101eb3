/**
 * A held change set is a person's matter, so it stands on the list of exceptions until somebody has decided it. It is
 * rejected from there; confirmed it is only with the hash of what was looked at, which a list does not show.
 */
import type { Verdict } from '../../core/evidence/model.ts';
import {
  type ChangeSetId,
  changeSetId,
  type ExceptionId,
  exceptionId,
  type PolicyVersion,
} from '../../core/shared/ids.ts';
import type { ChangeSetRow, Tx } from '../../ports/store.ts';

export const HELD_SET = 'change-set-held';

/** One a set, however often it is counted. */
const idOf = (set: ChangeSetId): ExceptionId => exceptionId(`${set}!${HELD_SET}`);

/** `system` is locked. */
export async function listHeld(tx: Tx, { id: set, origin }: ChangeSetRow, people: number): Promise<void> {
  const id = idOf(set);
  if ((await tx.exceptionNow(id)) !== null) return;
  const detail = { changeSet: set, origin: origin.kind, people };
  await tx.append('system', [{ type: 'ExceptionRaised', exception: id, kind: HELD_SET, detail }]);
  const none = { case: null, person: null, account: null, group: null };
  await tx.raiseException({ id, kind: HELD_SET, ...none, detail, openedAt: tx.now, settled: null });
}

/** As which it says that another policy has come into force. */
export const SUPERSEDED = 'Tenure: superseded';

/**
 * Another policy comes into force: what was counted against the one before can be confirmed by nobody any more, so nobody
 * is asked about it, and it is over. `system` is locked.
 */
export async function unlistSuperseded(tx: Tx, inForce: PolicyVersion): Promise<void> {
  for (const { detail } of await tx.openExceptions({ kind: HELD_SET })) {
    const row = await tx.lockChangeSet(changeSetId(String(detail.changeSet)));
    if (row?.state !== 'held' || row.change === undefined || row.change.previous === inForce) continue;
    const reason = 'another policy has come into force since';
    await tx.saveChangeSet({ ...row, state: 'rejected', rejectedBy: SUPERSEDED });
    await tx.send({ lane: 'bulk', policyChange: row.id });
    await tx.append('system', [{ type: 'ChangeSetRejected', changeSet: row.id, by: SUPERSEDED }]);
    await unlistHeld(tx, row.id, { verdict: 'ignore', by: SUPERSEDED, reason });
  }
}

/** `system` is locked. What was held by a Tenure of before is on no list. */
export async function unlistHeld(
  tx: Tx,
  set: ChangeSetId,
  { verdict, by, reason }: { readonly verdict: Verdict; readonly by: string; readonly reason: string },
): Promise<void> {
  const id = idOf(set);
  if ((await tx.exceptionNow(id))?.settled !== null) return;
  await tx.append('system', [
    { type: 'ExceptionSettled', exception: id, verdict, by, at: tx.now, personal: { reason } },
  ]);
  await tx.settleException(id, { at: tx.now, by, verdict });
}
