/** What was decided: a form read, a person and their work, a leave, and the edits of the ledger that follow. */
import type { Exclusion, Grant } from '../../grant/model.ts';
import type { Engagement, Leave, Profile } from '../../person/model.ts';
import type { CaseKind } from '../../policy/model.ts';
import type {
  CaseId,
  ChangeSetId,
  EngagementId,
  ExceptionId,
  GrantId,
  GroupId,
  PersonId,
  PolicyVersion,
} from '../../shared/ids.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Channel } from './requested.ts';
import type { FormProblem, IssueRef, Sealed } from './words.ts';

export type DecidedEvent =
  // the form
  | {
      readonly type: 'CaseOpened';
      readonly kind: CaseKind;
      /** `null` = decided before its issue could be filed: it is known by our own name until then. */
      readonly issue: IssueRef | null;
      readonly filedBy: string;
      /** Asked for outside the tracker: by whom and where. Absent = on its form. */
      readonly raised?: { readonly by: PersonId; readonly channel: Channel };
    }
  /** The tracker answers again: what was decided without it stands on this issue from now on. */
  | { readonly type: 'CaseFiled'; readonly issue: IssueRef; readonly at: Instant }
  | {
      readonly type: 'FormAccepted';
      readonly digest: string;
      readonly policy: PolicyVersion;
      /** When the newest value on the form was set, on the tracker's clock. */
      readonly asOf?: Instant;
      /** Of an onboarding: since when it says who comes and from when on; of an offboarding: when it was filed. On the tracker's clock. */
      readonly since?: Instant;
      readonly personal: { readonly notify: readonly string[] };
    }
  /** Correct, but to take effect later: it is read again then. */
  | {
      readonly type: 'FormPostponed';
      readonly digest: string;
      readonly until: Instant;
      /** Of a confidential termination: what is carried out then, whatever others write on the form meanwhile. */
      readonly sealed?: Sealed;
      /** Of a confidential termination, whether it was within the rate when it was filed; absent = it was not counted then. */
      readonly rate?: 'within' | 'over';
    }
  | {
      readonly type: 'FormRefused';
      readonly digest: string;
      readonly problems: readonly FormProblem[];
      readonly personal?: { readonly detail: string };
    }
  /** Its issue was moved to a status that takes the case back. What was undone follows as events of the ledger. */
  | {
      readonly type: 'CaseWithdrawn';
      readonly digest: string;
      /** When it was moved there, by the tracker's clock; absent = recorded before that was kept. */
      readonly asOf?: Instant;
      readonly status: string;
      /** The tracker's id of who moved it. */
      readonly by: string;
      /** `nothing` = nothing had been begun, or all was over; `work` = work was ended; `end`, `leave` = one was taken back. */
      readonly undid: 'nothing' | 'work' | 'end' | 'leave';
      /** Of an offboarding that undid nothing: the work ends, or has ended, then all the same. */
      readonly endStays?: Instant;
      /** An end was taken back that had taken effect: what does not come back by itself, and why. */
      readonly lost?: {
        readonly expired: readonly GrantId[];
        readonly unexplained: readonly GroupId[];
        readonly directApps: readonly string[];
      };
    }
  // person and engagement
  | { readonly type: 'PersonRegistered'; readonly person: PersonId; readonly personal: Profile }
  | { readonly type: 'ProfileChanged'; readonly person: PersonId; readonly personal: Profile }
  | { readonly type: 'CaseConcerns'; readonly person: PersonId }
  /** Their personal text was taken out of the store: how much of what, by whom it was planned, and who confirmed exactly that. */
  | {
      readonly type: 'PersonErased';
      readonly person: PersonId;
      readonly hash: string;
      readonly counts: Readonly<Record<string, number>>;
      readonly plannedBy: string;
      readonly by: string;
      readonly at: Instant;
    }
  | {
      readonly type: 'EngagementOpened';
      readonly engagement: Engagement;
      /** It was to begin then, more than a day before it was filed. */
      readonly askedFrom?: Instant;
    }
  /** Wanted but missing at the adoption, and to be given after all: somebody has confirmed the list it stands on. */
  | {
      readonly type: 'MissingConfirmed';
      readonly engagement: EngagementId;
      readonly groups: readonly GroupId[];
      readonly changeSet: ChangeSetId | null;
    }
  | {
      readonly type: 'EngagementChanged';
      readonly engagement: Engagement;
      /** The end that was asked for, when it lay in the past already; or since when what is new was to be true. */
      readonly askedEnd?: Instant;
      readonly askedFrom?: Instant;
      /** The end that stands without any offboarding, and the case that had set that one. */
      readonly endBefore?: Instant | null;
      readonly endedByBefore?: CaseId;
      /** It had ended then, and goes on from now. */
      readonly resumedAfter?: Instant;
    }
  // a leave of absence
  /** From when to when; said again when the form says another time. */
  | { readonly type: 'LeaveSet'; readonly leave: Leave; readonly engagements: readonly EngagementId[] }
  /** Over: the table was read again; `left` = the work ended before they were back. */
  | { readonly type: 'LeaveEnded'; readonly because: 'returned' | 'left'; readonly at: Instant }
  // the ledger
  | { readonly type: 'GrantGiven'; readonly grant: Grant }
  | {
      readonly type: 'GrantEnded';
      readonly grant: GrantId;
      readonly end: Instant;
      readonly by: CaseId;
      readonly changeSet: ChangeSetId | null;
      /** The end that stands without any offboarding, where one cuts it short, and the case that had set that one. */
      readonly endBefore?: Instant | null;
      /** Until when it is asked for now, where the form says it anew. */
      readonly until?: Instant | null;
      readonly endedByBefore?: CaseId;
    }
  | {
      readonly type: 'GrantReinstated';
      readonly grant: GrantId;
      readonly end: Instant | null;
      readonly by: CaseId;
      readonly until?: Instant | null;
      /** An end was taken back: the one that stands is again this case's; `null` = it was given with it. Absent = `by`. */
      readonly endedBy?: CaseId | null;
      /** Another offboarding still cuts it short: the end that stands without it, and the case that had set that one. */
      readonly endBefore?: Instant | null;
      readonly endedByBefore?: CaseId;
      /** It had ended: what it gives is given again, on the case `by`. */
      readonly hadEnded?: true;
    }
  /** Its application's owner has decided that groups added to the entitlement reach what was asked for before. */
  | {
      readonly type: 'GrantWidened';
      readonly grant: GrantId;
      readonly groups: readonly GroupId[];
      /** The version it is decided for from now on. */
      readonly policy: PolicyVersion;
      readonly changeSet: ChangeSetId | null;
    }
  /** The entitlement means these groups no longer: that part of the grant is over, under an id of its own. */
  | {
      readonly type: 'GrantNarrowed';
      readonly grant: GrantId;
      readonly groups: readonly GroupId[];
      readonly apart: GrantId;
      readonly end: Instant;
      readonly by: CaseId;
      readonly changeSet: ChangeSetId | null;
    }
  /** Looked at when its review date had come: kept, and looked at again then. */
  | {
      readonly type: 'GrantKept';
      readonly grant: GrantId;
      readonly review: Instant;
      readonly exception: ExceptionId;
      readonly by: string;
    }
  | { readonly type: 'GrantRowsChanged'; readonly grant: GrantId; readonly rows: Grant['rows'] }
  | { readonly type: 'ExclusionSet'; readonly exclusion: Exclusion }
  | { readonly type: 'ExclusionLifted'; readonly exclusion: string; readonly at: Instant };
