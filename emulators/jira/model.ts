/** The records of a site. Mutable where Jira lets a user change them; an issue's state is replaced, never edited. */
import type { AdfNode } from './adf/validate.ts';
import type { FieldKind } from './fields/kind.ts';
import type { Approval, ApprovalStep, ServiceDesk } from './jsm/model.ts';
import type { Json, JsonObject } from './json.ts';

export type {
  Approval,
  ApprovalCount,
  ApprovalStep,
  RequestField,
  RequestType,
  ServiceDesk,
} from './jsm/model.ts';

export interface User {
  readonly accountId: string;
  readonly accountType: 'atlassian' | 'app' | 'customer';
  displayName: string;
  email: string;
  active: boolean;
  /** The profile does not show the address: the search still finds by it, the answers leave it out. */
  mailHidden: boolean;
  /** Holds the global permission Administer Jira (and site administration, for groups). */
  admin: boolean;
  /** May use Jira itself. Without, somebody is a customer: the portals and nothing else. */
  licensed: boolean;
  /** Has a Jira Service Management licence. */
  agent: boolean;
  /** API token. A portal-only account (`customer`) has none. */
  token: string | undefined;
}

export interface Group {
  readonly groupId: string;
  name: string;
  readonly members: Set<string>;
  /** `scim`: kept by the identity provider, read-only through this API. */
  readonly managedBy: 'local' | 'scim';
}

export type Holder =
  | 'logged-in'
  | 'nobody'
  | 'reporter'
  | 'assignee'
  | { readonly user: string }
  | { readonly group: string }
  | { readonly role: string };

export interface Field {
  /** `summary`, `customfield_10050`. */
  readonly id: string;
  name: string;
  readonly custom: boolean;
  readonly kind: FieldKind;
  /** Of the global context, which holds wherever no other does. */
  readonly contextId: string;
  readonly options: Option[];
  /** Nowhere but in the contexts of some projects. */
  readonly noGlobalContext?: true;
  /** Contexts of some projects: these have none of the global options. */
  readonly ownContexts: readonly OptionContext[];
}

export interface OptionContext {
  readonly id: string;
  readonly name: string;
  /** Keys. */
  readonly projects: readonly string[];
  readonly options: Option[];
}

export interface Option {
  readonly id: string;
  value: string;
  disabled: boolean;
  /** Set for the second level of a cascading select. */
  readonly parentId: string | undefined;
}

export interface CascadingValue {
  readonly parent: string;
  readonly child: string | undefined;
}

/** Ids, not names: option ids, account ids, group ids; documents as ADF; instants as Jira prints them. */
export type FieldValue = string | number | readonly string[] | CascadingValue | AdfNode;

export interface Status {
  readonly id: string;
  readonly name: string;
  readonly category: 'new' | 'indeterminate' | 'done';
}

export interface Transition {
  readonly id: string;
  readonly name: string;
  readonly from: ReadonlySet<string> | 'any';
  readonly to: Status;
  readonly screen: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
  readonly resolution: string | undefined;
  /** Offered to customers on the portal. */
  readonly customer: boolean;
}

export interface Workflow {
  readonly name: string;
  readonly initial: Status;
  readonly statuses: readonly Status[];
  readonly transitions: readonly Transition[];
  readonly approvals: ReadonlyMap<string, ApprovalStep>;
}

export interface IssueType {
  readonly id: string;
  readonly name: string;
  readonly subtask: boolean;
}

export interface ProjectType {
  readonly type: IssueType;
  readonly create: ReadonlySet<string>;
  readonly edit: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
  readonly workflow: Workflow;
}

export interface SecurityLevel {
  readonly id: string;
  readonly name: string;
  readonly members: readonly Holder[];
}

export interface Role {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** `next-gen`: team-managed. Its team gives and takes access there, by roles of the project's own. */
export type ProjectStyle = 'classic' | 'next-gen';

export interface RoleActors {
  /** accountId or groupId -> actor id. */
  readonly users: Map<string, number>;
  readonly groups: Map<string, number>;
}

export interface Project {
  readonly id: string;
  readonly key: string;
  name: string;
  readonly kind: 'business' | 'software' | 'service_desk';
  readonly style: ProjectStyle;
  /** Of a team-managed project: nobody else has these, and it has no others. */
  readonly ownRoles: ReadonlyMap<number, Role>;
  readonly lead: string | undefined;
  readonly types: ReadonlyMap<string, ProjectType>;
  readonly permissions: Readonly<Record<string, readonly Holder[]>>;
  readonly actors: Map<number, RoleActors>;
  readonly securityLevels: readonly SecurityLevel[];
  readonly desk: ServiceDesk | undefined;
  issueCount: number;
}

export interface IssueState {
  readonly status: Status;
  readonly resolution: string | undefined;
  readonly resolvedAt: number | undefined;
  readonly values: ReadonlyMap<string, FieldValue>;
  readonly statusChangedAt: number;
  readonly updated: number;
}

export interface Issue {
  readonly id: string;
  /** Key, project and type change when an issue is moved. */
  key: string;
  project: Project;
  type: IssueType;
  readonly creator: string;
  readonly created: number;
  readonly parentId: string | undefined;
  state: IssueState;
  readonly subtasks: Set<string>;
  readonly history: Change[];
  readonly comments: Map<string, Comment>;
  readonly properties: Map<string, Json>;
  readonly attachments: Map<string, Attachment>;
  readonly watchers: Set<string>;
  readonly remoteLinks: Map<string, RemoteLink>;
  readonly links: Set<string>;
  readonly approvals: Approval[];
  requestTypeId: string | undefined;
}

export interface ChangeItem {
  readonly field: string;
  readonly fieldtype: 'jira' | 'custom';
  readonly fieldId: string;
  readonly from: string | null;
  readonly fromString: string | null;
  readonly to: string | null;
  readonly toString: string | null;
}

export interface Change {
  readonly id: string;
  readonly author: string;
  readonly at: number;
  readonly items: readonly ChangeItem[];
  /** Who or what caused the change, in the caller's words (`historyMetadata`). */
  readonly metadata: JsonObject | undefined;
}

export interface Comment {
  readonly id: string;
  readonly author: string;
  updateAuthor: string;
  body: AdfNode;
  readonly created: number;
  updated: number;
  visibility: { readonly type: 'role' | 'group'; readonly value: string; readonly identifier: string } | undefined;
  readonly properties: Map<string, Json>;
}

export interface Attachment {
  readonly id: string;
  readonly issueId: string;
  readonly filename: string;
  readonly mimeType: string;
  readonly author: string;
  readonly created: number;
  readonly content: Uint8Array;
}

export interface RemoteLink {
  readonly id: number;
  readonly globalId: string | undefined;
  readonly body: Json;
}

export interface IssueLink {
  readonly id: string;
  readonly type: LinkType;
  readonly inward: string;
  readonly outward: string;
}

export interface LinkType {
  readonly id: string;
  readonly name: string;
  readonly inward: string;
  readonly outward: string;
}
