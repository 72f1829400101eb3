/** What a request is gone on with: known when it is looked at, and when somebody answers. */
import type { PersonLedger } from '../grant/index.ts';
import type { CaseRules } from '../person/index.ts';
import type { Engagement } from '../person/model.ts';
import type { Policy } from '../policy/model.ts';
import type { Instant } from '../shared/instant.ts';
import type { ApproverFacts } from './look.ts';

export interface Setting {
  readonly ledger: PersonLedger;
  /** The work it is for; `null` = it is over. */
  readonly engagement: Engagement | null;
  /** Who asked, by every name they are known by. */
  readonly requester: readonly string[];
  readonly rules: CaseRules;
  readonly policy: Policy;
  readonly facts: ApproverFacts;
  readonly now: Instant;
}
