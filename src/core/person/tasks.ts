/**
 * What people did about sub-tasks. Whoever may close one in the tracker may say that the work is done, but for the
 * person it is about: a leaver does not report that their own access was closed (invariant 9).
 */
import type { CaseState, CaseTask } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { exceptionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { type Concerned, isConcerned } from './authority.ts';
import type { FiledForm } from './form.ts';

export interface TaskLook {
  readonly form: Pick<FiledForm, 'tasks'>;
  readonly state: CaseState;
  readonly concerned: Concerned;
  readonly now: Instant;
}

export function taskEvents({ form, state, concerned, now }: TaskLook): TenureEvent[] {
  const seen = form.tasks.flatMap(({ task, key, done, closed }): TenureEvent[] => {
    const known = state.tasks.find((one) => one.task === task);
    if (known === undefined || !isAwaited(known)) return [];
    const asked = state.exceptions.filter(({ kind, detail }) => kind === OWN_HAND && detail.task === task);
    const open = asked.filter(({ verdict }) => verdict === null);
    const answered = open.map(
      ({ id }): TenureEvent => ({
        type: 'ExceptionSettled',
        exception: id,
        verdict: 'retry',
        by: done ? 'closed by somebody else' : 'opened again',
        at: now,
      }),
    );
    // Closed by nobody who is named may be closed by the person concerned.
    const counts = closed !== null && !isConcerned(closed.author, concerned);
    if (!done) return answered;
    if (counts) return [...answered, { type: 'TaskDone', task, by: closed.author.id, closedAt: closed.at, at: now }];
    if (open.length > 0) return [];
    const exception = exceptionId(`${state.id}!own-hand-${task}-${asked.length + 1}`);
    return [{ type: 'ExceptionRaised', exception, kind: OWN_HAND, detail: { task, subTask: key, title: known.title } }];
  });
  return [...pointless(state, now), ...seen];
}

/** Still to be done by somebody: neither done nor dropped. */
export const isAwaited = ({ state }: CaseTask) => state === 'filed' || state === 'requested';

/** Whose work is not wanted any more, or done: who had closed it makes no difference. */
function pointless(state: CaseState, at: Instant): TenureEvent[] {
  const awaited = new Set(state.tasks.filter(isAwaited).map(({ task }) => task));
  return state.exceptions
    .filter(({ kind, verdict }) => kind === OWN_HAND && verdict === null)
    .filter(({ detail }) => typeof detail.task !== 'string' || !awaited.has(detail.task))
    .map(({ id }) => ({ type: 'ExceptionSettled', exception: id, verdict: 'retry', by: 'not wanted any more', at }));
}

const OWN_HAND = 'closed-by-own-hand';
