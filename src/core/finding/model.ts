/**
 * Finding: something the provider has and nothing in the ledger explains, or that contradicts it. It stands on the list
 * of exceptions until a person has settled it or until it is no longer there.
 */
import type { SeenState } from '../person/model.ts';
import type { GroupOwner } from '../reconcile/model.ts';
import type { AccountId, ConnectionId, GroupId, GroupName, PersonId, ProviderAccountId } from '../shared/ids.ts';

/** What a complete listing means for one membership or account: it agrees, somebody looks, or a person has to say. */
export type Judgement = 'nothing' | 'look' | 'finding';

export type Finding =
  /** In a group Tenure fills, without a grant that gives it. */
  | {
      readonly kind: 'unexplained-membership';
      readonly person: PersonId;
      readonly account: AccountId;
      readonly group: GroupId;
    }
  /** Open for sign-in, and nobody's. */
  | {
      readonly kind: 'account-without-person';
      readonly connection: ConnectionId;
      readonly providerId: ProviderAccountId;
    }
  /** Policy or ledger count on it, and the provider has it no more. `remade`: another one has its name. */
  | {
      readonly kind: 'group-vanished';
      readonly group: GroupId;
      readonly name: GroupName;
      readonly holders: number;
      readonly remade: boolean;
    }
  /** We filled it; now a rule or a directory does, so nothing is written there any more. */
  | {
      readonly kind: 'group-owned-elsewhere';
      readonly group: GroupId;
      readonly owner: GroupOwner;
      readonly holders: number;
    }
  /** In a project role themselves, and nothing in the ledger gives it; whose account it is, as far as that is known. */
  | {
      readonly kind: 'unexplained-actor';
      readonly connection: ConnectionId;
      /** What the ledger calls the role where people hold it. */
      readonly group: GroupId;
      readonly role: string;
      readonly providerId: ProviderAccountId;
      readonly person: PersonId | null;
      readonly account: AccountId | null;
    }
  /** The group through which a role is held was in the role, and another hand took it out. */
  | {
      readonly kind: 'group-actor-gone';
      readonly group: GroupId;
      readonly name: GroupName;
      /** Somebody who held it by that group. */
      readonly holder: AccountId | null;
    }
  /** A group of the site is in a project role, and no policy puts it there: whoever is in it holds the role. */
  | {
      readonly kind: 'unexplained-group-actor';
      /** What the ledger would call the role where it is held through that group. */
      readonly group: GroupId;
      readonly role: string;
      readonly through: string;
    }
  /** In the group of the site through which a role is held, and neither the ledger nor the provider's group says why. */
  | {
      readonly kind: 'unexplained-group-member';
      readonly connection: ConnectionId;
      /** What the ledger calls the role where it is held through that group. */
      readonly group: GroupId;
      readonly role: string;
      readonly through: string;
      readonly providerId: ProviderAccountId;
      readonly person: PersonId | null;
      readonly account: AccountId | null;
    }
  /** More of one kind than a list can say one by one: of one connection, instead of each. */
  | {
      readonly kind: 'many-findings';
      readonly connection: ConnectionId;
      readonly of: ManyKind;
      readonly findings: number;
    };

/** Kinds that may be so many. A group is always told by itself. */
export type ManyKind =
  | 'unexplained-membership'
  | 'account-without-person'
  | 'unexplained-actor'
  | 'unexplained-group-member';

export type FindingKind = Finding['kind'];

/** An account as a listing shows it. */
export interface ListedState {
  readonly providerId: ProviderAccountId;
  readonly state: SeenState;
}
