/**
 * What Tenure needs from an identity provider, cut into narrow capabilities: a connector implements what its
 * system can do. Every call is given by the provider's own id, obeys limits, follows cursors to the end, and
 * fails with a `Fault`.
 */
import type { Assignment, ProviderApplication } from '../core/diagnosis/model.ts';
import type { AccountProfile, GroupOwner, SeenAccount, SeenApp, SeenGroup } from '../core/reconcile/model.ts';
import type { AccountId, GroupId, GroupName, ProviderAccountId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { ProfileField } from '../core/shared/profileFit.ts';

/** How a call may use the provider: revocations have a reserved share of every limit. */
export interface CallOptions {
  readonly lane: 'revocation' | 'ordinary' | 'bulk';
  /** Hard limit for the whole call, in milliseconds; shorter than what the lease has left. */
  readonly timeoutMilliseconds: number;
  /** The places kept for this look; a provider without limits of its own keeps none. */
  readonly room?: Room;
}

/** Places kept at the provider's limits, so that a look at an account is not begun which could not be finished. */
export interface Room {
  /** Gives back what was not used. */
  close(): void;
}

export interface Rooms {
  /** Before the first call of a look; throws a `transient` fault that says when to come again. */
  makeRoom(account: AccountId, call: CallOptions): Room;
}

export const READS_ADMIN_ROLES = 'read admin roles';

/** For a provider that may say of whom we may not see what it says of whom it does not have. */
export interface Sight {
  /** Whether our own rights reach everybody and every group; `false` also where that cannot be told. */
  seesEverything(call: CallOptions): Promise<boolean>;
}

export interface AccountReader {
  /** `null` only when the provider itself said that this id does not exist; where it has a `Sight`, that alone proves nothing. */
  readAccount(id: ProviderAccountId, call: CallOptions): Promise<SeenAccount | null>;
  /** By login, read consistently (never from a search index), with the mark it carries. */
  readAccountByLogin(
    login: string,
    call: CallOptions,
  ): Promise<(SeenAccount & { readonly mark: string | null }) | null>;
  /** Whether the account holds an admin role at the provider. Its faults say `READS_ADMIN_ROLES`. */
  holdsAdminRole(id: ProviderAccountId, call: CallOptions): Promise<boolean>;
}

export interface MembershipReader {
  /** All groups of an account, of every kind, complete. `owner` as far as the group's kind tells; rules are the catalogue's matter. */
  readGroupsOf(id: ProviderAccountId, call: CallOptions): Promise<readonly SeenGroup[]>;
}

export interface NewAccount {
  readonly login: string;
  readonly profile: AccountProfile;
  /** Our key inside the object: how a create under a lost answer is recognised. */
  readonly mark: string;
  /** Open for sign-in at once. */
  readonly active: boolean;
  readonly groups: readonly GroupId[];
  /** The provider sends its own activation mail. */
  readonly providerSendsMail: boolean;
}

/** Both are success; only `moved` is our own doing. */
export type Moved = 'moved' | 'there-already';

export interface AccountWriter {
  /** As many of `groups` as one call can take are given with it; the plan adds the rest. Login taken: `conflict`. */
  createAccount(
    account: NewAccount,
    call: CallOptions,
  ): Promise<{ readonly providerId: ProviderAccountId; readonly activationLink: string | null }>;
  updateProfile(id: ProviderAccountId, profile: AccountProfile, call: CallOptions): Promise<void>;
  /** The same account under another login, and what else differs, in one write. Login taken: `conflict`. */
  changeLogin(id: ProviderAccountId, login: string, profile: AccountProfile, call: CallOptions): Promise<void>;
  /** Opens a staged or deactivated account. The link is returned when the provider sends no mail itself. */
  activate(
    id: ProviderAccountId,
    options: { readonly providerSendsMail: boolean },
    call: CallOptions,
  ): Promise<{ readonly activationLink: string | null }>;
  /** A fresh activation link for an account that waits for its person (lost link, lost answer). */
  renewActivation(id: ProviderAccountId, call: CallOptions): Promise<{ readonly activationLink: string | null }>;
  suspend(id: ProviderAccountId, call: CallOptions): Promise<Moved>;
  unsuspend(id: ProviderAccountId, call: CallOptions): Promise<Moved>;
  deactivate(id: ProviderAccountId, call: CallOptions): Promise<Moved>;
  /** Sessions and refresh/access tokens. */
  endSessions(id: ProviderAccountId, call: CallOptions): Promise<void>;
}

export interface MembershipWriter {
  addMember(group: GroupId, account: ProviderAccountId, call: CallOptions): Promise<void>;
  removeMember(group: GroupId, account: ProviderAccountId, call: CallOptions): Promise<void>;
}

export interface Apps {
  /** Every application of an account, through a group or directly, with how the account inside it stands. */
  readApps(id: ProviderAccountId, call: CallOptions): Promise<readonly SeenApp[]>;
  /** What membership of a group opens. May be some minutes old. */
  readAppsOfGroup(group: GroupId, call: CallOptions): Promise<readonly GroupApp[]>;
  removeDirectApp(app: string, id: ProviderAccountId, call: CallOptions): Promise<void>;
}

export interface GroupApp {
  readonly app: string;
  readonly name: string;
}

export interface ProviderGroup {
  readonly id: GroupId;
  readonly name: GroupName;
  /** From the group's kind and the active rules that target it. */
  readonly owner: GroupOwner;
  readonly members: number | null;
  /** Members of this group are asked to enrol a second factor, by a policy of the provider. */
  readonly mfaEnrolment: boolean;
  /** Whoever is in it holds an admin role at the provider; absent = the listing does not say so. */
  readonly admin?: boolean;
}

export interface GroupCatalogue {
  /** Every group of the tenant with its owner. Throws rather than answer in part. */
  listGroups(call: CallOptions): Promise<readonly ProviderGroup[]>;
  /** By its id. `false` only when the provider itself said that this id does not exist. */
  hasGroup(group: GroupId, call: CallOptions): Promise<boolean>;
}

/**
 * What is there already, for adoption and sweeps. Listings are streamed; one that cannot be read to its end throws:
 * whoever has not seen the end of it knows nothing.
 */
export interface AccountListing {
  /** Every account of the tenant, closed ones included, each once, from the store and never from a search index. */
  listAccounts(call: CallOptions): AsyncIterable<SeenAccount>;
}

export interface MemberListing {
  /** Ids of all members of one group, of whatever state. */
  listMembers(group: GroupId, call: CallOptions): AsyncIterable<ProviderAccountId>;
}

export interface AdminListing {
  /** Every account that holds an admin role at the provider: out of reach. */
  listAdmins(call: CallOptions): AsyncIterable<ProviderAccountId>;
}

/** What people may open at the provider, for diagnosis; a listing that breaks off throws, as above. */
export interface ApplicationListing {
  /** Every application that is switched on, with the groups it is assigned to. */
  listApplications(call: CallOptions): AsyncIterable<ProviderApplication>;
  /** Everybody who has one application, directly or through a group. */
  listAssignments(app: string, call: CallOptions): AsyncIterable<Assignment>;
}

export interface PrivilegedGroups {
  /** Whether being in this group makes an administrator of somebody. */
  givesAdminRole(group: GroupId, call: CallOptions): Promise<boolean>;
}

/** One line of the provider's own log, as far as it concerns us. */
export type Activity =
  /** Somebody else than we has moved an account or one of its memberships. */
  | { readonly kind: 'changed'; readonly account: ProviderAccountId; readonly at: Instant }
  /** Signed on to an application. */
  | { readonly kind: 'used'; readonly account: ProviderAccountId; readonly app: string; readonly at: Instant };

/** A delivery says that somebody else has moved this account. The id is the same for every repeat. */
export interface AccountHint {
  readonly id: string;
  readonly account: ProviderAccountId;
}

export interface ActivityLog {
  /** One page after the cursor, in the order of storage; without a cursor, from an instant on. */
  readActivity(
    from: { readonly cursor: string | null; readonly since: Instant },
    call: CallOptions,
  ): Promise<{
    readonly activities: readonly Activity[];
    readonly cursor: string;
    readonly more: boolean;
    /** Where a reading without a cursor began: the log may not go back as far as was asked. */
    readonly since: Instant;
  }>;
}

export interface ProfileFields {
  /** Every field that a profile template may name, as the organisation's schema has it; read anew. */
  profileFields(call: CallOptions): Promise<readonly ProfileField[]>;
  /** At least these. Asks nothing where every organisation keeps them alike; some minutes old at most. */
  fieldsFor(profile: AccountProfile, call: CallOptions): Promise<readonly ProfileField[]>;
}

/** One power a credential should have, tried for real. */
export interface Power {
  readonly power: string;
  /** Null where what would show it cannot be read: neither missing nor there. */
  readonly held: boolean | null;
  /** The right that is missing and where it is given, in the vendor's own words. */
  readonly remedy: string | null;
}

export interface SelfTest {
  probePowers(call: CallOptions): Promise<readonly Power[]>;
}

export interface IdentityProvider
  extends AccountReader,
    MembershipReader,
    AccountWriter,
    MembershipWriter,
    Apps,
    GroupCatalogue,
    AccountListing,
    MemberListing,
    AdminListing,
    ApplicationListing,
    PrivilegedGroups,
    ActivityLog,
    ProfileFields,
    SelfTest,
    Partial<Rooms & Sight> {}
