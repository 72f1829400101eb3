/** Access asked for: what was asked and what policy answered, who was asked about it, what they said, and how it ended. */
import type { Attributes, WorkerType } from '../../person/model.ts';
import type { OnMove, Risk } from '../../policy/model.ts';
import type { CaseId, EntitlementId, GrantId, GroupId, PersonId, PolicyVersion } from '../../shared/ids.ts';
import type { Instant, Milliseconds } from '../../shared/instant.ts';
import type { LineRefusal } from './words.ts';

/** Where a decision was said. */
export type Channel = 'jira' | 'slack' | 'api';

export type EmergencyVerdict = 'justified' | 'not-justified';

/** Whom a stage asks, and as what. */
export interface AskedApprover {
  /** Work address. */
  readonly mail: string;
  /**
   * `above` = whoever manages the manager, because the manager cannot; `deputy` in the owner's place; `delegate` = named
   * for a time by whoever is asked (`of`), and answers once for both.
   */
  readonly as: ApproverRole | 'delegate';
  readonly of?: { readonly mail: string; readonly as: ApproverRole };
}

export type ApproverRole = 'manager' | 'above' | 'owner' | 'deputy' | 'named' | 'member';

/** Why an answer the tracker shows changes nothing. */
export type AnswerRefusal =
  | 'own-request'
  | 'not-an-approver'
  | 'no-longer-approver'
  | 'decided-already'
  | 'question-over';

/** How a line ended that is not, or not any more, an access. */
export type LineEnd =
  | 'refused'
  | 'timed-out'
  | 'withdrawn'
  | 'given-back'
  | 'expired'
  | 'not-in-place'
  | 'left'
  /** Given, and another case has ended it while the work goes on. */
  | 'ended-elsewhere'
  /** The policy in force offers it no more, or by another kind of answer than the one it was asked under. */
  | 'not-offered'
  /** Something has come to be held meanwhile that may not be held beside it. */
  | 'conflict'
  /** Another extension was given meanwhile: with both it would be held too long. */
  | 'too-long-in-all'
  /** Given in an emergency that, looked at afterwards, was none. */
  | 'not-justified'
  /** Given, and their work has changed since: policy ends it, or nobody wanted it to be kept. */
  | 'moved'
  | 'not-kept'
  /** Given, and their other work brings what may not be held beside it. */
  | 'conflict-since';

/** What of somebody's work access was given for. */
export interface WorkThen {
  readonly workerType: WorkerType;
  readonly attributes: Attributes;
}

