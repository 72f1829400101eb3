/** What concerns many: an organisation taken over, change sets, the policy in force, lists, the stop switch. */
import type { AdoptionCounts, AdoptionScope } from '../../adoption/model.ts';
import type { Start } from '../../grant/model.ts';
import type {
  ApplicationId,
  ChangeSetId,
  EntitlementId,
  ExceptionId,
  GrantId,
  GroupId,
  PersonId,
  PolicyVersion,
  ProviderAccountId,
} from '../../shared/ids.ts';
import type { Instant } from '../../shared/instant.ts';
import type { AdoptionSetAside, OverBecause } from './words.ts';

export type ManyEvent =
  // an organisation that is there already
  /** What an adoption would take over, frozen: a confirmation binds to the hash. */
  | {
      readonly type: 'AdoptionListed';
      readonly scope: AdoptionScope;
      readonly policy: PolicyVersion;
      readonly hash: string;
      readonly counts: AdoptionCounts;
      readonly by: string;
      readonly at: Instant;
    }
  | { readonly type: 'AdoptionConfirmed'; readonly hash: string; readonly by: string; readonly at: Instant }
  /** One person's part was not what was confirmed any more: nothing of it was taken over. */
  | { readonly type: 'AdoptionSetAside'; readonly because: AdoptionSetAside; readonly providerId: ProviderAccountId }
  | {
      readonly type: 'AdoptionDone';
      readonly adopted: number;
      readonly setAside: number;
      /** sha256 of the attached record: every event anybody was taken over with, one a line. */
      readonly digest: string;
    }
  /** One of those whom a review asks about, by name as far as an issue can list them. */
  | {
      readonly type: 'ReviewListed';
      readonly exception: ExceptionId;
      readonly person: PersonId;
      readonly grant: GrantId;
      readonly groups: readonly GroupId[];
      /** Whose groups they are, as the catalogue says. */
      readonly applications: readonly ApplicationId[];
      readonly since: Start;
      /** Absent = erased. */
      readonly personal?: { readonly name: string };
    }
  // change sets and the system stream
  | {
      readonly type: 'ChangeSetCounted';
      readonly changeSet: ChangeSetId;
      readonly origin: string;
      readonly people: number;
      readonly hash: string;
      readonly held: boolean;
      readonly because: readonly string[];
    }
  | { readonly type: 'ChangeSetConfirmed'; readonly changeSet: ChangeSetId; readonly hash: string; readonly by: string }
  | { readonly type: 'ChangeSetRejected'; readonly changeSet: ChangeSetId; readonly by: string }
  | { readonly type: 'ChangeSetDone'; readonly changeSet: ChangeSetId; readonly applied: number }
  | {
      readonly type: 'PolicyApplied';
      readonly version: PolicyVersion;
      readonly previous: PolicyVersion | null;
      readonly author: string;
      readonly approver: string | null;
      /** Where its files came from, by the author's word. */
      readonly commit?: string;
      /** Who wrote that commit, as its work tree says. */
      readonly commitBy?: string;
      readonly changeSet: ChangeSetId | null;
    }
  /** On the case of a policy change: how its change set stands. Shown again whenever that is something else. */
  | (SetShown & {
      readonly type: 'PolicyChangeShown';
      readonly version: PolicyVersion;
      readonly previous: PolicyVersion;
      readonly commit?: string;
      readonly commitBy?: string;
      readonly changes: readonly string[];
      readonly losses: number;
    })
  /** On the case a set is told on: what somebody has decided to give beside the rules, and how that stands. */
  | (SetShown & {
      readonly type: 'GivingShown';
      /** `widened`: groups added to entitlements, for those who were given them before. */
      readonly gives: 'missing' | 'widened';
      readonly about?: { readonly application: ApplicationId; readonly entitlements: readonly EntitlementId[] };
      /** The owner, or who stands in; the brake may still wait for somebody else. */
      readonly decidedBy?: string;
    })
  /** Whether groups added to an application's entitlements reach what was given before: its owner's to say. */
  | {
      readonly type: 'WideningDecided';
      readonly changeSet: ChangeSetId;
      readonly application: ApplicationId;
      readonly entitlements: readonly EntitlementId[];
      readonly hash: string;
      readonly verdict: 'give' | 'keep';
      readonly by: string;
    }
  /** A list of everybody who works here was whole, of today, and compared; what differs is raised beside it. */
  | {
      readonly type: 'RosterUsed';
      readonly digest: string;
      readonly total: number;
      readonly madeAt: Instant;
      readonly by: string;
      readonly findings: number;
    }
  /** What a person has settled stands no longer: when it comes back, it is told anew. */
  | {
      readonly type: 'FindingOver';
      readonly exception: ExceptionId;
      readonly because: OverBecause;
      /** Of a request that was kept, and is not filed: whose word it was, and for what. It is for whom the exception is about. */
      readonly kept?: {
        readonly asker: PersonId;
        readonly lines: readonly EntitlementId[];
        readonly raisedAt: Instant;
      };
      readonly at: Instant;
    }
  /** From one instant to another somebody answers in an approver's place. */
  | {
      readonly type: 'DelegationSet';
      readonly delegation: string;
      /** Who is stood in for. */
      readonly person: PersonId;
      readonly to: PersonId;
      readonly from: Instant;
      readonly until: Instant;
      readonly at: Instant;
      readonly personal: { readonly by: string; readonly reason: string };
    }
  /** Taken back before its time. */
  | {
      readonly type: 'DelegationEnded';
      readonly delegation: string;
      readonly person: PersonId;
      readonly to: PersonId;
      readonly at: Instant;
      readonly personal: { readonly by: string };
    }
  /** The choices of the portal's form are brought in step with the catalogue: what was shown, and by whom it is done. */
  | {
      readonly type: 'FormPushBegan';
      readonly policy: PolicyVersion;
      /** Of the steps that were shown. */
      readonly hash: string;
      readonly by: string;
      readonly because: 'by-hand' | 'policy-applied';
      /** In words; of very many, the first. */
      readonly changes: readonly string[];
      readonly steps: number;
    }
  /** The form was read again: `left` = what somebody had done to it meanwhile. */
  | {
      readonly type: 'FormPushed';
      readonly policy: PolicyVersion;
      readonly hash: string;
      readonly by: string;
      readonly steps: number;
      readonly left: number;
      readonly at: Instant;
    }
  /** So many terminations by whom the tracker knows by this id pass the rate until then. */
  | {
      readonly type: 'LeaversAnnounced';
      readonly announcement: string;
      readonly filedBy: string;
      readonly people: number;
      readonly until: Instant;
      readonly by: string;
      /** Absent = erased. */
      readonly personal?: { readonly reason: string };
    }
  | { readonly type: 'WritesStopped'; readonly by: string; readonly leaversToo: boolean }
  | { readonly type: 'WritesResumed'; readonly by: string }
  // after a loss
  /** A store that was lost was made again from the signed records; from here on everything is in shadow. */
  | {
      readonly type: 'StoreRestored';
      readonly streams: number;
      readonly events: number;
      readonly people: number;
      /** Streams of which nothing was taken. */
      readonly refused: number;
      readonly at: Instant;
    }
  /** Nothing is written at the provider until a person lifts it. */
  | { readonly type: 'ShadowForced'; readonly because: ForcedBecause; readonly at: Instant }
  | { readonly type: 'ShadowForceLifted'; readonly by: string; readonly at: Instant };

/** `older-store`: the issues hold a newer record than the store. */
export type ForcedBecause = 'rebuilt' | 'older-store';

/** A change set as its case tells of it. */
interface SetShown {
  readonly changeSet: ChangeSetId;
  /** The set whose people are counted anew in this one. */
  readonly recounts?: ChangeSetId;
  readonly author: string;
  readonly hash: string;
  readonly people: number;
  readonly gains: number;
  /** Why it was held; empty = within the limits. */
  readonly because: readonly string[];
  readonly state: 'held' | 'applying' | 'done' | 'rejected';
  /** Who has agreed, or rejected it; `null` = within the limits nobody had to, or nobody has yet. */
  readonly by: string | null;
  readonly applied: number;
}
