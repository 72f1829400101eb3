/**
 * A form as it was filed: what stands in each field, and who put it there. The tracker's adapter reads it; nothing
 * here knows which tracker.
 */
import type { EmergencyVerdict, IssueRef } from '../evidence/model.ts';
import type { Instant } from '../shared/instant.ts';

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
 * mail if visible and the tracker's id, so that either can be compared; a mail that is hidden is no other mail.
 */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'instant'; readonly at: Instant }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | PickedUser
  | { readonly kind: 'users'; readonly users: readonly PickedUser[] };

/** `name` as the tracker shows it. */
export interface PickedUser {
  readonly kind: 'user';
  readonly id: string;
  readonly mail: string | null;
  readonly name: string | null;
}

/** Who did something to the issue, and when on the tracker's clock. */
export interface Touch {
  readonly author: Actor;
  readonly at: Instant;
}

export interface FieldReading extends Touch {
  readonly value: FieldValue;
  /** Whoever last set it: from the changelog, else the issue's creator. */
  readonly author: Actor;
}

export interface FiledForm {
  readonly issue: IssueRef;
  readonly project: string;
  readonly issueType: string;
  /** The parent issue's id, when this is a sub-task. */
  readonly parent: string | null;
  readonly status: string;
  readonly statusBy: Actor;
  /** When it was moved there, or filed. */
  readonly statusAt: Instant;
  readonly created: Instant;
  readonly updated: Instant;
  readonly creator: Actor;
  /** Name of the issue security level, `null` when everybody in the project sees it. */
  readonly securityLevel: string | null;
  /** By logical name; a field that is empty on the issue is absent. */
  readonly fields: Readonly<Record<string, FieldReading>>;
  /** Fields that somebody emptied, by logical name. What was never filled in, or is not shown to us, is not here. */
  readonly emptied: Readonly<Record<string, Touch>>;
  /** Who last made it another type of issue, or took it to another project. */
  readonly moved: Readonly<Partial<Record<'issueType' | 'project', Touch>>>;
  /** Mapped fields that could not be read as what they should be. */
  readonly unreadable: readonly {
    readonly field: string;
    readonly why: 'too-long' | 'wrong-shape' | 'not-on-issue' | 'not-mapped';
  }[];
  /** Sub-tasks by our task key (see `fileTask`). */
  readonly tasks: readonly {
    readonly task: string;
    readonly key: string;
    readonly done: boolean;
    /** Who closed it, and when; `null` while it is open, and when nobody is named. */
    readonly closed: Touch | null;
    /** What whoever closed it says by how they did, where a verdict is asked for; `reason` is their comment. */
    readonly verdict?: { readonly says: EmergencyVerdict; readonly reason: string | null };
  }[];
}
