/** What `tenure.yaml` says. */
import type { FiledIn } from '../../shared/filedIn.ts';
import type { ApplicationId, ConnectionId, GroupName } from '../../shared/ids.ts';
import { type Milliseconds, milliseconds, type TimeOfDay, type TimeZone } from '../../shared/instant.ts';
import type { ApiToken } from './api.ts';
import type { Connection } from './connections.ts';
import type { ExceptionSettings } from './exceptions.ts';

export type CaseKind = 'onboarding' | 'change' | 'leave' | 'offboarding' | AskedKind | OwnKind;
/** Nobody files these: they are begun at Tenure, which files the issue itself. */
export type OwnKind = 'adoption' | 'policy-change';
/** Whoever works here may ask; whether it is given, policy.yaml and approvers say. */
export type AskedKind = 'access-request';
/** What somebody with the right to it files about a person. */
export type FiledKind = Exclude<CaseKind, AskedKind | OwnKind>;

export const isOwnKind = (kind: CaseKind): kind is OwnKind => kind === 'adoption' || kind === 'policy-change';
export type Mode = 'shadow' | 'live';

/** A Jira group, or a role of the case's project, whose members may file and edit. */
export type Filer =
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'role'; readonly role: string };

export interface CaseSettings {
  readonly kind: CaseKind;
  /** Project key. */
  readonly project: string;
  readonly issueType: string;
  readonly mayFile: readonly Filer[];
  /** Target status names; a transition to each is looked up on the issue. `null` = never moved. */
  readonly statuses: {
    readonly working: string | null;
    readonly waiting: string | null;
    readonly done: string | null;
    /** Access request: where approvers are asked; absent = `waiting`. */
    readonly approval?: string;
    /** Access request: where one ends of which nothing was given; absent = `done`. */
    readonly declined?: string;
  };
  readonly mode: Mode;
  /** Statuses that say a case is taken back: withdrawn, no-show. Absent = none. */
  readonly withdrawn?: readonly string[];
  /**
   * Access request: how an approval of the service desk goes on that was decided elsewhere. Absent in a policy of before:
   * by a transition alone.
   */
  readonly approvals?: { readonly elsewhere: 'transition-only' | 'bot-approver' };
  /** Access request: what a sub-task is closed as that looks at an emergency. Absent = `REVIEW_WORDS`. */
  readonly review?: ReviewWords;
  /** Access request: what one that is asked for outside the tracker is filed as on the service desk. Absent = as an issue. */
  readonly requestType?: string;
}

/** A resolution, or a value of the field `verdict`; any of them counts, in whatever case it is written. */
export interface ReviewWords {
  readonly justified: readonly string[];
  readonly notJustified: readonly string[];
}

export const REVIEW_WORDS: ReviewWords = { justified: ['Justified'], notJustified: ['Not justified'] };

export const BY_HAND_WITHIN: Milliseconds = milliseconds(3 * 86_400_000);

/**
 * The form fields Tenure knows by meaning. Any other mapped name becomes a person attribute the reference table
 * can match on.
 */
export const KNOWN_FIELDS = [
  'person', // change, leave, offboarding: employee number or work address of whom it is about
  'employeeNumber',
  'givenName',
  'familyName',
  'workMail',
  'privateMail',
  'manager', // work address, or a user picker
  'start',
  'end',
  'workerType',
  'additional', // onboarding: yes = beside the work they do here already
  'applications', // multi-select: application names, or `Application: role`
  'applicationsUntil', // until when what is ticked is held; absent = as long as the work
  'applicationsEnding', // change: what is held and ends now, named as in `applications`
  'hardware', // multi-select or text: each becomes a sub-task
  'notify', // further addresses that get the notices
  'handOver', // offboarding: until when the account is only suspended; a date, or yes = as long as policy says
  'legalHold', // offboarding: yes = access closes, what deletes data waits
  'confidential', // offboarding: yes = nothing is visible to others before its time
  'access', // access request: what is asked for; several may stand in `applications` instead
  'forWhom', // access request: a user picker or a work address; absent = whoever asks
  'duration', // access request: for how long
  'reason', // access request: what it is needed for
  'ticket', // access request: the ticket it is for
  'breakGlass', // access request: yes = at once, in an emergency
  'otherApplication', // access request: an application that no choice of the form names
  'approvers', // access request: whom the service desk lets answer; Tenure fills it in
  'verdict', // on the sub-task that looks at an emergency: what it was
] as const;
export type KnownField = (typeof KNOWN_FIELDS)[number];

