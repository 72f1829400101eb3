/** A line a person has to look at. */
import type { CaseLine, CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { exceptionId } from '../shared/ids.ts';

export function lineTrouble(
  state: CaseState,
  kind: 'no-approver' | 'not-in-place',
  { id, entitlement }: CaseLine,
): TenureEvent {
  const exception = exceptionId(`${state.id}!${kind}-${state.exceptions.length + 1}`);
  return { type: 'ExceptionRaised', exception, kind, detail: { line: id, entitlement } };
}
