/** What a case's events raise and settle, as rows of the list of exceptions. */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Tx } from '../../ports/store.ts';

export async function keepExceptions(
  tx: Tx,
  state: CaseState,
  ledger: PersonLedger,
  events: readonly TenureEvent[],
): Promise<void> {
  for (const event of events) {
    if (event.type === 'ExceptionRaised') {
      await tx.raiseException({
        id: event.exception,
        kind: event.kind,
        case: state.id,
        // Whom a confidential termination is about stands nowhere before its time.
        person: state.sealed === null ? (ledger.person?.id ?? null) : null,
        account: event.account ?? null,
        group: event.group ?? null,
        detail: event.detail ?? {},
        openedAt: tx.now,
        settled: null,
      });
    }
    if (event.type === 'ExceptionSettled') {
      await tx.settleException(event.exception, { at: event.at, by: event.by, verdict: event.verdict });
    }
  }
}
