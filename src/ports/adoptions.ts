/** What the store keeps of an adoption: the list as it was shown, and what became of each of its accounts. */
import type { AdoptionCounts, AdoptionItem, AdoptionScope } from '../core/adoption/model.ts';
import type { IssueRef } from '../core/evidence/model.ts';
import type { AdoptionId, CaseId, PersonId, PolicyVersion, ProviderAccountId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';

export interface AdoptionRow {
  readonly id: AdoptionId;
  readonly scope: AdoptionScope;
  /** `filing`: listed, its issue is on its way. `listed`: waits for a confirmation. */
  readonly state: 'filing' | 'listed' | 'applying' | 'done';
  /** `null` until the issue is known. */
  readonly case: CaseId | null;
  readonly issue: IssueRef | null;
  /** When the issue was asked for; `null` = not yet. */
  readonly filingSince: Instant | null;
  /** When somebody last set out to file it. */
  readonly triedAt?: Instant;
  /** Who made the present list. */
  readonly by: string;
  readonly policy: PolicyVersion;
  readonly hash: string;
  readonly counts: AdoptionCounts;
  /** When the listings behind it began; of a confirmed one, those that confirmed it. */
  readonly at: Instant;
  readonly confirmedBy: string | null;
  readonly createdAt: Instant;
}

export interface AdoptionItemRow {
  readonly account: ProviderAccountId;
  /** Whose it will be; chosen when confirmed. */
  readonly person: PersonId | null;
  /** `listed`: nothing is to be written for it. `open`: confirmed, its turn has not come. */
  readonly state: 'listed' | 'open' | 'adopted' | 'set-aside';
  /** How many events of its stream it was written with. */
  readonly events: number | null;
  /** `null` = erased. */
  readonly item: AdoptionItem | null;
}
