/**
 * What `policy.yaml` says: who may ask for what, who decides, for how long it is held, and what nobody may hold
 * together. Rules are asked in the order of the file; the first that fits answers, and none means no.
 */
import type { WorkerType } from '../../person/model.ts';
import type { EntitlementId, GroupName } from '../../shared/ids.ts';
import type { Milliseconds } from '../../shared/instant.ts';
import type { Risk } from './catalogue.ts';

export interface RequestPolicy {
  readonly rules: readonly RequestRule[];
  readonly conflicts: readonly Conflict[];
  readonly times: RequestTimes;
  /** What becomes of requested access when its holder moves to other work. */
  readonly onMove: OnMove;
  /** Attributes whose change is other work; absent = those the reference table looks at. The worker type always is one. */
  readonly movedBy?: readonly string[];
  /** What only some may see in what is offered; to others it is as if it were not in the catalogue. Absent = nothing is. */
  readonly confidential?: readonly Confidential[];
}

/** It goes on, it ends after the overlap, or the new manager and the owner are asked whether it goes on. */
export type OnMove = 'keep' | 'end' | 'ask';

/** `asks`: whoever is above them decides in their place. `skips`: not asked, where somebody else is. `gives`: nor where nobody is. */
export type WhenManagerAsks = 'asks' | 'skips' | 'gives';

/** Who may ask. Whoever asks for themselves is no manager of theirs. */
export type AskerRule =
  | { readonly kind: 'self' }
  /** Of whom it is for. */
  | { readonly kind: 'manager' }
  | PersonOrGroup;

export type PersonOrGroup =
  | { readonly kind: 'person'; readonly mail: string }
  | { readonly kind: 'group'; readonly group: GroupName };

export interface Confidential {
  readonly id: string;
  readonly applications: readonly string[];
  readonly entitlements: readonly EntitlementId[];
  /** Besides the application's owner and deputy. */
  readonly seenBy: readonly SeerRule[];
  readonly line?: number;
}

/** Of an attribute: whoever asks has one of these values. */
export type SeerRule =
  | PersonOrGroup
  | { readonly kind: 'attribute'; readonly name: string; readonly values: readonly string[] };

export interface RequestRule {
  readonly id: string;
  readonly when: RequestConditions;
  readonly answer: RuleAnswer;
  readonly hold: HoldLimits;
  readonly reason: 'needed' | 'optional';
  /** A link to a ticket, or its key. */
  readonly ticket: 'needed' | 'optional';
  /** Asked by the manager of whom it is for; absent = `asks`. */
  readonly whenManagerAsks?: WhenManagerAsks;
  /** Absent = as the file says. */
  readonly onMove?: OnMove;
  /** Line in the file, 1-based; no part of the version. */
  readonly line?: number;
}

export type RuleAnswer =
  | { readonly kind: 'refuse'; readonly because: string }
  | { readonly kind: 'automatic' }
  | { readonly kind: 'stages'; readonly stages: readonly StageRule[] }
  /** Given at once, told loudly, and looked at afterwards by whom the stage names. */
  | { readonly kind: 'break-glass'; readonly tell: readonly string[]; readonly review: StageRule };

/** Every condition that is named must hold; one left out holds for all. */
export interface RequestConditions {
  readonly risk: readonly Risk[] | null;
  readonly applications: readonly string[] | null;
  readonly entitlements: readonly EntitlementId[] | null;
  readonly provisioning: 'provider' | 'manual' | null;
  readonly workerType: WorkerType | null;
  /** Attribute of whom it is for -> accepted values, compared as the reference table does. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Asked for no longer than this. As long as the work is longer than anything. */
  readonly upTo: Milliseconds | null;
  /** An emergency is answered only by rules that say so, and they answer nothing else. */
  readonly breakGlass: boolean;
  /** Asked by one of these; absent = by anybody who works here. */
  readonly askedBy?: readonly AskerRule[];
}

/** One step of an approval: whom it asks, and how many of them must agree. */
export interface StageRule {
  readonly id: string;
  readonly approvers: readonly ApproverRule[];
  readonly needs: 'any' | 'all' | number;
}

export type ApproverRule =
  /** Of whom it is for. */
  | { readonly kind: 'manager' }
  /** Of the application; its deputy while the owner cannot. */
  | { readonly kind: 'owner' }
  | { readonly kind: 'person'; readonly mail: string }
  /** Whoever is in this group by the ledger's own reading. */
  | { readonly kind: 'group'; readonly group: GroupName };

export interface HoldLimits {
  /** What may be chosen; empty = anything up to the longest. */
  readonly durations: readonly Milliseconds[];
  /** When nothing is chosen; `null` = as long as the work. */
  readonly usual: Milliseconds | null;
  /** One decision gives no more than this; `null` = as long as the work. */
  readonly longest: Milliseconds | null;
  /** With all its extensions, without a break; `null` = no limit. */
  readonly longestTotal: Milliseconds | null;
}

/** Entitlements of which nobody may hold more than `atMost` at the same time (separation of duties). */
export interface Conflict {
  readonly id: string;
  readonly entitlements: readonly EntitlementId[];
  readonly atMost: number;
  readonly because: string;
  /** Somebody's work has changed, and what comes with it conflicts with what they had asked for; absent = `ask`. */
  readonly onMove?: 'ask' | 'end';
  readonly line?: number;
}

export interface RequestTimes {
  /** An open question is asked again after this, ... */
  readonly remindAfter: Milliseconds;
  /** ... goes to the next who may answer after this, ... */
  readonly escalateAfter: Milliseconds;
  /** ... and ends as not answered after this. */
  readonly timeOutAfter: Milliseconds;
  /** Decided, and not whole by then: what was given of it is taken back. */
  readonly inPlaceWithin: Milliseconds;
  /** Whoever holds it hears this long before its end. */
  readonly remindBeforeEnd: Milliseconds;
}
