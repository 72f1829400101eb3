/**
 * Adoption: how the ledger starts in an organisation that is there already. From complete listings, the ledger and
 * the policy comes one frozen list: every account, whose it is, and why each of its memberships is there. A person
 * confirms exactly that list; nothing at a provider is written.
 *
 *   explained        a row of the reference table gives it: it becomes a birthright that began before
 *   adopted          no row does, and a person has confirmed it: it is looked at again on a date
 *   owned elsewhere  a rule or a directory decides it: it is named, and stays theirs
 *   finding          nobody may take it over by a list: it is named, and left exactly as it is
 */
import type { Held } from '../grant/model.ts';
import type { Attributes, LeftOut, Profile, SeenState, WorkerType } from '../person/model.ts';
import type { Risk } from '../policy/model.ts';
import type { GroupOwner, SeenAccount } from '../reconcile/model.ts';
import type {
  ApplicationId,
  ConnectionId,
  GroupId,
  GroupName,
  PersonId,
  PolicyVersion,
  ProviderAccountId,
  RowId,
} from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

/** All of a connection, or of it who is in an application's groups, or who works in a department. */
export type AdoptionScope =
  | { readonly kind: 'connection'; readonly connection: ConnectionId }
  | { readonly kind: 'application'; readonly connection: ConnectionId; readonly application: ApplicationId }
  | { readonly kind: 'department'; readonly connection: ConnectionId; readonly department: string };

/** A managed group with everybody in it, from a complete listing. */
export interface ListedGroup {
  readonly group: GroupId;
  readonly name: GroupName;
  readonly owner: GroupOwner;
  readonly risk: Risk;
  readonly protected: boolean;
  readonly members: ReadonlySet<ProviderAccountId>;
}

export interface ListedAccount extends SeenAccount {
  readonly admin: boolean;
}

/**
 *   known         ours already; only what is new about it is taken over
 *   matched       belongs to a person, by the person key
 *   out-of-reach  never written by us, so never ours
 *   finding       not certain whose it is, or not in use
 */
export type Standing = 'known' | 'matched' | 'out-of-reach' | 'finding';

/** Each has a sentence in sentences.ts. */
export type AccountReason =
  | 'protected'
  | 'non-person'
  | 'administrator'
  | 'no-person-key'
  | 'same-person-key'
  | 'second-account'
  | 'has-left'
  | 'never-used'
  | 'suspended'
  | 'closed'
  | 'changing'
  | 'contract-over'
  | 'unreadable-date'
  | 'missing-value'
  | 'unknown-value';

export type MembershipReason = 'account-not-adopted' | 'high-risk' | 'protected-group' | 'excluded' | 'removed-before';

export interface AdoptedPerson {
  /** `null` = nobody in the ledger has this key. */
  readonly id: PersonId | null;
  readonly profile: Profile;
  readonly workerType: WorkerType;
  readonly attributes: Attributes;
  readonly end: Instant | null;
}

export interface ListedMembership {
  readonly group: GroupId;
  readonly name: GroupName;
  readonly owner: GroupOwner;
  readonly risk: Risk;
  readonly as: 'explained' | 'adopted' | 'owned-elsewhere' | 'finding';
  /** The rows that explain it. */
  readonly rows: readonly RowId[];
  readonly because: MembershipReason | null;
}

/** What the ledger will hold of it. */
export interface ListedGrant {
  readonly cause: 'birthright' | 'adopted';
  readonly holds: Held;
  /** Empty = a person opens it by hand; that they hold it is taken for given. */
  readonly groups: readonly GroupId[];
  readonly rows: readonly RowId[];
  readonly risk: Risk;
}

export interface AdoptionItem {
  readonly account: ProviderAccountId;
  readonly login: string;
  readonly state: SeenState;
  readonly standing: Standing;
  /** Why it is out of reach or a finding. */
  readonly because: readonly AccountReason[];
  /** The facts that are missing or unknown, by name. */
  readonly about: readonly string[];
  readonly person: AdoptedPerson | null;
  readonly memberships: readonly ListedMembership[];
  readonly grants: readonly ListedGrant[];
  /** Given by a row and not there. Adopting adds nothing. */
  readonly missing: readonly { readonly group: GroupId; readonly name: GroupName; readonly rows: readonly RowId[] }[];
  /** What rows give and is not taken over, of the whole table: no policy brings it by itself. Absent = nothing. */
  readonly leftOut?: readonly LeftOut[];
  /** Profile fields that the policy would say otherwise: left as found. */
  readonly profileDiffers: readonly string[];
}

export interface AdoptionCounts {
  readonly accounts: number;
  readonly known: number;
  readonly matched: number;
  readonly outOfReach: number;
  readonly findings: number;
  readonly explained: number;
  readonly adopted: number;
  readonly ownedElsewhere: number;
  readonly membershipFindings: number;
  readonly missing: number;
  /** Reasons of findings, of accounts and of memberships, with how many there are. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface AdoptionList {
  readonly scope: AdoptionScope;
  readonly policy: PolicyVersion;
  /** By the provider's account id. */
  readonly items: readonly AdoptionItem[];
  readonly counts: AdoptionCounts;
  /** sha256 of scope, policy and items: the same list has the same hash, in whatever order it was read. */
  readonly hash: string;
}

/** Something of an item is to be written into the ledger. */
export const takesOver = ({ standing, grants }: AdoptionItem) =>
  standing === 'matched' || (standing === 'known' && grants.length > 0);
