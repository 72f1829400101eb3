/** The records Service Management adds to a site: desks, what can be asked for there, approvals. */
import type { Json } from '../json.ts';
import type { IssueType } from '../model.ts';

export interface RequestType {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly helpText: string;
  readonly issueType: IssueType;
  /** In no group: not offered on the portal. */
  readonly groupIds: readonly string[];
  readonly fields: readonly RequestField[];
}

/** A field of a request type. What has a preset is filled in unseen, and a customer cannot set it. */
export interface RequestField {
  readonly id: string;
  readonly required: boolean;
  readonly preset: Json | undefined;
}

/** A service project's customer side. */
export interface ServiceDesk {
  readonly id: string;
  /** `open`: whoever has an account may file; `closed`: only those added as customers. */
  readonly access: 'open' | 'closed';
  readonly customers: Set<string>;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly requestTypes: Map<string, RequestType>;
}

/** How many must approve: a number, a share of all approvers, or a number in each of the approving groups. */
export type ApprovalCount =
  | { readonly number: number }
  | { readonly percent: number }
  | { readonly numberPerPrincipal: number };

/** A JSM approval step: while an issue stands in its status, those in `approversField` decide. One decline declines. */
export interface ApprovalStep {
  readonly name: string;
  /** Picks users or groups. */
  readonly approversField: string;
  readonly needed: ApprovalCount;
  /** Never approvers, even if the field names them. */
  readonly exclude: readonly ('reporter' | 'assignee')[];
  /** Names of transitions. */
  readonly approve: string;
  readonly decline: string;
}

export interface Approval {
  readonly id: string;
  readonly step: ApprovalStep;
  /** As asked when it opened; of a completed one, as it was then. While it is open see `approversOf`. */
  approvers: readonly string[];
  readonly decisions: Map<string, 'approved' | 'declined'>;
  readonly created: number;
  completed: number | undefined;
  outcome: 'pending' | 'approved' | 'declined';
}