export interface Settings {
  readonly company: string;
  readonly timeZone: TimeZone;
  /** An attribute whose value names a zone (`location` -> `Zürich: Europe/Zurich`); others use `timeZone`. */
  readonly timeZoneBy: { readonly attribute: string; readonly zones: Readonly<Record<string, TimeZone>> } | null;
  readonly connections: readonly Connection[];
  /** Where accounts are made and groups live: an identity provider's connection. */
  readonly primaryConnection: ConnectionId;
  /** Logical field name -> the field's display name in Jira. */
  readonly fields: Readonly<Record<string, string>>;
  readonly requiredFields: readonly string[];
  /** Attribute -> the only values it can have, where the company lists them: a row naming another never matches. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  readonly cases: readonly CaseSettings[];
  readonly naming: {
    /** `{givenName}`, `{familyName}`, `{givenInitial}`, `{familyInitial}`, `{employeeNumber}`; e.g. `{givenName}.{familyName}@acme.example`. */
    readonly login: string;
    /** Used with `{n}` = 2, 3, ... when the first is taken. */
    readonly loginClash: string;
    /** Whether somebody whose name changes gets a new login by the same patterns. */
    readonly onNameChange: 'keep' | 'new-login';
  };
  /** Provider profile field -> a template over profile and attributes, e.g. `department: "{department}"`. */
  readonly profile: Readonly<Record<string, string>>;
  readonly times: {
    /** A start date without a time means this hour in the person's zone. */
    readonly startHour: TimeOfDay;
    /** The account is made this long before the start, without sign-in. */
    readonly accountAhead: Milliseconds;
    /** Sign-in opens this long before the start. */
    readonly activeAhead: Milliseconds;
    /** A mover keeps what ended for this long. */
    readonly moverOverlap: Milliseconds;
    /** Work that has ended goes on again, by its own ledger, only within this. Absent = `REOPEN_WITHIN`. */
    readonly reopenWithin?: Milliseconds;
    /** A sub-task is to be closed within this; after it, a person hears of it. Absent = `BY_HAND_WITHIN`. */
    readonly byHandWithin?: Milliseconds;
  };
  /** Absent in a policy of before: the shipped default. */
  readonly offboarding?: {
    /** How long an account is only suspended when the form asks for a hand-over without saying until when. */
    readonly handOver: Milliseconds;
  };
  readonly activation: {
    /** `tenure` sends its own mail with the link; `provider` lets the provider send its own. */
    readonly mailFrom: 'tenure' | 'provider';
  };
  readonly modes: {
    readonly default: Mode;
    readonly groups: Readonly<Record<GroupName, Mode>>;
    readonly applications: Readonly<Record<ApplicationId, Mode>>;
    readonly departments: Readonly<Record<string, Mode>>;
  };
  readonly protected: {
    /** Logins, work addresses or provider account ids. */
    readonly accounts: readonly string[];
    readonly groups: readonly GroupName[];
  };
  readonly appCheck: AppCheckSettings;
  /** Absent in a policy of before: the shipped default. */
  readonly lastUse?: LastUseSettings;
  readonly mastered: MasteredSettings;
  /** Groups a leaver keeps (an alumni list, a legal archive). */
  readonly keep: readonly GroupName[];
  /** How the ledger starts in an organisation that is there already. */
  readonly adoption: AdoptionSettings;
  readonly brake: BrakeLimits;
  readonly sweep: SweepSettings;
  /** Absent = every ten minutes, to the log alone. */
  readonly seals?: SealSettings;
  /** Absent in a policy of before: the shipped default. */
  readonly exceptions?: ExceptionSettings;
  /** Absent = pushed by hand, the fields `FORM_KEPT`. */
  readonly catalogue?: FormSettings;
  readonly mail: {
    readonly from: string;
    /** Who hears of what, besides the manager and the form's `notify`. Work addresses. */
    readonly provisioned: readonly string[];
    readonly changed: readonly string[];
    readonly leave: readonly string[];
    readonly offboarded: readonly string[];
    readonly exception: readonly string[];
    /** Mails about requests for access. Absent in a policy of before: always. */
    readonly requests?: {
      /** `unless-desk` = only to whom the desk where people decide has not put the question. */
      readonly approvers: 'always' | 'unless-desk' | 'never';
      readonly people: 'always' | 'never';
    };
    /** A folder with templates of the customer's own, replacing ours file by file. */
    readonly templates: string | null;
  };
  /** Absent = TENURE_API_TOKEN alone. */
  readonly api?: { readonly tokens: readonly ApiToken[] };
  /** Named roles at Tenure itself: work addresses or Jira account ids. */
  readonly roles: {
    readonly stop: readonly string[];
    readonly confirm: readonly string[];
    readonly accept: readonly string[];
    /** Who may change the choices of the form; absent = whoever may confirm. */
    readonly push?: readonly string[];
  };
}

