/** What Tenure needs from the place where access is asked for and where the record stays (Jira). */
import type { Document } from '../core/evidence/model.ts';
import type { FiledForm } from '../core/person/index.ts';
import type { ConnectionId } from '../core/shared/ids.ts';
import type { Instant, LocalDate } from '../core/shared/instant.ts';
import type { FormOptions } from './portal.ts';
import type { Power } from './provider.ts';

export type { Actor, FieldReading, FieldValue, FiledForm, PickedUser } from '../core/person/index.ts';

export interface FormReader {
  /** Issue and changelog read back by REST. `null` = the tracker says there is no such issue for us. */
  readForm(issue: string): Promise<FiledForm | null>;
  /** The tracker's id of the user with this mail, as far as it can be known. */
  findUser(mail: string): Promise<string | null>;
  /**
   * Everybody who may be the user with this mail: where it is hidden, that may be several. To recognise a person's own edits, and
   * whatever else is refused to somebody.
   */
  whoMayHave(mail: string): Promise<readonly string[]>;
  /** Only whom the tracker shows with exactly this mail: where being that person allows something. */
  findShownUser(mail: string): Promise<string | null>;
}

export interface FormSweep {
  /**
   * Issues of our case types updated since, oldest first; an overlap is the caller's business. A project that the tracker will not
   * search for us goes into `unseen`, and the others are searched; without it, or where it would search none, it is a fault.
   * `only`: that project alone.
   */
  changedSince(
    since: Instant,
    unseen?: Set<string>,
    only?: string,
  ): AsyncIterable<{ readonly id: string; readonly key: string; readonly updated: Instant }>;
}

export interface EvidenceBook {
  /** Repeatable: replaces the property. At most 30,000 characters serialised. */
  putProperty(issue: string, key: string, value: unknown): Promise<void>;
  getProperty(issue: string, key: string): Promise<unknown | null>;
  /**
   * Findable: a comment of ours that carries `key` already is not written again. Answers which one it is and how far it
   * tells the story: `upTo`, or what an earlier attempt had written under this key. `isFirst`: there was no earlier
   * attempt, so none is looked for. `before` is called when none was found, last before it is written, and may throw:
   * whoever has stood still since the look may have been overtaken.
   */
  comment(
    issue: string,
    key: string,
    document: Document,
    upTo?: number,
    isFirst?: boolean,
    before?: () => Promise<void>,
  ): Promise<WrittenComment>;
  /**
   * Repeatable: already there is success. `false` = no transition leads there from the present status, nor by way of
   * the status `through`, if one is given; nor is it moved where `mayLeave` says no to the status it stands in.
   */
  moveTo(
    issue: string,
    status: string,
    through?: string,
    mayLeave?: (from: string) => Promise<boolean>,
  ): Promise<boolean>;
  /** Findable: a sub-task that already carries `task` is returned. */
  fileTask(parent: string, task: string, content: TaskContent): Promise<{ readonly id: string; readonly key: string }>;
  attach(issue: string, fileName: string, content: Uint8Array): Promise<void>;
  /** Repeatable: whose work the issue is, by the tracker's id; `null` = nobody's. */
  assign(issue: string, account: string | null): Promise<void>;
  /** The newest comment of this account there, as plain text; `null` = none. */
  wordOf(issue: string, account: string): Promise<string | null>;
}

export interface WrittenComment {
  readonly id: string;
  readonly upTo: number;
}

/** What stands in a sub-task. Whom it names and its day are left out where the tracker has no place for them. */
export interface TaskContent {
  readonly title: string;
  readonly body: Document;
  /** Who is to do it, by the tracker's id. */
  readonly assignee?: string;
  readonly due?: LocalDate;
}

export interface ListedIssue {
  readonly id: string;
  readonly key: string;
  /** Of a type that a kind of case is filed as. */
  readonly isCase: boolean;
}

