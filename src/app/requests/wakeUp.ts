/** A request is looked at again when time alone brings its next step: once for each such instant, whoever looks meanwhile. */
import type { Policy } from '../../core/policy/model.ts';
import { nextStep } from '../../core/request/index.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Tx } from '../../ports/store.ts';
import type { Committed } from '../commit.ts';

export async function wakeForNext(tx: Tx, { state, ledger }: Committed, policy: Policy): Promise<void> {
  const next = nextStep(state, ledger, policy, tx.now);
  if (next === null || state.issue === null) return;
  const key = `request-next:${state.id}`;
  if ((await tx.getControl<Instant>(key)) === next) return;
  await tx.setControl(key, next);
  await tx.send({ lane: 'look', issue: state.issue.id }, { startAfter: next });
}