/** How the choices on the form of requests for access are kept in step with the catalogue. */
export interface FormSettings {
  /** `auto`: also each time a policy comes into force. */
  readonly push: 'auto' | 'by-hand';
  readonly keeps: readonly ('access' | 'applications' | 'duration')[];
}
/** `applications` stands on other forms too, so it is kept only where somebody says so. */
export const FORM_KEPT = ['access', 'duration'] as const;

/** When a person was last seen in an application: personal, so it has an end. */
export interface SealSettings {
  readonly every: Milliseconds;
  /** Where they are written in the tracker; absent = nowhere. */
  readonly ledger?: FiledIn;
}

export interface LastUseSettings {
  /** 0 = no record of use is made. */
  readonly keep: Milliseconds;
}

/** Accounts that HR or a directory makes at the provider: waited for, never made by Tenure. */
export interface MasteredSettings {
  /** Attribute -> values; whoever fits every attribute has such an account. Empty = nobody. */
  readonly accounts: Readonly<Record<string, readonly string[]>>;
  /** Not there this long after it should be: a person's matter. */
  readonly within: Milliseconds;
}

/** Whether the accounts inside applications are looked at after a joiner's groups, and a leaver's end, were read back. */
export interface AppCheckSettings {
  readonly enabled: boolean;
  /** What is not as it should be this long afterwards is a person's matter. */
  readonly within: Milliseconds;
  /** The case is not proved before they are. */
  readonly holdsCase: boolean;
}

export interface AdoptionSettings {
  /** The provider's profile field with the employee number; `null` = the one `profile` fills with it, else work addresses. */
  readonly personKey: string | null;
  /** The provider's profile field with the last day of a contract. */
  readonly contractEnd: string | null;
  /** What must be known of somebody before they are adopted: attributes, `manager`. */
  readonly requires: readonly string[];
  /** When access that no row explains is looked at again, by its risk. High risk is never adopted by a list. */
  readonly reviewAfter: { readonly low: Milliseconds; readonly medium: Milliseconds };
}

/** When everything is compared with complete listings, and how much of it a list of exceptions can say one by one. */
export interface SweepSettings {
  /** Once a day, when the company's clock (`timeZone`) says so; ... */
  readonly at: TimeOfDay;
  /** ... or this long after the last one instead. */
  readonly every: Milliseconds | null;
  /** Findings of one connection above this are one exception instead of one each. */
  readonly mostFindings: number;
}

/** Over any of these a derived change set is held until a person confirms it. */
export interface BrakeLimits {
  /** People one origin may touch. */
  readonly peoplePerOrigin: number;
  /** Members one group may lose or gain through one origin, as a count ... */
  readonly membersPerGroup: number;
  /** ... and as a share (0 to 1) of its present members; both must be exceeded for small groups not to trip. */
  readonly sharePerGroup: number;
  /**
   * The last members a group may lose through one origin; absent = `EMPTIES_UP_TO`. A mistake that empties a small group
   * is over no other limit.
   */
  readonly emptiesUpTo?: number | undefined;
  /** Removals and deactivations that one kind of origin may make in an hour, ... */
  readonly removalsPerHour: number;
  /** ... that may follow from what one author has changed, ... */
  readonly actorRemovalsPerHour: number;
  /** ... and that may take members from one group. */
  readonly groupRemovalsPerHour: number;
  /** Terminations, of now or soon, that one person may file or set the end of in an hour; above it only announced numbers pass. */
  readonly leaversPerHour: number;
}
