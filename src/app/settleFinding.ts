/** A person settles a finding: it has no case, so the decision stands in the system's own stream. It changes no access: at most somebody looks again. */
import type { TenureEvent, Verdict } from '../core/evidence/model.ts';
import { emptyLedger, type PersonLedger } from '../core/grant/index.ts';
import { accountId } from '../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../core/shared/outcome.ts';
import type { ExceptionRow } from '../ports/store.ts';
import { restoreActor } from './roles/actorRecord.ts';
import type { World } from './world.ts';

export async function settleFinding(
  { store }: World,
  row: ExceptionRow,
  { verdict, by, reason }: { readonly verdict: Verdict; readonly by: string; readonly reason: string },
  isOwn: (ledger: PersonLedger, by: string) => boolean,
): Promise<Outcome<null, 'settled-already' | 'own-case'>> {
  return store.transaction(async (tx) => {
    const ledger = row.person === null ? emptyLedger : await tx.lockPerson(row.person);
    // Of an account that is nobody's yet, all that is known is what it is called.
    const isNamed = Object.values(row.detail).some((said) => String(said).toLowerCase() === by.toLowerCase());
    if (isOwn(ledger, by) || isNamed) return refuse('own-case');
    await tx.lockCase('system');
    const [still] = (await tx.openExceptions({ kind: row.kind })).filter(({ id }) => id === row.id);
    if (still === undefined) return refuse('settled-already');
    const settled: TenureEvent = {
      type: 'ExceptionSettled',
      exception: row.id,
      verdict,
      by,
      at: tx.now,
      personal: { reason },
    };
    void tx.append('system', [settled]);
    await tx.settleException(row.id, { at: tx.now, by, verdict });
    if (row.kind === 'group-actor-gone' && verdict === 'restore' && row.group !== null) {
      await restoreActor(tx, row.group, typeof row.detail.holder === 'string' ? accountId(row.detail.holder) : null);
    }
    return accept(null);
  });
}
