/**
 * Reconcile: make one account agree with the ledger, and read back that it does. Here are the shapes; the steps
 * are plan.ts (what to do) and conclude.ts (what the read-back proves).
 */
import type { SeenState } from '../person/model.ts';
import type { AccountId, CaseId, GrantId, GroupId, ProviderAccountId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

/** Who decides a group's members. `mixed`: rules add people, and so may we; a removal would write an exclusion into the rule. */
/** `not-covered`: nothing Tenure may rely on, such as the roles of a project whose team rules it. */
export type GroupOwner = 'tenure' | 'rule' | 'directory' | 'mixed' | 'built-in' | 'not-covered';

/** What we did about one membership, beside why. */
export interface MembershipRecord {
  readonly account: AccountId;
  readonly group: GroupId;
  readonly firstSeen: Instant;
  readonly givenByUs: boolean;
  /** Last read back as present. */
  readonly verifiedAt: Instant | null;
  /** Grants under which it was read back as present at least once. */
  readonly verifiedUnder: readonly GrantId[];
  /** Last read back as absent after we had removed it. */
  readonly removalVerifiedAt: Instant | null;
  /** Named on a leaver's receipt as left in place: policy keeps it, or its owner decides. Absent = never. */
  readonly leftAt?: Instant;
}

/** The profile fields we keep in step at a provider, in Tenure's words. `''` = to be empty, or found so. */
export type AccountProfile = Readonly<Record<string, string>>;

/** One complete reading of an account, by id. */
export interface SeenAccount {
  readonly providerId: ProviderAccountId;
  readonly login: string;
  readonly state: SeenState;
  readonly profile: AccountProfile;
  /** Mastered by HR or a directory: never written, waited for. */
  readonly masteredElsewhere: boolean;
  /** Which directory or HR system that is; absent = the account is the provider's own. */
  readonly source?: string;
  /** Holds an admin role at the provider: out of reach. `undefined` = not asked. */
  readonly admin?: boolean;
  /** When its person last signed in at the provider; `null` = never. `undefined` = the provider does not say. */
  readonly lastSignIn?: Instant | null;
  /** Since when it stands as it does; absent = the provider does not say. */
  readonly stateSince?: Instant;
}

export interface SeenGroup {
  readonly group: GroupId;
  readonly name: string;
  readonly owner: GroupOwner;
}

/**
 * How an account inside an application stands. `assigned`: the person may sign on, and the provider makes no account
 * there, so nothing is known of one. `switched-off`: the application as a whole is off at the provider.
 */
export type AppStanding = 'provisioned' | 'assigned' | 'waiting' | 'failed' | 'switched-off';

/** One application a person has at the provider, through a group or directly. */
export interface SeenApp {
  /** The provider's own id. */
  readonly app: string;
  readonly name: string;
  readonly direct: boolean;
  readonly standing: AppStanding;
  /** The provider closes the account inside when the person loses the application. */
  readonly closes: boolean;
  /** Why it does not stand as it should, in the provider's words. May name the person. */
  readonly words: string | null;
}

/** What the provider says now. `account: null` is certain, unless it is `unseen`. */
export interface Seen {
  readonly account: SeenAccount | null;
  /** The provider says that it is not there, and would say the same if we might not see it: nothing is known of it. */
  readonly unseen?: boolean;
  readonly groups: readonly SeenGroup[];
  /** Every application of the person. Read for a leaver only; absent = not asked, or not readable. */
  readonly apps?: readonly SeenApp[];
  /** Project roles that were asked about and could not be read: unknown, which is neither present nor gone. */
  readonly unread?: ReadonlySet<GroupId>;
  /** Project roles that do not exist any more, for certain: nobody holds them. */
  readonly vanished?: ReadonlySet<GroupId>;
  /** Of roles held through a group of the site: whether that group is their actor. Everybody's matter, not this person's. */
  readonly groupActors?: ReadonlyMap<GroupId, boolean>;
  /**
   * Of those whose group is missing: for whom the role would open whom nobody has given it, by the ledger, as far as that was
   * read; `null` = nobody knows. Absent = not asked, because nobody is to hold it or a person has decided.
   */
  readonly opensForOthers?: ReadonlyMap<GroupId, readonly ProviderAccountId[] | null>;
  /** Applications assigned to the person directly, not through a group. Read for a leaver only. */
  readonly directApps?: readonly { readonly app: string; readonly name: string }[];
}

/** One write, with the case and grants it is made for. The order in the plan is the order of execution. */
export type Change =
  | {
      readonly type: 'create-account';
      readonly for: CaseId;
      readonly login: string;
      readonly profile: AccountProfile;
      readonly active: boolean;
      readonly groups: readonly GroupId[];
    }
  | { readonly type: 'update-profile'; readonly for: CaseId; readonly profile: AccountProfile }
  | {
      readonly type: 'change-login';
      readonly for: CaseId;
      readonly login: string;
      /** What differs beside it, in the same write. */
      readonly profile: AccountProfile;
    }
  | { readonly type: 'activate'; readonly for: CaseId }
  | { readonly type: 'suspend'; readonly for: CaseId }
  | { readonly type: 'unsuspend'; readonly for: CaseId }
  | { readonly type: 'end-sessions'; readonly for: CaseId }
  | { readonly type: 'add-member'; readonly for: CaseId; readonly group: GroupId; readonly under: readonly GrantId[] }
  | { readonly type: 'remove-member'; readonly for: CaseId; readonly group: GroupId }
  /** Puts the group of the site, through which the role is held, into the role. */
  | { readonly type: 'add-group-actor'; readonly for: CaseId; readonly group: GroupId }
  | { readonly type: 'remove-direct-app'; readonly for: CaseId; readonly app: string; readonly name: string }
  | { readonly type: 'deactivate'; readonly for: CaseId };

/** Something plan.ts will not do by itself: a person settles it. */
export type Obstacle =
  | { readonly type: 'gone-after-verified'; readonly for: CaseId; readonly group: GroupId }
  | {
      readonly type: 'back-after-removal';
      readonly for: CaseId;
      readonly group: GroupId;
      /** Who gives it; absent = a person put them in, and Tenure may take them out. */
      readonly owner?: Exclude<GroupOwner, 'tenure'>;
    }
  | { readonly type: 'lowered-by-other-hand'; readonly for: CaseId; readonly state: SeenState }
  | {
      readonly type: 'raised-by-other-hand';
      readonly for: CaseId;
      readonly state: SeenState;
      /** Opened when; absent = the provider does not say. */
      readonly since?: Instant;
    }
  | {
      readonly type: 'group-not-writable';
      readonly for: CaseId;
      readonly group: GroupId;
      readonly owner: GroupOwner;
      readonly wanted: 'present' | 'absent';
    }
  | {
      readonly type: 'protected-account';
      readonly for: CaseId;
      /** Whether they are to be let in, or out. */
      readonly wanted: 'present' | 'absent';
    }
  | {
      readonly type: 'protected-group';
      readonly for: CaseId;
      readonly group: GroupId;
      readonly wanted: 'present' | 'absent';
    }
  | { readonly type: 'account-vanished'; readonly for: CaseId }
  /** The provider shows no such account, which it also says of one that is beyond our rights. */
  | { readonly type: 'account-unseen'; readonly for: CaseId; readonly wanted: 'present' | 'absent' }
  | { readonly type: 'role-vanished'; readonly for: CaseId; readonly group: GroupId }
  /** The group of the site was read back as the role's actor, and another hand took it out. */
  | { readonly type: 'role-actor-gone'; readonly for: CaseId; readonly group: GroupId }
  /** Putting the group in opens the role for more people nobody has given it than the brake allows at once. */
  | {
      readonly type: 'role-opens-for-others';
      readonly for: CaseId;
      readonly group: GroupId;
      /** `null` = nobody knows. */
      readonly others: readonly ProviderAccountId[] | null;
    }
  /** The site's group has not followed the provider's within the time policy sets. */
  | {
      readonly type: 'group-not-synced';
      readonly for: CaseId;
      readonly group: GroupId;
      readonly wanted: 'present' | 'absent';
    }
  /** A project that does not answer: it was deleted, or we may not see it. Which, nobody can tell. */
  | {
      readonly type: 'role-unreadable';
      readonly for: CaseId;
      readonly group: GroupId;
      readonly wanted: 'present' | 'absent';
    }
  /** It is to have another login, and HR or a directory has taken it over meanwhile: that is theirs to give. */
  | { readonly type: 'login-awaited'; readonly for: CaseId }
  /** It was mastered by one directory and is by another now: what follows is a person's to say. */
  | { readonly type: 'directory-changed'; readonly for: CaseId; readonly from: string; readonly source: string };

/** A grant whose group somebody else fills (a rule, a directory): not an exception yet, looked at again. */
export interface Awaited {
  readonly for: CaseId;
  readonly group: GroupId;
  readonly owner: GroupOwner;
}

export interface Plan {
  readonly changes: readonly Change[];
  readonly obstacles: readonly Obstacle[];
  readonly awaited: readonly Awaited[];
  /** Shadow mode: what would be done and is not. */
  readonly shadowed: readonly Change[];
  /** The account's owner has left: every direct membership goes, in the leaver's order. */
  readonly leaver: boolean;
}
