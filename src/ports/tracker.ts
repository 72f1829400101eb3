/** What Tenure needs from the place where access is asked for and where the record stays (Jira). */
import type { Document, IssueRef } from '../core/evidence/model.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { Power } from './provider.ts';

/** Who touched a form. Groups and roles are those of the issue's project, by display name. */
export interface Actor {
  /** The tracker's own immutable id. */
  readonly id: string;
  /** `null` = hidden by the person's profile; never read as "different". */
  readonly mail: string | null;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
}

/**
 * A form value in plain words: text, a date (`YYYY-MM-DD`), an instant, or several texts. A picked user is the
 * mail if visible and the tracker's id, so that either can be compared.
 */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'instant'; readonly at: Instant }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'user'; readonly id: string; readonly mail: string | null };

export interface FieldReading {
  readonly value: FieldValue;
  /** Whoever last set it: from the changelog, else the issue's creator. */
  readonly author: Actor;
  readonly at: Instant;
}

export interface FiledForm {
  readonly issue: IssueRef;
  readonly project: string;
  readonly issueType: string;
  readonly status: string;
  readonly statusBy: Actor;
  readonly created: Instant;
  readonly updated: Instant;
  readonly creator: Actor;
  /** Name of the issue security level, `null` when everybody in the project sees it. */
  readonly securityLevel: string | null;
  /** By logical name; a field that is empty on the issue is absent. */
  readonly fields: Readonly<Record<string, FieldReading>>;
  /** Mapped fields that could not be read as what they should be. */
  readonly unreadable: readonly { readonly field: string; readonly why: 'too-long' | 'wrong-shape' | 'not-on-issue' }[];
  /** Sub-tasks by our task key (see `fileTask`). */
  readonly tasks: readonly {
    readonly task: string;
    readonly key: string;
    readonly done: boolean;
    readonly by: Actor | null;
  }[];
}

export interface FormReader {
  /** Issue and changelog read back by REST. `null` = the tracker says there is no such issue for us. */
  readForm(issue: string): Promise<FiledForm | null>;
  /** The tracker's id of the user with this mail, as far as it can be known; to recognise a person's own edits. */
  findUser(mail: string): Promise<string | null>;
}

export interface FormSweep {
  /** Issues of our case types updated since, oldest first; an overlap is the caller's business. */
  changedSince(since: Instant): AsyncIterable<{ readonly id: string; readonly key: string; readonly updated: Instant }>;
}

export interface EvidenceBook {
  /** Repeatable: replaces the property. At most 30,000 characters serialised. */
  putProperty(issue: string, key: string, value: unknown): Promise<void>;
  getProperty(issue: string, key: string): Promise<unknown | null>;
  /** Findable: a comment that already carries `key` is not written again. */
  comment(issue: string, key: string, document: Document): Promise<void>;
  /** Repeatable: already there is success. `false` = no transition leads there from the present status. */
  moveTo(issue: string, status: string): Promise<boolean>;
  /** Findable: a sub-task that already carries `task` is returned. */
  fileTask(
    parent: string,
    task: string,
    content: { readonly title: string; readonly body: Document },
  ): Promise<{ readonly id: string; readonly key: string }>;
  attach(issue: string, fileName: string, content: Uint8Array): Promise<void>;
}

export interface TrackerCheck {
  probePowers(): Promise<readonly Power[]>;
  /** Mapped display names that do not exist, or that two fields share; issue types and filer groups that do not exist. */
  checkMapping(): Promise<readonly { readonly what: string; readonly remedy: string }[]>;
}

export interface Tracker extends FormReader, FormSweep, EvidenceBook, TrackerCheck {
  /** Address of an issue for people. */
  addressOf(key: string): string;
}
