/** What a case has asked of people: sub-tasks, and how far each is; and questions to an application's owner. */
import type { ChangeSetId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { TaskAbout, TenureEvent } from './model.ts';

export interface CaseTask {
  readonly task: string;
  readonly about: TaskAbout;
  readonly title: string;
  /** What stands in the sub-task, besides what all of them say. */
  readonly says?: string;
  readonly state: 'requested' | 'filed' | 'done' | 'dropped';
  /** The sub-task's key, once filed. */
  readonly key: string | null;
  readonly requestedAt: Instant;
  /** When that was noted: whoever read the issue after it has to see the sub-task. */
  readonly filedAt?: Instant;
}

/** Closed, or not wanted any more, before it was noted that it had been filed: it stays so. */
export const filedAs = (task: CaseTask, key: string, filedAt: Instant): CaseTask =>
  task.state === 'requested' ? { ...task, state: 'filed', key, filedAt } : { ...task, key, filedAt };

export const changeTask = (tasks: readonly CaseTask[], task: string, edit: Partial<CaseTask>): readonly CaseTask[] =>
  tasks.map((one) => (one.task === task ? { ...one, ...edit } : one));

type Question = Pick<Extract<TenureEvent, { readonly type: 'GivingShown' }>, 'changeSet' | 'state'>;

/** Those nobody has decided, after one was told of as it stands now. */
export const stillAsked = (before: readonly ChangeSetId[], { changeSet, state }: Question): readonly ChangeSetId[] => [
  ...before.filter((one) => one !== changeSet),
  ...(state === 'held' ? [changeSet] : []),
];
