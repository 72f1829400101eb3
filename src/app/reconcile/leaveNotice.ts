/** When a leave has been read back as begun, those concerned are told, once; of the return the proof tells. */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { type ConcludeInput, isLow } from '../../core/reconcile/index.ts';
import { recipients } from '../commit.ts';
import type { Run } from './run.ts';

export function leaveNotices(
  { wanted, force }: Run,
  { seen }: ConcludeInput,
  state: CaseState,
  ledger: PersonLedger,
): TenureEvent[] {
  if (wanted.paused !== true || seen.account === null || !isLow(seen.account.state)) return [];
  if (state.kind !== 'leave' || state.notices.some(({ kind }) => kind === 'on-leave')) return [];
  const to = recipients('on-leave', state, ledger, force.policy.settings);
  if (to.length === 0) return [];
  return [{ type: 'NoticeRequested', notice: 'on-leave', kind: 'on-leave', personal: { to } }];
}
