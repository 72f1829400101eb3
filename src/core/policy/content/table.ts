/** What `reference-table.csv` says: rows of attributes, and what comes with the job. */
import type { EntitlementId, GroupName, RowId } from '../../shared/ids.ts';

/** What a row or a form line gives. */
export type Given =
  | { readonly kind: 'entitlement'; readonly entitlement: EntitlementId }
  | { readonly kind: 'group'; readonly group: GroupName };

export interface ReferenceRow {
  readonly id: RowId;
  /** Line in the file, 1-based. */
  readonly line: number;
  /** Attribute -> accepted values, compared case-insensitively. An attribute not named here may be anything. */
  readonly when: Readonly<Record<string, readonly string[]>>;
  readonly gives: readonly Given[];
}
