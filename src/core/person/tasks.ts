/**
 * What people did about sub-tasks. Whoever may close one in the tracker may say that the work is done, but for the
 * person it is about: a leaver does not report that their own access was closed (invariant 9).
 */
import type { CaseState, CaseTask } from '../evidence/index.ts';
import type { TaskAbout, TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import { BY_HAND_WITHIN } from '../policy/model.ts';
import { exceptionId } from '../shared/ids.ts';
import { type Instant, later, plus } from '../shared/instant.ts';
import { type Concerned, isConcerned } from './authority.ts';
import type { FiledForm } from './form.ts';
import type { CaseRules } from './rules.ts';

export interface TaskLook {
  readonly form: Pick<FiledForm, 'tasks'>;
  readonly state: CaseState;
  readonly ledger: PersonLedger;
  readonly concerned: Concerned;
  readonly rules: Pick<CaseRules, 'settings'>;
  /** From when on the form was read. */
  readonly readFrom: Instant;
  readonly now: Instant;
}

export function taskEvents(look: TaskLook): TenureEvent[] {
  const { form, state, concerned, now } = look;
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
  const done = new Set(seen.flatMap((event) => (event.type === 'TaskDone' ? [event.task] : [])));
  return [...pointless(state, now), ...vanished(look), ...seen, ...overdue(look, done)];
}

/** When what a sub-task asks for is due: asked for ahead, its time runs from the first day of the work it is for. */
export function dueAt(
  { requestedAt }: CaseTask,
  { times }: CaseRules['settings'],
  at: Pick<TaskLook, 'ledger' | 'state'>,
) {
  const begins = at.ledger.engagements.find(({ openedBy }) => openedBy === at.state.id)?.start ?? requestedAt;
  return plus(later(requestedAt, begins), times.byHandWithin ?? BY_HAND_WITHIN);
}

/** The rest has a day of its own, or none. */
const HAS_A_DAY: ReadonlySet<TaskAbout> = new Set(['application', 'hardware', 'emergency']);

/** Told once, and over as soon as it is done. */
function overdue(look: TaskLook, done: ReadonlySet<string>): TenureEvent[] {
  const { state, rules, now } = look;
  const told = state.exceptions.filter(({ kind }) => kind === OVERDUE);
  const isDone = (task: unknown) => !state.tasks.some((one) => one.task === task && isAwaited(one) && !done.has(task));
  const over = told
    .filter(({ verdict, detail }) => verdict === null && isDone(detail.task))
    .map(({ id }): TenureEvent => {
      return {
        type: 'ExceptionSettled',
        exception: id,
        verdict: 'retry',
        by: 'it is done, or not wanted any more',
        at: now,
      };
    });
  const late = state.tasks.filter(
    (one) =>
      isAwaited(one) &&
      !done.has(one.task) &&
      HAS_A_DAY.has(one.about) &&
      dueAt(one, rules.settings, look) <= now &&
      !told.some(({ detail }) => detail.task === one.task),
  );
  const raised = late.map(({ task, key, title }, nth): TenureEvent => {
    const exception = exceptionId(`${state.id}!${OVERDUE}-${told.length + nth + 1}`);
    return { type: 'ExceptionRaised', exception, kind: OVERDUE, detail: { task, subTask: key, title } };
  });
  return [...over, ...raised];
}

/** Still to be done by somebody: neither done nor dropped. */
export const isAwaited = ({ state }: CaseTask) => state === 'filed' || state === 'requested';

/** Whose work is not wanted any more, or done: who had closed it makes no difference. */
function pointless(state: CaseState, at: Instant): TenureEvent[] {
  const awaited = new Set(state.tasks.filter(isAwaited).map(({ task }) => task));
  return state.exceptions
    .filter(({ kind, verdict }) => (kind === OWN_HAND || kind === VANISHED) && verdict === null)
    .filter(({ detail }) => typeof detail.task !== 'string' || !awaited.has(detail.task))
    .map(({ id }) => ({ type: 'ExceptionSettled', exception: id, verdict: 'retry', by: 'not wanted any more', at }));
}

/**
 * A sub-task that was filed and is not found any more: whether its work was done, nobody knows. A person is asked, once,
 * until it is seen again; a form read before it was filed says nothing about it.
 */
function vanished({ form, state, readFrom, now }: TaskLook): TenureEvent[] {
  const shown = new Set(form.tasks.map(({ task }) => task));
  const asked = state.exceptions.filter(({ kind }) => kind === VANISHED);
  const open = asked.filter(({ verdict }) => verdict === null);
  const back = open
    .filter(({ detail }) => typeof detail.task === 'string' && shown.has(detail.task))
    .map(({ id }): TenureEvent => {
      return { type: 'ExceptionSettled', exception: id, verdict: 'retry', by: 'it is there again', at: now };
    });
  const missing = state.tasks.filter(
    ({ task, state: at, filedAt }) =>
      at === 'filed' &&
      filedAt !== undefined &&
      filedAt < readFrom &&
      !shown.has(task) &&
      !open.some(({ detail }) => detail.task === task),
  );
  const raised = missing.map(({ task, key, title }, nth): TenureEvent => {
    const exception = exceptionId(`${state.id}!${VANISHED}-${asked.length + nth + 1}`);
    return { type: 'ExceptionRaised', exception, kind: 'sub-task-vanished', detail: { task, subTask: key, title } };
  });
  return [...back, ...raised];
}

const VANISHED = 'sub-task-vanished';
const OWN_HAND = 'closed-by-own-hand';
const OVERDUE = 'sub-task-overdue';
