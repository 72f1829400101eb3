/** What was asked so that somebody could come in is over when they have left: nobody need answer it any more. */
import type { CaseState } from '../../core/evidence/index.ts';
import type { ConcludeInput } from '../../core/reconcile/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import type { Run } from './run.ts';
import { settledByItself, type Telling } from './trouble.ts';

const ABOUT_COMING_IN: readonly string[] = ['no-private-address', 'no-second-factor'];
const LEFT = 'Tenure: they have left';

/** Closed as it is wanted, or deleted there: opened again, what is missing then is asked anew. */
export function leftSince(
  { wanted }: Run,
  { seen, at }: ConcludeInput,
  open: readonly ExceptionRow[],
): readonly [CaseId, Telling][] {
  const isClosed = seen.account === null || seen.account.state === 'deactivated';
  if (wanted.state !== 'deactivated' || !isClosed) return [];
  return open.flatMap(({ id, kind, case: on }): [CaseId, Telling][] => {
    if (on === null || !ABOUT_COMING_IN.includes(kind)) return [];
    const isOpen = ({ exceptions }: CaseState) => exceptions.find((one) => one.id === id)?.verdict === null;
    return [[on, (state) => (isOpen(state) ? [settledByItself(id, at, LEFT)] : [])]];
  });
}
