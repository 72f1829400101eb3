/**
 * Branded ids: a `PersonId` cannot be passed where a `GroupId` is meant. A brand is put on once, by the
 * constructor functions below, where a value enters the core.
 */
declare const brand: unique symbol;
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Our own immutable id of someone who works here. Never a login, mail or name. */
export type PersonId = Branded<string, 'PersonId'>;
/** What joins a person's papers from outside: the employee number, else the work address. Personal text. */
export type NaturalKey = Branded<string, 'NaturalKey'>;
export type EngagementId = Branded<string, 'EngagementId'>;
/** One tenant of one provider, as `tenure.yaml` names it, e.g. `okta`. */
export type ConnectionId = Branded<string, 'ConnectionId'>;
/** One person at one connection. */
export type AccountId = Branded<string, 'AccountId'>;
/** The provider's own id of an account; opaque. */
export type ProviderAccountId = Branded<string, 'ProviderAccountId'>;
/** The ledger's name of a group: `<connection>:<the provider's id>`. Survives a rename at the provider. */
export type GroupId = Branded<string, 'GroupId'>;
/** A group as files say it: `<connection>:<name>`, e.g. `okta:eng-core`. */
export type GroupName = Branded<string, 'GroupName'>;
export type ApplicationId = Branded<string, 'ApplicationId'>;
/** `<application>:<role>`, e.g. `figma:editor`. */
export type EntitlementId = Branded<string, 'EntitlementId'>;
/** The id column of a reference table row. */
export type RowId = Branded<string, 'RowId'>;
export type GrantId = Branded<string, 'GrantId'>;
/** `<connection>:<the issue's immutable id>`, e.g. `jira:10012`. The issue key is only shown. */
export type CaseId = Branded<string, 'CaseId'>;
/** A part of a case with a stream of its own: what concerns one person out of thousands. Part of a case id. */
const ITEM = '/';
/** sha256 of the parsed policy, lower-case hex. */
export type PolicyVersion = Branded<string, 'PolicyVersion'>;
export type ChangeSetId = Branded<string, 'ChangeSetId'>;
/** One adoption, from its first list on; its case is known once the issue is filed. */
export type AdoptionId = Branded<string, 'AdoptionId'>;
export type ExceptionId = Branded<string, 'ExceptionId'>;
/** The desk's own id of somebody there; opaque. */
export type DeskUserId = Branded<string, 'DeskUserId'>;

export const personId = (value: string) => value as PersonId;
export const naturalKey = (value: string) => value.trim().toLowerCase() as NaturalKey;
export const engagementId = (value: string) => value as EngagementId;
export const connectionId = (value: string) => value as ConnectionId;
export const accountId = (value: string) => value as AccountId;
export const providerAccountId = (value: string) => value as ProviderAccountId;
export const groupId = (connection: ConnectionId, providerId: string) => `${connection}:${providerId}` as GroupId;
export const groupName = (connection: ConnectionId, name: string) => `${connection}:${name}` as GroupName;
const PROJECT_ROLE = 'project role ';
/**
 * A project role stands in the ledger like a group: its actors are its members. `through` = held by way of a group of
 * the tracker's own site, which is the role's actor, and not as a person.
 */
export const projectRoleName = (connection: ConnectionId, project: string, role: string, through: string | null) =>
  groupName(connection, `${PROJECT_ROLE}${project}/${role}${through === null ? '' : ` through ${through}`}`);
export const isProjectRole = (name: GroupName) => withinConnection(name).startsWith(PROJECT_ROLE);
export const applicationId = (value: string) => value as ApplicationId;
export const entitlementId = (application: string, role: string) => `${application}:${role}` as EntitlementId;
export const rowId = (value: string) => value as RowId;
export const grantId = (value: string) => value as GrantId;
export const caseId = (connection: string, issueId: string) => `${connection}:${issueId}` as CaseId;
/** The stream of one person's part of a case about many: `jira:10012/<person>`. */
export const itemOf = (of: CaseId, person: PersonId) => `${of}${ITEM}${person}` as CaseId;
/** The case an item belongs to; `null` = it is a case itself. */
export const caseOfItem = (id: string) => (id.includes(ITEM) ? (id.slice(0, id.indexOf(ITEM)) as CaseId) : null);
const FINDING = 'finding:';
/**
 * The stream of what a person's decision about a finding gives or takes: it has no issue. The finding's own id, without what
 * would make it an item.
 */
export const caseOfFinding = (finding: ExceptionId) => `${FINDING}${finding.replaceAll(ITEM, '~')}` as CaseId;
export const isOfFinding = (id: string): boolean => id.startsWith(FINDING);
export const policyVersion = (value: string) => value as PolicyVersion;
export const changeSetId = (value: string) => value as ChangeSetId;
export const adoptionId = (value: string) => value as AdoptionId;
export const exceptionId = (value: string) => value as ExceptionId;
export const deskUserId = (value: string) => value as DeskUserId;

/** The connection a group belongs to: the part before the first colon. */
export const connectionOf = (group: GroupId | GroupName) => group.slice(0, group.indexOf(':')) as ConnectionId;
/** The group as its own connection calls it: the part after the first colon. */
export const withinConnection = (group: GroupId | GroupName) => group.slice(group.indexOf(':') + 1);
