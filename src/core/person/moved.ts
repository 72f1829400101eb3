/**
 * The issue of a case was made another type of issue, or taken to another project, and no kind of case is filed
 * there. That ends nothing and gives nothing: the case stands as it was, and a person is asked.
 */
import type { CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { exceptionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { FiledForm } from './form.ts';
import type { Look } from './look.ts';
import { type TaskLook, taskEvents } from './tasks.ts';

/** Said once for each place it is moved to; sub-tasks go on counting. */
export function decideMoved(look: TaskLook & { readonly form: FiledForm }): TenureEvent[] {
  const { form, state } = look;
  const { project, issueType, issue } = form;
  const before = state.exceptions.filter(({ kind }) => kind === 'issue-moved');
  // `retry` = it was to be moved back; whatever else was decided about this place stands.
  const told = before.some(
    ({ verdict, detail }) => verdict !== 'retry' && detail.project === project && detail.issueType === issueType,
  );
  const open = before.filter(({ verdict }) => verdict === null && !told);
  const settled = open.map(({ id }) => answered(id, 'moved on', look.now));
  const exception = exceptionId(`${state.id}!issue-moved-${before.length + 1}`);
  const detail = { issue: issue.key, project, issueType };
  return [
    ...settled,
    ...(told ? [] : [{ type: 'ExceptionRaised', exception, kind: 'issue-moved', detail } as const]),
    ...taskEvents(look),
  ];
}

/**
 * The form is there to be read again, as the kind of case it is: what was missing is answered. One that has moved on to
 * where another kind is filed is found, and is not back.
 */
export const settleReturn = ({
  kind: shown,
  state,
  now,
}: Pick<Look, 'state' | 'now'> & { readonly kind: CaseState['kind'] }): TenureEvent[] =>
  state.exceptions
    .filter(({ verdict }) => verdict === null)
    .filter(({ kind }) => kind === 'issue-vanished' || (kind === 'issue-moved' && shown === state.kind))
    .map(({ id }) => answered(id, 'the issue is back', now));

const answered = (exception: CaseState['exceptions'][number]['id'], by: string, at: Instant): TenureEvent => ({
  type: 'ExceptionSettled',
  exception,
  verdict: 'retry',
  by,
  at,
});
