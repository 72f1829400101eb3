/**
 * Every type of event this version knows. A newer one may write others into the same store, and what is decided, or told on
 * an issue, must not leave them out as if nothing had happened.
 */
import type { TenureEvent } from '../model.ts';

/** One that is added to the union and not here does not compile. */
export const KNOWN: Readonly<Record<TenureEvent['type'], true>> = {
  // decided.ts
  ...{ CaseOpened: true, CaseFiled: true, FormAccepted: true, FormPostponed: true, FormRefused: true },
  ...{ CaseWithdrawn: true, PersonRegistered: true, ProfileChanged: true, CaseConcerns: true },
  ...{ PersonErased: true, EngagementOpened: true, MissingConfirmed: true, EngagementChanged: true },
  ...{ LeaveSet: true, LeaveEnded: true, GrantGiven: true, GrantEnded: true, GrantReinstated: true },
  ...{ GrantWidened: true, GrantNarrowed: true, GrantKept: true, GrantRowsChanged: true, ExclusionSet: true },
  ...{ ExclusionLifted: true },
  // people.ts
  ...{ TaskRequested: true, TaskFiled: true, TaskDone: true, TaskDropped: true, PlacePassed: true },
  ...{ TerminationAnnounced: true, LineWaiting: true, NoticeRequested: true, NoticePartlySent: true },
  ...{ NoticeSent: true },
  ...{ ExceptionRaised: true, ExceptionSettled: true, ExceptionHandedOver: true, ExceptionEscalated: true },
  ...{ CaseProved: true, CaseReopened: true },
  // requested.ts
  ...{ LineAsked: true, LineNotAsked: true, QuestionAsked: true, StageSkipped: true, QuestionReminded: true },
  ...{ DelegateAsked: true, QuestionEscalated: true, QuestionVoided: true, DecisionMade: true },
  ...{ ApprovalOpened: true, ApprovalAnswered: true, AnswerNotCounted: true, LineGranted: true },
  ...{ LineMoved: true, EmergencyReviewed: true, RequestsFollow: true, LineEnded: true, EndReminded: true },
  ...{ HoldBegan: true },
  // readBack.ts
  ...{ AccountIntended: true, LoginIntended: true, LoginVerified: true, LoweringIntended: true },
  ...{ LoweringWithdrawn: true, AccountVerified: true, AccountSought: true, ProfileVerified: true },
  ...{ ProfileDisagrees: true, SourceConfirmed: true, StoppedWith: true, SessionsEnded: true },
  ...{ MembershipsRecorded: true, MembershipVerified: true, RoleActorVerified: true, RemovalVerified: true },
  ...{ DirectAppRemoved: true, AppsRecorded: true, AppCheckBegun: true, AppsRead: true, ShadowRecorded: true },
  ...{ ShadowLifted: true, LeaverVerified: true, SecondFactorCovered: true, AccountAdopted: true },
  ...{ VerificationSetAside: true },
  // many.ts
  ...{ AdoptionListed: true, AdoptionConfirmed: true, AdoptionSetAside: true, AdoptionDone: true },
  ...{ ReviewListed: true, ChangeSetCounted: true, ChangeSetConfirmed: true, ChangeSetRejected: true },
  ...{ ChangeSetDone: true, PolicyApplied: true, PolicyChangeShown: true, GivingShown: true },
  ...{ WideningDecided: true, RosterUsed: true, FindingOver: true, DelegationSet: true, DelegationEnded: true },
  ...{ FormPushBegan: true, FormPushed: true, LeaversAnnounced: true, WritesStopped: true, WritesResumed: true },
  ...{ StoreRestored: true, ShadowForced: true, ShadowForceLifted: true },
};

export const isKnownType = (type: string): type is TenureEvent['type'] => Object.hasOwn(KNOWN, type);
