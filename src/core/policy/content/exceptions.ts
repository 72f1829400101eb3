/** What `tenure.yaml` says about exceptions: who hears of them again, and where each is an issue too. */
import type { FiledIn } from '../../shared/filedIn.ts';
import type { Milliseconds } from '../../shared/instant.ts';

/** Who hears of an exception that nobody has settled, and after how long. */
export interface ExceptionSettings {
  /** In the order of their times. */
  readonly escalate: readonly EscalationStep[];
  /** Where each open one is an issue too; absent = nowhere. */
  readonly tasks?: ExceptionTasks;
}

export interface ExceptionTasks extends FiledIn {
  /** The status they are filed in, and go back to. */
  readonly open: string;
  readonly done: string;
  /** Status -> what moving one there decides. */
  readonly decisions: Readonly<Record<string, TaskVerdict>>;
}

export type TaskVerdict =
  | 'retry'
  | 'ignore'
  | 'accept'
  | 'confirm'
  | 'reject'
  | 'restore'
  | 'end-grant'
  | 'adopt'
  | 'remove';

export interface EscalationStep {
  readonly after: Milliseconds;
  /** Work addresses; `roles.confirm` and `roles.accept` are everybody in that role. */
  readonly to: readonly string[];
}
