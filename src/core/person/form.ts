/**
 * A form as it was filed: what stands in each field, and who put it there. The tracker's adapter reads it; nothing
 * here knows which tracker.
 */
import type { IssueRef } from '../evidence/model.ts';
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
  /** The parent issue's id, when this is a sub-task. */
  readonly parent: string | null;
  readonly status: string;
  readonly statusBy: Actor;
  readonly created: Instant;
  readonly updated: Instant;
  readonly creator: Actor;
  /** Name of the issue security level, `null` when everybody in the project sees it. */
  readonly securityLevel: string | null;
  /** By logical name; a field that is empty on the issue is absent. */
  readonly fields: Readonly<Record<string, FieldReading>>;
  /** Who last touched what is no value: fields that were emptied, by logical name, and `issueType` and `project`. */
  readonly touched: Readonly<Record<string, Actor>>;
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
