/** What is asked of people, what they have said or done, and how a case ends. */
import type { AccountId, ExceptionId, GroupId, PersonId } from '../../shared/ids.ts';
import type { Instant } from '../../shared/instant.ts';
import type { NoticeKind, TaskAbout, Verdict } from './words.ts';

export type PeoplesEvent =
  // people's part
  | {
      readonly type: 'TaskRequested';
      readonly task: string;
      readonly about: TaskAbout;
      readonly title: string;
      /** More than a title holds, and who is meant. */
      readonly personal?: { readonly says: string };
    }
  | { readonly type: 'TaskFiled'; readonly task: string; readonly issue: string; readonly key: string }
  | {
      readonly type: 'TaskDone';
      readonly task: string;
      /** The tracker's id of who closed it; or who confirmed that it is done. */
      readonly by: string;
      /** When they did, on the tracker's clock; `at` is when it was read. */
      readonly closedAt: Instant;
      readonly at: Instant;
    }
  | { readonly type: 'TaskDropped'; readonly task: string }
  /** What the policy left to somebody who has left: who answers for it from now on. The files still say otherwise. */
  | {
      readonly type: 'PlacePassed';
      readonly place: string;
      readonly says: string;
      readonly to: 'deputy' | 'manager' | 'others' | 'nobody';
      readonly at: Instant;
      readonly personal: { readonly to: readonly string[] };
    }
  /** It was over the rate of terminations and passed all the same: one of so many that had been announced, by this one. */
  | {
      readonly type: 'TerminationAnnounced';
      readonly announcement: string;
      readonly people: number;
      readonly by: string;
    }
  | { readonly type: 'LineWaiting'; readonly line: string; readonly because: 'needs-decision' | 'not-in-catalogue' }
  | {
      readonly type: 'NoticeRequested';
      readonly notice: string;
      readonly kind: NoticeKind;
      readonly personal: { readonly to: readonly string[] };
    }
  /** The server took it for some and refused it for others: `to` have it, and are sent it no more. */
  | {
      readonly type: 'NoticePartlySent';
      readonly notice: string;
      readonly messageId: string;
      readonly at: Instant;
      readonly personal: { readonly to: readonly string[] };
    }
  /** Nobody is left who has not got it. */
  | { readonly type: 'NoticeSent'; readonly notice: string; readonly messageId: string; readonly at: Instant }
  | {
      readonly type: 'ExceptionRaised';
      readonly exception: ExceptionId;
      readonly kind: string;
      readonly group?: GroupId;
      readonly account?: AccountId;
      /** Where it stands in the system's stream: whose personal text it is. */
      readonly person?: PersonId;
      readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
      readonly personal?: { readonly detail: string };
    }
  | {
      readonly type: 'ExceptionSettled';
      readonly exception: ExceptionId;
      readonly verdict: Verdict;
      readonly by: string;
      readonly at: Instant;
      readonly personal?: { readonly reason: string };
    }
  /** From now on somebody else answers for it: a work address, a Jira account id, or `roles.confirm` or `roles.accept`. */
  | {
      readonly type: 'ExceptionHandedOver';
      readonly exception: ExceptionId;
      readonly to: string;
      readonly by: string;
      readonly notice: string;
      readonly at: Instant;
      /** `told`: whom a message of this name goes to. */
      readonly personal?: { readonly reason: string; readonly told: readonly string[] };
    }
  /** It has waited so long that others hear of it: how many steps of the policy it has passed. */
  | {
      readonly type: 'ExceptionEscalated';
      readonly exception: ExceptionId;
      readonly step: number;
      readonly notice: string;
      readonly at: Instant;
      readonly personal?: { readonly told: readonly string[] };
    }
  // the end
  | { readonly type: 'CaseProved'; readonly items: number; readonly accepted: number; readonly at: Instant }
  | { readonly type: 'CaseReopened'; readonly at: Instant };
