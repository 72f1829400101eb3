/** What parsing and checking the files answer. */
import type { GroupOwner } from '../../reconcile/model.ts';
import type { GroupId, GroupName } from '../../shared/ids.ts';

/** One thing wrong with the files: where, what, and what to do. All of them are reported at once. */
export interface Problem {
  readonly file: string;
  /** 1-based; `null` when it is about the whole file. */
  readonly line: number | null;
  readonly severity: 'error' | 'warning';
  /** Stable name, e.g. `duplicate-row-id`. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** What the provider's groups are, as far as checking and pinning names to ids needs it. */
export interface KnownGroup {
  readonly name: GroupName;
  readonly id: GroupId;
  readonly owner: GroupOwner;
  readonly members: number | null;
  /** Whoever is in it holds an admin role at the provider: never written. Absent = not known to. */
  readonly admin?: boolean;
}
