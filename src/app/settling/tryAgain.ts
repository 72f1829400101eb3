/** What a verdict sets going on the issue of a case: its form is read again, or its evidence written. */
import { type CaseState, EVIDENCE_KINDS } from '../../core/evidence/index.ts';
import type { Verdict } from '../../core/evidence/model.ts';
import type { Tx } from '../../ports/store.ts';
import { putOffNoLonger } from '../evidence/evidenceTurn.ts';

/** Whose verdict is about the form. */
const LOOKED_AT_AGAIN: ReadonlyMap<string, Verdict> = new Map([
  ['leaver-rate', 'confirm'],
  ['issue-moved', 'retry'],
  ['issue-vanished', 'retry'],
  ['no-approver', 'retry'],
]);

export async function tryAgain(tx: Tx, kind: string, verdict: Verdict, { id, issue }: CaseState): Promise<void> {
  if (LOOKED_AT_AGAIN.get(kind) === verdict && issue !== null) await tx.send({ lane: 'look', issue: issue.id });
  if (EVIDENCE_KINDS.includes(kind) && verdict === 'retry') await putOffNoLonger(tx, id);
}
