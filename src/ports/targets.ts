/**
 * What Tenure needs from a system in which access is given beyond the identity provider's groups: the roles of a
 * project. Its accounts are not ours to make, to open or to close: a person is looked up there, given roles, and
 * they are taken again. Every call obeys limits and fails with a `Fault`.
 */
import type { RoleTarget } from '../core/policy/model.ts';
import type { SeenGroup } from '../core/reconcile/model.ts';
import type { GroupId, ProviderAccountId } from '../core/shared/ids.ts';
import type { AccountReader, CallOptions, MembershipWriter, Power } from './provider.ts';
import type { StoredGroup } from './store.ts';

export interface SeenRoles {
  readonly groups: readonly SeenGroup[];
  /** The project does not answer to us: it may be gone, or hidden. Nothing is known of these. */
  readonly unread: ReadonlySet<GroupId>;
  /** The project answers and has no such role: nobody holds it. */
  readonly vanished: ReadonlySet<GroupId>;
  /** Of those held through a group of the site: whether that group is in the role. */
  readonly groupActors: ReadonlyMap<GroupId, boolean>;
}

export interface RoleReader {
  /** Which of these roles the account holds, as the system says now, never from a cache. */
  readRolesOf(id: ProviderAccountId, among: readonly GroupId[], call: CallOptions): Promise<SeenRoles>;
}

/** Who is in a role, as the system says now. */
export interface SeenActors {
  /** What the ledger calls this role where people hold it themselves. */
  readonly heldByPeople: GroupId;
  /** People who are in it themselves. */
  readonly people: readonly ProviderAccountId[];
  /** Groups of the site that are in it, each with what the ledger calls this role where it is held through that group. */
  readonly groups: readonly { readonly heldThrough: GroupId; readonly name: string }[];
  /** Whether the group of the site through which it is held is in it; `null` = it is held by people. */
  readonly groupActor: boolean | null;
}

/** Somebody in a group of the site. */
export interface GroupMember {
  readonly providerId: ProviderAccountId;
  /** `null` = the site does not show it. */
  readonly login: string | null;
  /** An application's own account: nobody's, and pushed by no provider. */
  readonly isApp: boolean;
}

export interface RoleActors {
  /** `unread`: the project does not answer, so nothing is known. `vanished`: it answers, and has no such role. */
  readActors(role: GroupId, call: CallOptions): Promise<SeenActors | 'unread' | 'vanished'>;
  /** What the ledger calls this role where people hold it themselves, however it is held here. */
  asHeldByPeople(role: GroupId): GroupId;
  /** Everybody who may sign in and is in the group of the site through which this role is held. Throws rather than answer in part. */
  listGroupMembers(role: GroupId, call: CallOptions): Promise<readonly GroupMember[]>;
  /** The same where they are no more than `most`, and the time of the call is enough for them; `null` = it is not so. */
  listSmallGroup(role: GroupId, most: number, call: CallOptions): Promise<readonly GroupMember[] | null>;
  /** Puts the group of the site, through which this role is held, into the role. */
  putGroupActor(role: GroupId, call: CallOptions): Promise<void>;
}

export interface FoundAccount {
  readonly providerId: ProviderAccountId;
  /** The system shows it with exactly the address that was asked for; otherwise a person has to say whose it is. */
  readonly certain: boolean;
}

export interface AccountFinder {
  /** Who has this work address; `null` = nobody yet. */
  findAccount(workMail: string, call: CallOptions): Promise<FoundAccount | null>;
}

export interface RoleCatalogue {
  /**
   * The roles a policy names, and those known from before (`known`), each under its present name. What cannot be read
   * is answered as it was known; a role that is gone for certain is answered as vanished.
   */
  listRoles(
    named: readonly RoleTarget[],
    known: readonly StoredGroup[],
    call: CallOptions,
  ): Promise<readonly StoredGroup[]>;
}

export interface TargetSystem
  extends Pick<AccountReader, 'readAccount' | 'holdsAdminRole'>,
    AccountFinder,
    RoleReader,
    RoleCatalogue,
    RoleActors,
    MembershipWriter {
  /** Whether our credential may do all this where the policy needs it. */
  probeRoles(named: readonly RoleTarget[], call: CallOptions): Promise<readonly Power[]>;
}
