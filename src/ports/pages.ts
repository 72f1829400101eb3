/**
 * What people ask about, read in as few statements as it takes; lists too long to be read whole page by page, each going on
 * after the last row of the one before.
 */
import type { RecordedEvent } from '../core/evidence/model.ts';
import type { Grant } from '../core/grant/model.ts';
import type { CaseKind } from '../core/policy/model.ts';
import type { CaseId, EntitlementId, GrantId, PersonId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { CaseRow } from './caseRows.ts';

export interface Pages {
  /** All that was recorded in the cases about somebody, in the order of its commits. */
  eventsAbout(person: PersonId): Promise<readonly RecordedEvent[]>;
  /** Of the streams of a person's cases: as long as one stays the same, neither an event has come nor a text been erased. */
  caseHeads(person: PersonId): Promise<ReadonlyMap<CaseId, string>>;
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
  /**
   * Cases that have an issue, in the order of their ids, from after `after` on. `since`: those that are open, or touched
   * since then; `null` = all.
   */
  filedCasesPage(page: {
    readonly limit: number;
    readonly after: CaseId | null;
    readonly since: Instant | null;
  }): Promise<readonly CaseRow[]>;
  /** Newest first, from after `before` on. */
  casesPage(page: {
    readonly kind: CaseKind;
    readonly person?: PersonId;
    readonly state?: CaseRow['state'];
    readonly before?: Pick<CaseRow, 'openedAt' | 'id'>;
    readonly limit: number;
  }): Promise<readonly CaseRow[]>;
}