export type RequestedEvent =
  /** One line of a request that policy lets be asked. `line` is its name within the case. */
  | {
      readonly type: 'LineAsked';
      readonly line: string;
      /** Who asks; whom it is for is whom the case is about. `null` = who filed the form it is ticked on, unknown to the ledger. */
      readonly by: PersonId | null;
      readonly entitlement: EntitlementId;
      readonly groups: readonly GroupId[];
      readonly manual: boolean;
      readonly risk: Risk;
      /** The rule that answered, and the policy it stands in. */
      readonly rule: string;
      readonly policy: PolicyVersion;
      readonly answer: 'automatic' | 'stages' | 'break-glass';
      /** For how long; `null` = as long as the work. */
      readonly duration: Milliseconds | null;
      /** Held already: it is an extension of this. */
      readonly extends: GrantId | null;
      /** Names all of the above, whom it is for and why: what an approver is shown, and what a decision covers. */
      readonly shown: string;
      /** Ticked on a form that says until when: never held past it. */
      readonly until?: Instant;
      /** `askedBy`: ticked on a form, the addresses of who filed and who ticked it. None of them decides. */
      readonly personal: {
        readonly reason: string | null;
        readonly ticket: string | null;
        readonly askedBy?: readonly string[];
      };
    }
  | {
      readonly type: 'LineNotAsked';
      readonly line: string;
      readonly because: LineRefusal;
      /** The rule that says no, and what it says. */
      readonly rule: string | null;
      readonly says: string | null;
      readonly personal: { readonly asked: string };
    }
  | {
      readonly type: 'QuestionAsked';
      readonly question: string;
      readonly line: string;
      readonly stage: string;
      /** How many of them must agree. */
      readonly needs: number;
      readonly shown: string;
      readonly at: Instant;
      readonly until: Instant;
      readonly personal: { readonly approvers: readonly AskedApprover[] };
    }
  /** A stage that asks nobody but the manager, of what the manager asks for themselves: the rule says that it is left out. */
  | {
      readonly type: 'StageSkipped';
      readonly line: string;
      readonly stage: string;
      readonly because: 'manager-asks';
      readonly at: Instant;
    }
  | { readonly type: 'QuestionReminded'; readonly question: string; readonly at: Instant }
  /** Somebody who is asked has named a delegate meanwhile: both may answer. */
  | {
      readonly type: 'DelegateAsked';
      readonly question: string;
      readonly at: Instant;
      readonly personal: { readonly approvers: readonly AskedApprover[] };
    }
  /** Nobody answered in time: others may answer too. */
  | {
      readonly type: 'QuestionEscalated';
      readonly question: string;
      readonly at: Instant;
      readonly personal: { readonly approvers: readonly AskedApprover[] };
    }
  | {
      readonly type: 'QuestionVoided';
      readonly question: string;
      readonly because:
        | 'edited'
        | 'withdrawn'
        | 'rule-changed'
        | 'approver-left'
        | 'timed-out'
        | 'left'
        | 'not-offered'
        | 'over';
      readonly at: Instant;
    }
  | {
      readonly type: 'DecisionMade';
      readonly question: string;
      readonly verdict: 'approve' | 'refuse';
      /** Approved for shorter than was asked. */
      readonly duration?: Milliseconds;
      readonly channel: Channel;
      /** What the approver was shown. */
      readonly shown: string;
      readonly at: Instant;
      /** `of` = as the delegate of that one. */
      readonly personal: { readonly by: string; readonly reason: string | null; readonly of?: string };
    }
  /** The tracker asks too: an approval of its own, about these questions, put to these accounts. */
  | {
      readonly type: 'ApprovalOpened';
      readonly approval: string;
      readonly questions: readonly string[];
      readonly personal: { readonly asked: readonly { readonly mail: string; readonly account: string }[] };
    }
  /** What it asked about was decided elsewhere: our own account answers it so. Who decided, the decisions say. */
  | {
      readonly type: 'ApprovalAnswered';
      readonly approval: string;
      readonly verdict: 'approve' | 'refuse';
      readonly at: Instant;
    }
  /** Somebody answered such an approval, and it changes nothing. */
  | {
      readonly type: 'AnswerNotCounted';
      readonly approval: string;
      /** The tracker's id of who answered. */
      readonly account: string;
      readonly verdict: 'approve' | 'refuse';
      readonly because: AnswerRefusal;
      readonly at: Instant;
      /** `null` = the tracker shows no address. */
      readonly personal: { readonly by: string | null };
    }
  /** Decided in favour: the grant follows in the same step. */
  | {
      readonly type: 'LineGranted';
      readonly line: string;
      readonly grant: GrantId;
      readonly at: Instant;
      /** The work it was given for, as it was then. */
      readonly work?: WorkThen;
    }
  /** Its holder has other work by now, and policy says what becomes of it. `end`: when, if it ends by this. */
  | {
      readonly type: 'LineMoved';
      readonly line: string;
      readonly does: OnMove;
      readonly end: Instant | null;
      /** The end that stood before this one, and the case that had set it; absent = this sets none. */
      readonly before?: { readonly end: Instant | null; readonly endedBy: CaseId | null };
      /** Their work is again what it was decided for: what the move had made of it is taken back. */
      readonly back?: true;
      readonly work: WorkThen;
      readonly at: Instant;
    }
  /** What was given in an emergency was looked at afterwards: it was one, or it was not. */
  | {
      readonly type: 'EmergencyReviewed';
      readonly line: string;
      readonly verdict: EmergencyVerdict;
      readonly channel: Channel;
      readonly at: Instant;
      readonly personal: { readonly by: string; readonly reason: string };
    }
  /** On the case of the change: what becomes of what had been asked for, each on an issue of its own. */
  | {
      readonly type: 'RequestsFollow';
      readonly requests: readonly {
        readonly issue: string;
        readonly entitlement: EntitlementId;
        readonly does: OnMove;
      }[];
    }
  | {
      readonly type: 'LineEnded';
      readonly line: string;
      readonly because: LineEnd;
      readonly at: Instant;
      /** Where it was given back or taken back, when not by an edit of the form. */
      readonly channel?: Channel;
      readonly personal?: { readonly by: string };
    }
  /** Whoever holds it hears that it ends, and how it is asked for longer. Once for each end. */
  | {
      readonly type: 'EndReminded';
      readonly line: string;
      readonly grant: GrantId;
      readonly end: Instant;
      readonly at: Instant;
    }
  /** Its first membership was read back: from then on the time runs. */
  | { readonly type: 'HoldBegan'; readonly grant: GrantId; readonly at: Instant; readonly end: Instant };
