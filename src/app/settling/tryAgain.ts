/** What a verdict sets going about a case: its form is read again, its evidence written, or a mail sent. */
import { type CaseState, EVIDENCE_KINDS, MAIL_REFUSED } from '../../core/evidence/index.ts';
import type { Verdict } from '../../core/evidence/model.ts';
import type { ExceptionRow, Tx } from '../../ports/store.ts';
import { putOffNoLonger } from '../evidence/evidenceTurn.ts';

/** Whose verdict is about the form. */
const LOOKED_AT_AGAIN: ReadonlyMap<string, Verdict> = new Map([
  ['leaver-rate', 'confirm'],
  ['issue-moved', 'retry'],
  ['issue-vanished', 'retry'],
  ['no-approver', 'retry'],
]);

export async function tryAgain(
  tx: Tx,
  { kind, detail }: Pick<ExceptionRow, 'kind' | 'detail'>,
  verdict: Verdict,
  { id, issue }: CaseState,
): Promise<void> {
  if (LOOKED_AT_AGAIN.get(kind) === verdict && issue !== null) await tx.send({ lane: 'look', issue: issue.id });
  if (EVIDENCE_KINDS.includes(kind) && verdict === 'retry') await putOffNoLonger(tx, id);
  if (kind === MAIL_REFUSED && verdict === 'retry' && typeof detail.notice === 'string')
    await tx.send({ lane: 'notify', case: id, notice: detail.notice, asked: true });
}
