/** Lists too long to be read whole, page by page: each goes on after the last row of the one before. */
import type { Grant } from '../core/grant/model.ts';
import type { CaseKind } from '../core/policy/model.ts';
import type { EntitlementId, GrantId, PersonId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { CaseRow } from './caseRows.ts';

export interface Pages {
  /** In the order of their ids, from after `after` on. */
  personsPage(limit: number, after?: PersonId): Promise<readonly PersonId[]>;
  /** In the order of their ids, from after `after` on; `live`: those that hold at this instant. */
  grantsPage(page: {
    readonly person?: PersonId;
    readonly entitlement?: EntitlementId;
    readonly live?: Instant;
    readonly after?: GrantId;
    readonly limit: number;
  }): Promise<readonly Grant[]>;
  /** Newest first, from after `before` on. */
  casesPage(page: {
    readonly kind: CaseKind;
    readonly person?: PersonId;
    readonly state?: CaseRow['state'];
    readonly before?: Pick<CaseRow, 'openedAt' | 'id'>;
    readonly limit: number;
  }): Promise<readonly CaseRow[]>;
}
