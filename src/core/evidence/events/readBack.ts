/** What was read back from outside, and what was set out to be done there. */
import type { HeldBack, SeenState } from '../../person/model.ts';
import type { GroupOwner } from '../../reconcile/model.ts';
import type {
  AccountId,
  ChangeSetId,
  ConnectionId,
  GrantId,
  GroupId,
  PersonId,
  ProviderAccountId,
} from '../../shared/ids.ts';
import type { Instant } from '../../shared/instant.ts';
import type { AppSaid, RecordedApp } from './words.ts';

export type ReadBackEvent =
  // what was read back from outside
  | {
      readonly type: 'AccountIntended';
      readonly account: AccountId;
      readonly person: PersonId;
      readonly connection: ConnectionId;
      /** `to-be-found`: it is not made but looked up, by the work address. */
      readonly because: 'new' | 'login-taken' | 'to-be-found';
      readonly personal: { readonly login: string };
    }
  /** A new login for an account that is there: the name has changed, or the login meant for it is somebody else's. */
  | {
      readonly type: 'LoginIntended';
      readonly account: AccountId;
      readonly because: 'name-changed' | 'login-taken';
      readonly personal: { readonly login: string };
    }
  | {
      readonly type: 'LoginVerified';
      readonly account: AccountId;
      readonly at: Instant;
      readonly personal: { readonly login: string; readonly was: string };
    }
  /** Written before the first call that stops the sign-in of an account found open: what stands stopped after it is ours. */
  | { readonly type: 'LoweringIntended'; readonly account: AccountId; readonly from: SeenState; readonly at: Instant }
  /** Our call found it stopped: another hand was faster, and the note above does not make it ours. */
  | { readonly type: 'LoweringWithdrawn'; readonly account: AccountId; readonly at: Instant }
  | {
      readonly type: 'AccountVerified';
      readonly account: AccountId;
      readonly providerId: ProviderAccountId;
      readonly state: SeenState;
      readonly loweredByUs: 'suspended' | 'deactivated' | null;
      /** The directory or HR system that masters it, when that is news. */
      readonly source?: string;
      readonly at: Instant;
      readonly personal?: { readonly login: string };
    }
  /** Of somebody who left, no account answers to the login; a create cut off before may still land, so it is looked for again. */
  | { readonly type: 'AccountSought'; readonly account: AccountId; readonly at: Instant }
  | {
      readonly type: 'ProfileVerified';
      readonly account: AccountId;
      readonly fields: readonly string[];
      readonly at: Instant;
    }
  /** Mastered elsewhere, and saying something else than the form: shown, never written. Empty = they agree now. */
  | {
      readonly type: 'ProfileDisagrees';
      readonly account: AccountId;
      readonly fields: readonly string[];
      readonly at: Instant;
      readonly personal: {
        readonly values: readonly { readonly field: string; readonly ours: string; readonly theirs: string }[];
      };
    }
  /** A person says that the account is the same person's in the other directory too. */
  | { readonly type: 'SourceConfirmed'; readonly account: AccountId; readonly source: string }
  /** What a leave has stopped an account with, of what nothing explains: the return asks about what came since. */
  | {
      readonly type: 'StoppedWith';
      readonly account: AccountId;
      readonly unexplained: readonly GroupId[];
      readonly at: Instant;
    }
  | { readonly type: 'SessionsEnded'; readonly account: AccountId; readonly at: Instant }
  | {
      readonly type: 'MembershipsRecorded';
      readonly account: AccountId;
      readonly groups: readonly {
        readonly group: GroupId;
        readonly name: string;
        readonly owner: GroupOwner;
        readonly kept: boolean;
      }[];
      readonly at: Instant;
    }
  | {
      readonly type: 'MembershipVerified';
      readonly account: AccountId;
      readonly group: GroupId;
      readonly name: string;
      readonly under: readonly GrantId[];
      readonly givenByUs: boolean;
      readonly at: Instant;
    }
  /** A group of the site is the actor of a role: whoever is in the group holds it. */
  | {
      readonly type: 'RoleActorVerified';
      readonly group: GroupId;
      readonly name: string;
      readonly givenByUs: boolean;
      readonly at: Instant;
    }
  | {
      readonly type: 'RemovalVerified';
      readonly account: AccountId;
      readonly group: GroupId;
      readonly name: string;
      readonly at: Instant;
    }
  | {
      readonly type: 'DirectAppRemoved';
      readonly account: AccountId;
      readonly app: string;
      readonly name: string;
      readonly at: Instant;
    }
  /** A leaver's applications before anything was taken: what each is answered for by. */
  | {
      readonly type: 'AppsRecorded';
      readonly account: AccountId;
      readonly apps: readonly RecordedApp[];
      readonly at: Instant;
    }
  /** From here on the accounts inside applications are looked at, until they stand as they should; after `until` a person is told. */
  | {
      readonly type: 'AppCheckBegun';
      /** A later one of the same account takes its place. */
      readonly check: string;
      readonly account: AccountId;
      readonly leaving: boolean;
      /** Whose applications are expected; empty for a leaver. */
      readonly groups: readonly GroupId[];
      readonly until: Instant;
      readonly holdsCase: boolean;
      readonly at: Instant;
    }
  /** How they stand: at the first look all of them, from then on what has changed. */
  | {
      readonly type: 'AppsRead';
      readonly check: string;
      readonly account: AccountId;
      readonly apps: readonly AppSaid[];
      readonly at: Instant;
    }
  /** Shadow mode: what would have been written, and was not; said again when it differs, and empty when nothing is left. */
  | {
      readonly type: 'ShadowRecorded';
      readonly account: AccountId;
      readonly would: readonly HeldBack[];
      readonly at: Instant;
    }
  /** A policy that makes them live has set these free; what came of them is read back like everything else. */
  | {
      readonly type: 'ShadowLifted';
      readonly account: AccountId;
      readonly changes: readonly HeldBack[];
      readonly changeSet: ChangeSetId;
      readonly at: Instant;
    }
  /** A leaver's closing read: complete, begun after every change, nothing left. */
  | {
      readonly type: 'LeaverVerified';
      readonly account: AccountId;
      readonly state: SeenState;
      readonly remaining: readonly { readonly group: GroupId; readonly name: string; readonly owner: GroupOwner }[];
      readonly at: Instant;
    }
  /** The provider asks this person for a second factor, by a policy over this group. */
  | {
      readonly type: 'SecondFactorCovered';
      readonly account: AccountId;
      readonly group: GroupId;
      readonly name: string;
      readonly at: Instant;
    }
  /** A person took an account that was there already for this person's. */
  | {
      readonly type: 'AccountAdopted';
      readonly account: AccountId;
      readonly providerId: ProviderAccountId;
      /** Whose it is, when the ledger had no account of theirs at this connection. */
      readonly of?: { readonly person: PersonId; readonly connection: ConnectionId };
      /** Profile fields that differ from the policy and are left as they were found. */
      readonly leftAsFound?: readonly string[];
      readonly personal: { readonly login: string };
    }
  /** A person decided on what another hand did: what was verified before no longer stands in the way. */
  | { readonly type: 'VerificationSetAside'; readonly account: AccountId; readonly group: GroupId | null };
