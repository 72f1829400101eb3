/** What the Jira adapter is told. Secrets arrive as values: nothing in here reads the environment. */
import type { CaseSettings, ExceptionTasks, JiraConnection } from '../../core/policy/model.ts';
import type { FiledIn } from '../../core/shared/filedIn.ts';
import type { HttpFetch } from '../../ports/http.ts';

export interface JiraOptions {
  readonly connection: JiraConnection;
  /** API token of the service account named in `connection.auth.email`. */
  readonly token: string;
  /** Logical field name -> display name in Jira (`settings.fields`). */
  readonly fields: Readonly<Record<string, string>>;
  readonly cases: readonly CaseSettings[];
  /** Where open exceptions are filed; absent = nowhere. */
  readonly tasks?: ExceptionTasks;
  /** Where seals are filed; absent = nowhere. */
  readonly ledger?: FiledIn;
  readonly fetch?: HttpFetch;
  /** Epoch milliseconds; for `Retry-After` and the age of what is cached. */
  readonly now?: () => number;
  /** Hard limit for one call; Atlassian answers ordinary calls within a second or two. */
  readonly timeoutMilliseconds?: number;
}

/** How long groups and roles of a person are believed. A removed filer may file for this much longer. */
export const ACTOR_AGE = 60_000;
/** How long it is believed that we may find users, of which each search that finds nobody asks. Milliseconds. */
export const RIGHT_AGE = 5_000;
/** How long the site's field list is believed. A renamed field is noticed after this. */
export const FIELDS_AGE = 10 * 60_000;

/** Longer field values are not read: no form field of ours needs them, and nobody reads them on an issue. */
export const LONGEST_VALUE = 10_000;
/** More people picked in one field are nobody's form, and each may cost a call. */
export const MOST_PEOPLE = 50;
/** What Tenure lets itself put in one property; Jira's own limit is 32,768 characters. */
export const LONGEST_PROPERTY = 30_000;

/** Entity property keys under which our own objects are found again. */
export const COMMENT_PROPERTY = 'tenure.evidence';
export const TASK_PROPERTY = 'tenure.task';
export const ISSUE_PROPERTY = 'tenure.issue';
