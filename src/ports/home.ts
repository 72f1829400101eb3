/** What one person sees of their own access, wherever they look: what they hold, have asked, are asked about, had. */
import type { AskedApprover } from '../core/evidence/model.ts';
import type { Cause } from '../core/grant/model.ts';
import type { Risk } from '../core/policy/model.ts';
import type { CaseId, EntitlementId, GrantId, PersonId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';

export interface Home {
  readonly person: PersonId;
  readonly name: string;
  /** `false` = their work is over: they ask for nothing, and what they held has ended with it. */
  readonly works: boolean;
  /** What ends soonest first; what has no end last. */
  readonly holds: readonly HeldAccess[];
  /** Asked by them or for them, and not decided. */
  readonly asked: readonly AskedAccess[];
  /** Asked outside the tracker, which has not answered since: the request is kept, and its issue is still to come. */
  readonly kept: readonly KeptRequest[];
  /** Waits for their word. */
  readonly toDecide: readonly OpenQuestion[];
  /** Had or asked for lately, and neither held nor asked for now. */
  readonly again: readonly FormerAccess[];
}

export interface Issue {
  readonly case: CaseId;
  /** The case's own name while there is no issue. */
  readonly key: string;
  /** `null` = its issue is not there yet. */
  readonly address: string | null;
}

export interface HeldAccess {
  readonly grants: readonly GrantId[];
  /** `null` = a group by itself. */
  readonly entitlement: EntitlementId | null;
  readonly title: string;
  readonly causes: readonly Cause[];
  readonly from: Instant;
  /** `null` = no end is set. */
  readonly until: Instant | null;
  /** Asked for by the hour, and not in place yet: the time has not begun, and `until` is the latest it may end. */
  readonly begins: boolean;
  readonly mayGiveBack: boolean;
  readonly issue: Issue;
}

export interface KeptRequest {
  readonly titles: readonly string[];
  /** `null` = they themselves. */
  readonly forWhom: string | null;
  readonly askedAt: Instant;
  /** The tracker answers and will not have its issue: a person has been told. */
  readonly isRefused: boolean;
}

export interface AskedAccess {
  readonly issue: Issue;
  readonly line: string;
  readonly entitlement: EntitlementId;
  readonly title: string;
  /** Whom it is for, and who asked; `null` = they themselves. */
  readonly forWhom: string | null;
  readonly askedBy: string | null;
  readonly duration: string;
  readonly askedAt: Instant;
  /** `null` = nobody is asked yet. */
  readonly waitsFor: {
    /** Which step of how many, as the policy in force has it; `null` = it has it no more. */
    readonly stage: number | null;
    readonly stages: number;
    readonly approvers: readonly AskedApprover[];
    readonly until: Instant;
  } | null;
}

export interface OpenQuestion {
  readonly issue: Issue;
  readonly question: string;
  readonly line: string;
  /** What a decision covers. */
  readonly shown: string;
  readonly entitlement: EntitlementId;
  readonly title: string;
  readonly forWhom: string;
  readonly duration: string;
  readonly risk: Risk;
  readonly reason: string | null;
  readonly until: Instant;
}

export interface FormerAccess {
  readonly entitlement: EntitlementId;
  readonly title: string;
  /** How it ended, as people read it. */
  readonly ended: string;
  readonly issue: Issue;
}
