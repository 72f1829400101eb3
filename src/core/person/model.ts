/**
 * Person: who works here, from when to when, and the accounts that follow from it.
 *
 *   person      someone who works here
 *   engagement  one period of work; a re-hire is the same person with a new one; two may overlap
 *   account     one person at one connection, made by us or adopted
 */
import type { EndWithout, Held } from '../grant/model.ts';
import type {
  AccountId,
  CaseId,
  ChangeSetId,
  ConnectionId,
  EngagementId,
  GroupId,
  NaturalKey,
  PersonId,
  ProviderAccountId,
  RowId,
} from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

export type WorkerType = 'employee' | 'contractor';

/** Attribute name -> value, as the reference table matches on them (`department`, `title`, ...). Absent = unknown. */
export type Attributes = Readonly<Record<string, string>>;

/** Personal text about a person. Kept apart from evidence, so that it can be erased. */
export interface Profile {
  readonly naturalKey: NaturalKey;
  /** As it stands on the form; the natural key is folded for comparing. */
  readonly employeeNumber?: string;
  readonly givenName: string;
  readonly familyName: string;
  /** The work address; also the login unless the naming rule says otherwise. Empty until the rule has given one. */
  readonly workMail: string;
  /** Where the activation link goes before the first day. */
  readonly privateMail?: string;
  /** The manager's work address. */
  readonly managerMail?: string;
}

export interface Person {
  readonly id: PersonId;
  readonly profile: Profile;
  /** Addresses and logins they had before. Other systems may know them by these for long. Personal text. Absent = none. */
  readonly formerMails?: readonly string[];
  /** What forms have written over, the latest last: put back when one is taken back. Personal text. Absent = nothing. */
  readonly writtenOver?: readonly WrittenOver[];
  /** Their personal text was taken out of the store then. Absent = it is here. */
  readonly erasedAt?: Instant;
}

export interface WrittenOver {
  readonly part: Exclude<keyof Profile, 'naturalKey'>;
  readonly by: CaseId;
  /** `null` = nothing stood there. */
  readonly before: string | null;
}

export interface Engagement {
  readonly id: EngagementId;
  readonly person: PersonId;
  readonly workerType: WorkerType;
  readonly attributes: Attributes;
  /** What its form had said and somebody took off it: to be empty at the provider too, until it is said again. */
  readonly emptied?: readonly string[];
  /** When the account is made, without sign-in. */
  readonly accountFrom: Instant;
  /** When sign-in is opened, early enough for app provisioning. */
  readonly activeFrom: Instant;
  /** It had been opened for an earlier start, and is stopped until this one. */
  readonly signInStopped?: true;
  readonly start: Instant;
  /** It had begun when we first looked, which was at `start`: adopted, and nobody told us since when. */
  readonly begunBefore?: true;
  /** `null` = open-ended. */
  readonly end: Instant | null;
  readonly openedBy: CaseId;
  /** The case whose filing set the present end; `null` when it stood on the form that opened it. */
  readonly endedBy: CaseId | null;
  /** The change set of many that set it, under this case. A case that sets another end, or takes this one over, is another. */
  readonly endedIn?: { readonly changeSet: ChangeSetId; readonly by: CaseId };
  /** The offboardings filed for it and not taken back, the latest last: the earliest end counts. Absent = none. */
  readonly offboardings?: readonly Offboarding[];
  readonly endWithout?: EndWithout;
  /** After its end the account is only suspended until then, so that the work can be handed over: the latest that is asked for. */
  readonly handOverUntil?: Instant;
  /** After its end access is closed, and what deletes data waits until nobody holds it any more. */
  readonly legalHold?: true;
  /** The case that last edited it: account-level changes are its evidence. */
  readonly changedBy: CaseId;
  /** Times away, each by a case of its own; absent = none. */
  readonly leaves?: readonly Leave[];
  /** What rows gave when this was adopted and was not there: given by a decision, not by the rules alone. */
  readonly leftOut?: readonly LeftOut[];
}

/** What one offboarding asks of the work it ends. */
export interface Offboarding {
  readonly case: CaseId;
  /** `null` = a case that is no offboarding has set another end since. */
  readonly end: Instant | null;
  readonly handOverUntil?: Instant;
  readonly legalHold?: true;
}

export interface LeftOut {
  readonly holds: Held;
  readonly groups: readonly GroupId[];
  /** The rows that gave it then. */
  readonly rows: readonly RowId[];
}

/** A leave of absence from one engagement: sign-in is stopped, what is held is kept, what begins waits. */
export interface Leave {
  readonly case: CaseId;
  readonly from: Instant;
  /** `null` = nobody has said yet when they return. */
  readonly until: Instant | null;
  /** The day that was asked for, where it had passed by the clock it was read by: that clock may have stood ahead. */
  readonly askedUntil?: Instant;
}

/** What an account should be. `staged` = exists, nobody can sign in with it. */
export type AccountState = 'none' | 'staged' | 'active' | 'suspended' | 'deactivated';

/** What a provider says an account is; `awaiting-user` = open, the person has not signed in for the first time. */
export type SeenState = 'staged' | 'awaiting-user' | 'active' | 'suspended' | 'deactivated' | 'changing';

export interface Account {
  readonly id: AccountId;
  readonly person: PersonId;
  readonly connection: ConnectionId;
  /** The login we intend or have. Personal text. */
  readonly login: string;
  /** The login it is to have, until it has been read back. Personal text. Absent = the one above. */
  readonly renameTo?: string;
  /** `null` = an intent to create is open, or nothing was made yet. */
  readonly providerId: ProviderAccountId | null;
  /** `found`: at a system whose accounts are not Tenure's to make or close; looked up, and given roles there. */
  readonly origin: 'made' | 'adopted' | 'found';
  /** The state last read back from the provider. */
  readonly verified: SeenState | null;
  readonly verifiedAt: Instant | null;
  /** When it was read as open for the last time that it had not been; absent = never, or by an older version. */
  readonly openedAt?: Instant;
  /** What we lowered ourselves and may therefore lift again. */
  readonly loweredByUs: 'suspended' | 'deactivated' | null;
  /** We set out to stop the sign-in of an account that stood open, and have not read back yet what came of it. */
  readonly loweringIntended?: boolean;
  /** The directory or HR system that masters it at the provider, as first read; absent = none. */
  readonly source?: string;
  /** What shadow held back when the account was last reconciled. */
  readonly heldBack?: readonly HeldBack[];
  /** Adopted: profile fields that differed from the policy then, and are left so until a case changes the person. */
  readonly leftAsFound?: readonly string[];
  /** The case that intends the account's next creation. */
  readonly intendedBy: CaseId;
}

/** A change that was decided and, in shadow, not made. */
export interface HeldBack {
  readonly change: string;
  readonly group: GroupId | null;
  /** The case it is for: its kind may be in shadow too. */
  readonly for: CaseId;
}