/** The record as it lies on the issues, read back: what a store that was lost is made again from. */
export interface RecordReader {
  /**
   * Every issue of our projects, in no order, each once. Never from a search alone, whose index lags: the keys are counted
   * through and read by name.
   */
  everyIssue(): AsyncIterable<ListedIssue>;
  /** Properties of the issue whose key begins so; `null` = the tracker says there is no such issue for us. */
  readProperties(issue: string, prefix: string): Promise<ReadonlyMap<string, unknown> | null>;
  /** The newest attachment of this name; `null` = there is none. */
  readAttachment(issue: string, fileName: string): Promise<Uint8Array | null>;
  /**
   * Whether comments we wrote stand as we wrote them. `missing` is said of one by one: each was asked for by its name, and
   * the tracker said that there is none for us.
   */
  checkComments(issue: string, ids: readonly string[]): Promise<readonly CommentStanding[]>;
}

export interface CommentStanding {
  readonly id: string;
  readonly is: 'as-written' | 'changed' | 'missing';
  /** Who changed it last, by the tracker's id, and when; `null` = the tracker does not say. */
  readonly by: string | null;
  readonly at: Instant | null;
}

/** An approval of the tracker's own, as it stands. */
export interface Approval {
  readonly id: string;
  /** It can still be answered. */
  readonly isOpen: boolean;
  readonly approvers: readonly {
    readonly account: string;
    /** `null` = not shown. */
    readonly mail: string | null;
    /** `null` = not answered. */
    readonly verdict: 'approve' | 'refuse' | null;
  }[];
}

/** Where the tracker itself asks people; one without a service desk has no approvals. */
export interface ApprovalDesk {
  /**
   * Repeatable: the field names exactly these people, and our own account beside them where `alsoUs`. `false` = no such
   * field is mapped, and nothing was written.
   */
  setPeople(issue: string, field: string, accounts: readonly string[], alsoUs?: boolean): Promise<boolean>;
  /**
   * All about this issue, without our own account. Entering a status may open one; leaving it closes what nobody answered.
   * `null` = it is no request: there is no desk, or the desk does not know it yet.
   */
  readApprovals(issue: string): Promise<readonly Approval[] | null>;
  /** As our own account. `false` = it is over, answered already, or does not ask us. */
  answerApproval(issue: string, approval: string, verdict: 'approve' | 'refuse'): Promise<boolean>;
}

/** An issue of Tenure's own, for a case nobody files a form for. */
export interface OwnIssue {
  readonly project: string;
  readonly issueType: string;
  readonly title: string;
  readonly body: Document;
  /** By logical name; one the tracker does not take is left out, and so is one it does not have. */
  readonly fields?: Readonly<Record<string, FieldGiven>>;
  /** Whose issue it is, by the tracker's id, where we may say so. */
  readonly reporter?: string | null;
  /** Filed as this request of the project's service desk; where there is none that can hold it, as an issue. */
  readonly requestType?: string;
}

/** A field's value as the tracker is given it. */
export type FieldGiven =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'user'; readonly account: string };

export interface IssueFiler {
  /**
   * Findable: an issue of ours of this kind that carries `key` is answered instead of a second one. `since` is when it
   * was first asked for; `null` = never, and nothing is looked for. The search lags behind: what was asked for a
   * moment ago and is not found yet is a transient fault. `before` is waited for between what is looked at and right before it
   * is made, and may throw.
   */
  fileIssue(
    key: string,
    issue: OwnIssue,
    since: Instant | null,
    before?: () => Promise<void>,
  ): Promise<{ readonly id: string; readonly key: string }>;
  /** The key an issue of our own was filed under; `null` = somebody else made it. */
  ownKey(form: Pick<FiledForm, 'issue' | 'creator'>): Promise<string | null>;
}

export interface TrackerCheck {
  probePowers(): Promise<readonly Power[]>;
  /** Mapped display names that do not exist, or that two fields share; issue types and filer groups that do not exist. */
  checkMapping(): Promise<readonly { readonly what: string; readonly remedy: string }[]>;
}

export interface Tracker
  extends FormReader,
    FormSweep,
    EvidenceBook,
    RecordReader,
    ApprovalDesk,
    IssueFiler,
    FormOptions,
    TrackerCheck {
  /** What tenure.yaml calls it; a case is named after it and the issue's id. */
  readonly connection: ConnectionId;
  /** Address of an issue for people. */
  addressOf(key: string): string;
}
