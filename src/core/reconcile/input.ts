/** What a plan is made from: the facts about one account, and the bounds that policy and the provider's catalogue set. */
import type { PersonLedger, Wanted } from '../grant/index.ts';
import type { Account } from '../person/model.ts';
import type { GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { AccountProfile, Change, GroupOwner, Seen } from './model.ts';

export interface PlanInput {
  readonly now: Instant;
  readonly ledger: PersonLedger;
  readonly account: Account;
  readonly wanted: Wanted;
  /** What the account's profile should say, by the policy's templates. */
  readonly profile: AccountProfile;
  readonly seen: Seen;
  /**
   * Memberships of which the provider has answered, by the group's id, that they are gone; each with the reading it was taken
   * on. Also of earlier runs, none of which got as far as to record it; without those that were seen since.
   */
  readonly answeredGone?: ReadonlyMap<GroupId, Instant>;
  readonly rules: Bounds;
}

/** `verified`: it was read back as the role's actor. `set-aside`: a person has decided that it may be put in. */
export type ActorOnRecord = 'verified' | 'set-aside';

/** What policy and the provider's catalogue say about reach. */
export interface Bounds {
  /** The owner the catalogue knows; `undefined` = the group is not in it. */
  ownerOf(group: GroupId): GroupOwner | undefined;
  /** Was ours to fill until the catalogue lost it: deleted there, or out of our sight. */
  lost?(group: GroupId): boolean;
  readonly protectedAccount: boolean;
  /** HR or a directory makes it: waited for. */
  readonly accountDelivered?: boolean;
  readonly protectedGroups: ReadonlySet<GroupId>;
  /** Groups a leaver keeps. */
  readonly keep: ReadonlySet<GroupId>;
  /** Adds that the provider refused for good in this run; they must not hold back removals. */
  readonly unaddable: ReadonlySet<GroupId>;
  /** More people than this no group is opened for at once, whom nobody has given it. Absent = no limit. */
  readonly mostOthers?: number;
  /** What is on record of a role's group actor; absent = nothing is. */
  actorOnRecord?(group: GroupId): ActorOnRecord | undefined;
  shadows(change: Change): boolean;
}
