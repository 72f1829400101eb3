/** One thing a case answers for, and what is known about it. */

/**
 *   verified  read back from the outside system
 *   accepted  a named person took the remaining risk
 *   pending   Tenure is at it
 *   later     its time has not come
 *   waiting   a person has to do something
 */
export type ItemState = 'verified' | 'accepted' | 'pending' | 'later' | 'waiting';

export interface Item {
  readonly what:
    | 'account'
    | 'pause'
    | 'membership'
    | 'removal'
    | 'closing'
    | 'application'
    | 'decision'
    | 'task'
    | 'notice'
    | 'exception';
  /** The account, group, application, task, notice or exception it is about. */
  readonly ref: string;
  readonly state: ItemState;
}
