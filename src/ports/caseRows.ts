/** The shown facts of a case, beside its stream. */
import type { CaseKind } from '../core/policy/model.ts';
import type { CaseId, PersonId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';

export interface CaseRow {
  readonly id: CaseId;
  readonly issueId: string;
  readonly issueKey: string;
  readonly kind: CaseKind;
  readonly person: PersonId | null;
  /** `closed`: nothing is left, and a person took what could not be read back. Never `proved`. */
  readonly state: 'refused' | 'open' | 'waiting' | 'proved' | 'closed';
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
}

export interface RequestParties {
  readonly askers: readonly PersonId[];
  /** Addresses of those whose answer is waited for. */
  readonly approvers: readonly string[];
}
