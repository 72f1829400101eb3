/**
 * The staging tables of a full sweep: complete listings are streamed into them and compared there, because the memory of
 * a process does not hold a hundred thousand people in fifty groups. What is in them decides nothing by itself.
 */
import type { SeenState } from '../core/person/model.ts';
import type { AccountId, ConnectionId, GroupId, PersonId, ProviderAccountId } from '../core/shared/ids.ts';

/** Of one account, what the listing and the ledger do not agree on. */
export interface AccountDifference {
  readonly providerId: ProviderAccountId;
  /** Of an account that is nobody's: for whoever has to find out whose it is. */
  readonly login: string | null;
  /** `null` = not in the listing. */
  readonly listed: SeenState | null;
  readonly account: AccountId | null;
  readonly person: PersonId | null;
}

/** A membership that only the listing shows, or only the ledger holds. */
export interface MemberDifference {
  readonly providerId: ProviderAccountId;
  readonly account: AccountId;
  readonly person: PersonId;
  readonly listed: boolean;
}

export interface HeldInGroup {
  readonly group: GroupId;
  /** Accounts of which the ledger holds a membership as read back. */
  readonly holders: number;
  /** Of these, the ones we gave. */
  readonly givenByUs: number;
}

/** Whose rows: one that was overtaken and does not know it yet must not be seen, nor emptied, by the next. */
export interface Staging {
  readonly sweep: string;
  readonly connection: ConnectionId;
}

export interface SweepStage {
  /** Throws away whatever any sweep has left. */
  clear(connection: ConnectionId): Promise<void>;
  /** Throws away its own rows. */
  clearOwn(staging: Staging): Promise<void>;
  stageAccounts(
    staging: Staging,
    accounts: readonly {
      readonly providerId: ProviderAccountId;
      readonly login: string;
      readonly state: SeenState;
    }[],
  ): Promise<void>;
  /** How many are there: a table that was emptied under us must not look like an empty organisation. */
  countAccounts(staging: Staging): Promise<number>;
  accountDifferences(
    staging: Staging,
    after: ProviderAccountId | null,
    limit: number,
  ): Promise<readonly AccountDifference[]>;
  stageMembers(staging: Staging, group: GroupId, members: readonly ProviderAccountId[]): Promise<void>;
  countMembers(staging: Staging, group: GroupId): Promise<number>;
  memberDifferences(
    staging: Staging,
    group: GroupId,
    page: {
      /** Somebody else fills the group: members without a grant for it are theirs, and no difference. */
      readonly foreign: boolean;
      readonly after: ProviderAccountId | null;
      readonly limit: number;
    },
  ): Promise<readonly MemberDifference[]>;
  clearMembers(staging: Staging, group: GroupId): Promise<void>;
  /** Of these groups, those in which the ledger holds somebody. */
  heldIn(groups: readonly GroupId[]): Promise<readonly HeldInGroup[]>;
  /** Of these accounts, those whose person the ledger holds in one of these groups, at whatever connection the groups are. */
  heldAmong(
    connection: ConnectionId,
    accounts: readonly ProviderAccountId[],
    groups: readonly GroupId[],
  ): Promise<ReadonlySet<ProviderAccountId>>;
  /** Listed or not, groups in which the ledger holds somebody. */
  heldGroups(connection: ConnectionId): Promise<readonly GroupId[]>;
  /** Whose an account is by now. */
  ownerOf(connection: ConnectionId, providerId: ProviderAccountId): Promise<PersonId | null>;
  /** The login of an account that was nobody's in the last listing. */
  loginOf(connection: ConnectionId, providerId: ProviderAccountId): Promise<string | null>;
  /** Keeps the rows of these accounts, for `loginOf`; forgets its others. */
  keepOnly(staging: Staging, accounts: readonly ProviderAccountId[]): Promise<void>;
}
