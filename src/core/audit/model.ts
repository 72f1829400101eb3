/** The five answers for one person, as far as the record gives them. */
import type { Channel, EmergencyVerdict, LineEnd, LineRefusal } from '../evidence/model.ts';
import type { Cause, Grant } from '../grant/model.ts';
import type { CaseId, EntitlementId, GrantId, GroupId, PersonId } from '../shared/ids.ts';
import type { Instant, Milliseconds } from '../shared/instant.ts';

export interface Approval {
  readonly question: string;
  readonly verdict: 'approve' | 'refuse';
  /** Work address; `null` = erased. */
  readonly by: string | null;
  /** In whose place a delegate answered; `null` = in nobody's, or erased. */
  readonly of: string | null;
  readonly channel: Channel;
  /** For shorter than was asked; `null` = for what was asked, or refused. */
  readonly duration: Milliseconds | null;
  /** What they had been shown, as a digest of all of it. */
  readonly shown: string;
  readonly at: Instant;
  readonly reason: string | null;
}

/** What an emergency was found to be afterwards. */
export interface Reviewed {
  readonly verdict: EmergencyVerdict;
  /** Work address; `null` = erased, and so is the reason. */
  readonly by: string | null;
  readonly channel: Channel;
  readonly at: Instant;
  readonly reason: string | null;
}

/** What was asked, where and when. */
export interface AskedFor {
  readonly case: CaseId;
  readonly at: Instant | null;
  readonly channel: Channel;
  /** Who asked for it; `null` = it was filed by `filedBy`, whom only the tracker knows. */
  readonly by: PersonId | null;
  readonly filedBy: string | null;
  readonly entitlement: EntitlementId | null;
  /** `null` = as long as the work; absent = nobody asked for a time. */
  readonly duration?: Milliseconds | null;
  readonly reason: string | null;
  readonly ticket: string | null;
}

/** Who, or what rule, said that it may be. */
export type ApprovedBy =
  | { readonly kind: 'people'; readonly rule: string; readonly decisions: readonly Approval[] }
  /** Policy gives it without asking; of an emergency somebody looks at it afterwards. */
  | {
      readonly kind: 'rule';
      readonly rule: string;
      readonly emergency: boolean;
      /** `null` = it was none, or nobody has looked at it yet. */
      readonly reviewed: Reviewed | null;
    }
  /** It comes with the job: the rows of the reference table. */
  | { readonly kind: 'rows'; readonly rows: readonly string[] }
  /** Ticked on a form by somebody who may file it, and given by the catalogue without asking. */
  | { readonly kind: 'form' }
  /** It was there already; who confirmed the list is on its case. */
  | { readonly kind: 'list' }
  | { readonly kind: 'reinstated' };

export interface GroupAnswer {
  readonly group: GroupId;
  /** First verified membership under this grant; `null` = never read back. */
  readonly began: Instant | null;
  /** Verified removal after its end; `null` = not read as gone. */
  readonly ended: Instant | null;
  /** Why the group stays after the end: other grants that give it. */
  readonly stillBy: readonly GrantId[];
}

export interface GrantAnswer {
  readonly grant: GrantId;
  readonly cause: Cause;
  readonly holds: Grant['holds'];
  readonly policy: Grant['policy'];
  readonly asked: AskedFor;
  readonly approved: ApprovedBy;
  readonly groups: readonly GroupAnswer[];
  /** Opened and closed by hand: confirmed by people, never read back. `by` is the tracker's id. */
  readonly byHand: { readonly opened: ByHand | null; readonly closed: ByHand | null } | null;
  readonly from: Instant;
  /** It was there before `from`, nobody knows since when. */
  readonly wasThere: boolean;
  /** When it ends or ended by decision; `null` = with the work. */
  readonly until: Instant | null;
  readonly endedBy: CaseId | null;
  /** The first of its memberships that was read back, and the last that was read as gone; `null` = not, or not yet. */
  readonly began: Instant | null;
  readonly ended: Instant | null;
}

export interface ByHand {
  readonly by: string;
  readonly at: Instant;
}

/** Asked for, and never given. */
export interface NotGiven {
  readonly asked: AskedFor;
  /** As it was written, where it names nothing of the catalogue. */
  readonly text: string | null;
  readonly decisions: readonly Approval[];
  readonly rule: string | null;
  /** `null` = it is still open. */
  readonly because: LineEnd | LineRefusal | null;
}

export interface FiveAnswers {
  readonly grants: readonly GrantAnswer[];
  readonly notGiven: readonly NotGiven[];
}
