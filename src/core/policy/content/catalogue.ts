/** What `catalogue.yaml` says: sanctioned applications, their roles, and accounts that are no person's own. */
import type { ApplicationId, ConnectionId, EntitlementId, GroupName } from '../../shared/ids.ts';
import type { Milliseconds } from '../../shared/instant.ts';

export type Risk = 'low' | 'medium' | 'high';

export interface Catalogue {
  readonly applications: readonly Application[];
  /** Absent = none are registered. */
  readonly accounts?: readonly NonPersonAccount[];
}

/** An account that is no person's own. */
export interface NonPersonAccount {
  readonly id: string;
  readonly kind: 'service' | 'shared' | 'emergency';
  /** At the primary connection. */
  readonly login: string;
  /** Work addresses. */
  readonly owner: string;
  readonly deputy: string | null;
  readonly purpose: string;
  /** `YYYY-MM-DD`: the day its owner says again that it is needed. */
  readonly review: string;
  /** What opens it, and who has come to know that. The secret itself stands nowhere. */
  readonly secrets: readonly { readonly id: string; readonly name: string; readonly knownTo: readonly string[] }[];
  /** Line in the file, 1-based; no part of the version. */
  readonly line?: number;
}

export interface Application {
  readonly id: ApplicationId;
  /** As people say it; what a form's tick box is matched with, besides the id. */
  readonly name: string;
  /** Work addresses. */
  readonly owner: string;
  readonly deputy: string | null;
  /** `provider`: the identity provider opens it through groups. `manual`: a person does, by a sub-task. */
  readonly provisioning: 'provider' | 'manual';
  /** How long it may honour access after the group is gone; `null` = unknown, said so on the receipt. */
  readonly tail: Milliseconds | null;
  /** What a group opens beyond itself. */
  readonly targets: readonly Target[];
  readonly entitlements: readonly Entitlement[];
  /** Line in the file, 1-based; no part of the version. */
  readonly line?: number;
}

export type Target = { readonly kind: 'scim-app'; readonly app: string } | RoleTarget;

/** Whoever is in the group holds the role of the project: as an actor themselves, or through a group of the site. */
export interface RoleTarget {
  readonly kind: 'jira-project-role';
  /** The site, as tenure.yaml names it. */
  readonly connection: ConnectionId;
  /** The group that opens it. */
  readonly group: GroupName;
  readonly project: string;
  readonly role: string;
  /** A group of the site that is kept in step with `group` and is the role's actor; `null` = the person is. */
  readonly through: string | null;
  /** What the ledger calls it: a role is held like a group. */
  readonly name: GroupName;
}

export interface Entitlement {
  readonly id: EntitlementId;
  readonly role: string;
  /** Empty only for manually provisioned applications. */
  readonly groups: readonly GroupName[];
  readonly risk: Risk;
  /** Ticked on a form: `automatic` grants it at once; `ask` lists it as waiting for a decision. */
  readonly onForm: 'automatic' | 'ask';
  /** Line in the file, 1-based; no part of the version. */
  readonly line?: number;
}
