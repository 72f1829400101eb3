/** The words events are made of: what is wrong with a form, what is asked of people, what an application is read as. */
import type { ConnectionId, PersonId } from '../../shared/ids.ts';
import type { Instant, Milliseconds } from '../../shared/instant.ts';

/** The issue a case lives on. The id never changes; the key is what people see and may change with a move. */
export interface IssueRef {
  readonly connection: ConnectionId;
  readonly id: string;
  readonly key: string;
}

/** Why a form is not acted on. Each has a sentence in formSentences.ts and an example in core/person/decide.test.ts. */
export type FormRefusal =
  // a value
  | 'missing-field'
  | 'unknown-value'
  | 'wrong-shape'
  | 'too-long'
  | 'not-on-issue'
  | 'not-mapped'
  | 'hidden-address'
  | 'not-a-mail-address'
  | 'not-a-date'
  | 'end-before-start'
  | 'already-over'
  // who set it
  | 'may-not-file'
  | 'unauthorised-edit'
  | 'own-edit'
  | 'may-not-terminate'
  | 'may-not-extend'
  | 'end-set-elsewhere'
  | 'no-security-level'
  | 'end-emptied'
  | 'may-not-postpone'
  | 'may-not-reopen'
  // taking it back
  | 'withdrawn'
  | 'in-effect'
  | 'too-late-to-undo'
  | 'not-recorded'
  | 'hold-stands'
  | 'hired-again'
  | 'begins-after-a-gap'
  // whom and what it is about
  | 'kind-not-configured'
  | 'kind-changed'
  | 'non-person-account'
  | 'unknown-person'
  | 'ambiguous-person'
  | 'person-changed'
  | 'person-erased'
  | 'unknown-manager'
  | 'own-manager'
  | 'already-engaged'
  | 'already-left'
  | 'left-since'
  | 'no-row-applies'
  | 'comes-with-the-job'
  | 'not-held'
  | 'no-login-from-name'
  | AskRefusal;

/** Of a request for access. */
export type AskRefusal = 'not-known-here' | 'not-working-here' | 'nothing-asked' | 'protected-account';

/** Why one line of a request cannot be asked about. Each has a sentence in requestSentences.ts. */
export type LineRefusal =
  | 'not-in-catalogue'
  | 'no-such-role'
  | 'several-roles'
  | 'no-rule'
  | 'refused-by-rule'
  | 'needs-reason'
  | 'needs-ticket'
  | 'no-duration'
  | 'duration-not-offered'
  | 'too-long'
  | 'too-long-in-all'
  | 'comes-with-the-job'
  | 'held-without-end'
  | 'asked-already'
  | 'emergency-held'
  /** The same line is open on another issue. */
  | 'asked-elsewhere'
  /** Ticked on a form by somebody of whom no address is known: nobody could tell whether they decide about their own wish. */
  | 'asker-not-known'
  /** A rule would answer somebody else who asks. */
  | 'may-not-ask'
  | 'not-begun'
  | 'decided-already'
  | 'conflict'
  | 'unknown-group';

/** One thing wrong with a form. */
export interface FormProblem {
  readonly code: FormRefusal;
  /** Logical field name; `null` when it is about the form as a whole. */
  readonly field: string | null;
}

export type NoticeKind =
  | 'activation'
  | 'day-one'
  | 'provisioned'
  | 'changed'
  | 'login-changed'
  | 'on-leave'
  | 'returned'
  | 'offboarded'
  | 'exception'
  /** Of several at once, by their age or because somebody handed one over. */
  | 'exceptions-wait'
  | 'emergency'
  // about a request for access: to approvers, ...
  | 'access-asked'
  | 'access-asked-again'
  // ... to whoever asked and holds it
  | 'access-given'
  | 'access-refused'
  | 'access-ending'
  | 'access-ended';

/** What a person has to do: give or take a thing, open or close an application, take over, change a file, a secret, look at an emergency. */
export type TaskAbout = 'hardware' | 'application' | 'hand-over' | 'policy' | 'secret' | 'emergency';

export type Verdict =
  | 'restore'
  | 'end-grant'
  | 'adopt'
  | 'remove'
  | 'ignore'
  | 'accept'
  | 'retry'
  | 'confirm'
  | 'reject';

/** Whom a confidential termination is about, and when the form was told so, on the tracker's clock. */
export interface Sealed {
  readonly person: PersonId;
  readonly namedAt: Instant;
}

export interface RecordedApp {
  /** The provider's own id. */
  readonly app: string;
  readonly name: string;
  readonly direct: boolean;
  /** The provider closes the account inside the application too. */
  readonly closes: boolean;
  /** How long the application may honour access afterwards, by the catalogue; `null` = nobody has said. */
  readonly tail: Milliseconds | null;
}

/**
 *   provisioned   the account inside is there                  closed       the application is gone from them, the account inside with it
 *   sign-on-only  assigned; no account is made there           unassigned   gone from them; the account inside is not closed by the provider
 *   waiting       on its way                                   still-there  not gone yet
 *   failed        the application refused it
 *   missing       not assigned at all                          switched-off  the application is off: left as it is
 */
export type AppState =
  | 'provisioned'
  | 'sign-on-only'
  | 'waiting'
  | 'failed'
  | 'missing'
  | 'closed'
  | 'unassigned'
  | 'still-there'
  | 'switched-off';

export interface AppSaid {
  /** The provider's own id, or the catalogue's name where the groups themselves do not lead to it. */
  readonly app: string;
  readonly name: string;
  readonly state: AppState;
  /** Of a leaver's. */
  readonly tail?: Milliseconds | null;
}

/** Why one part of a confirmed list was left. */
export type AdoptionSetAside = 'registered-since' | 'person-gone' | 'account-taken' | 'other-account' | 'has-left';

/**
 *   gone         it is not there any more          list-agrees  HR's list says the same by now
 *   explained    the ledger gives it by now        fewer        so few again that each is told by itself
 *   not-managed  the group is nobody's business    told-anew    it has grown, or was let be long enough
 */
export type OverBecause = 'gone' | 'explained' | 'not-managed' | 'list-agrees' | 'fewer' | 'told-anew' | 'dropped';
