/**
 * Diagnosis: what an outsider would ask first about an identity provider as it is, before anybody relies on Tenure.
 * Figures are computed from complete listings. What was not read is not known, and is never counted as none.
 */
import type { SeenState } from '../person/model.ts';
import type { GroupOwner } from '../reconcile/model.ts';
import type {
  ApplicationId,
  ConnectionId,
  GroupId,
  GroupName,
  PolicyVersion,
  ProviderAccountId,
} from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

/** What was read, or why it was not. */
export type Known<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly because: string };

export const known = <Value>(value: Value): Known<Value> => ({ known: true, value });
export const notKnown = (because: string): { readonly known: false; readonly because: string } => ({
  known: false,
  because,
});

// ---- what is read ----------------------------------------------------------------------------------------

/** One application as the provider has it, whatever the catalogue says. */
export interface ProviderApplication {
  /** The provider's own id of it. */
  readonly app: string;
  readonly name: string;
  /** Groups it is assigned to. */
  readonly groups: readonly GroupId[];
  /** Whether the provider closes the account inside the application when somebody loses it. */
  readonly closesAccounts: boolean;
}

export interface Assignment {
  readonly account: ProviderAccountId;
  /** To the account itself, not through a group. */
  readonly direct: boolean;
}

export interface ListedApplication extends ProviderApplication {
  readonly assignments: readonly Assignment[];
}

export interface DiagnosedGroup {
  readonly group: GroupId;
  readonly name: GroupName;
  readonly owner: GroupOwner;
  /** As the provider counts; `null` = it did not say. */
  readonly size: number | null;
  /** Everybody in it; listed only where the policy names the group. */
  readonly members: ReadonlySet<ProviderAccountId> | null;
}

/** When somebody was last seen in an application, from records that begin at `since`. */
export interface LastUse {
  readonly since: Instant;
  /** By the provider's id of the application. */
  readonly byApp: ReadonlyMap<string, Instant>;
}

// ---- figures ---------------------------------------------------------------------------------------------

export type MappingGap =
  /** No group opens it: people have it one by one, or nobody has. */
  | 'no-group'
  /** Groups open it, and the catalogue names none of them. */
  | 'not-in-catalogue'
  /** The catalogue names some of the groups that open it, and not all. */
  | 'in-part';

export interface MappedApplication {
  readonly app: string;
  readonly name: string;
  readonly people: number;
  readonly direct: number;
  readonly groups: readonly string[];
  /** The catalogue's applications behind those groups. */
  readonly catalogue: readonly ApplicationId[];
  /** `null` = it is known which groups open it. */
  readonly gap: MappingGap | null;
}

export interface Readiness {
  readonly of: number;
  readonly unknown: number;
  readonly ready: boolean;
}

export interface Mapping {
  readonly top10: Readiness;
  readonly top20: Readiness;
  /** Most used first: by how many people have it. */
  readonly applications: readonly MappedApplication[];
}

/** Of one row or one group, over the people whose facts are certain. */
export interface Agreement {
  readonly name: string;
  /** Memberships that the table gives or that are there. */
  readonly cases: number;
  readonly agree: number;
  /** Given by the table and not there. */
  readonly missing: number;
  /** There and not given by the table. */
  readonly extra: number;
  /** In less than 95 of 100 cases; never where there is no case. */
  readonly keepManual: boolean;
}

export interface Agreements {
  /** People whose facts are certain, and accounts in use whose are not: those are in no figure. */
  readonly people: number;
  readonly leftOut: number;
  readonly rows: readonly Agreement[];
  readonly groups: readonly Agreement[];
  /** Named by the policy and not at the provider. */
  readonly absentGroups: readonly string[];
}

export interface FoundAccount {
  readonly login: string;
  readonly state: SeenState;
  /** A few words, e.g. a reason of adoption. */
  readonly about: string;
}

/** How many there are, and as many of them as people read. */
export interface Found {
  readonly count: number;
  readonly shown: readonly FoundAccount[];
}

export interface AccountFigures {
  readonly total: number;
  readonly inUse: number;
  readonly withoutPerson: Found;
  readonly neverUsed: Known<Found>;
  readonly pastContract: Known<Found>;
  /** Contractors in use of whom no end is known. */
  readonly withoutEnd: Known<Found>;
  readonly afterLeaving: Found;
  readonly withoutManager: Known<Found>;
  readonly administrators: Known<Found>;
}

export interface DirectAssignment {
  readonly application: string;
  readonly accounts: number;
  readonly logins: readonly string[];
}

export interface OwnedGroups {
  readonly owner: GroupOwner;
  readonly groups: number;
  /** Of them named by catalogue or table. */
  readonly managed: number;
}

export type SecondTask = 'opened-by-hand' | 'direct-assignments' | 'account-stays' | 'none';

/** The five questions about one application, answered from the record and the listings. */
export interface Answers {
  readonly application: string;
  /** Through its groups; one the catalogue does not name: everybody who has it. */
  readonly holders: Known<number>;
  /** Who asked, and why: of so many holders it stands on an issue or a row. */
  readonly explained: Known<number>;
  /** The exact groups; empty = opened by hand. */
  readonly groups: Known<readonly string[]>;
  readonly temporary: Known<number>;
  readonly permanent: Known<number>;
  readonly lastUse: Known<Instant | null>;
  readonly secondTask: Known<SecondTask>;
}

export interface Diagnosis {
  readonly connection: ConnectionId;
  readonly company: string;
  readonly policy: PolicyVersion;
  readonly at: Instant;
  readonly mapping: Known<Mapping>;
  readonly agreement: Agreements;
  readonly accounts: AccountFigures;
  readonly direct: Known<readonly DirectAssignment[]>;
  readonly groups: readonly OwnedGroups[];
  readonly privileged: Known<readonly string[]>;
  readonly questions: readonly Answers[];
}
