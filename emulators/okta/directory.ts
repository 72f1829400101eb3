/** The org from inside the process: a test seeds it and looks at it without going through HTTP. */
import { assignGroup, assignUser, followUser, retryProvisioning } from './apps/appUsers.ts';
import { createGroup } from './groups/groupRoutes.ts';
import { addMember, removeMember } from './groups/membership.ts';
import { applyRules, applyRuleToAll } from './groups/ruleEngine.ts';
import { compileRule } from './groups/ruleExpression.ts';
import type { EventHooks } from './hooks/eventHooks.ts';
import { notFound } from './http/errors.ts';
import { ROLE_LABELS } from './roles/labels.ts';
import type { AppUser } from './store/assignments.ts';
import type {
  StoredApp,
  StoredClient,
  StoredFactor,
  StoredGroup,
  StoredPolicy,
  StoredRole,
  StoredRule,
  StoredUser,
  UserStatus,
} from './store/model.ts';
import { OrderedTable } from './store/orderedTable.ts';
import { type By, type Organization, type SentMail, userParty } from './store/organization.ts';
import type { Attribute } from './store/profileSchema.ts';
import type { LogEntry, LogParty } from './store/systemLog.ts';
import { createUser } from './users/createUser.ts';
import { changeUser, userById } from './users/userChange.ts';

const SEEDING = 'seed';

export interface NewDirectoryUser {
  readonly profile: Readonly<Record<string, unknown>>;
  /** Default ACTIVE. Set as it is, whatever calls it would take. */
  readonly status?: UserStatus;
  /** Default true. Without one a STAGED person becomes PROVISIONED on activation and not ACTIVE. */
  readonly hasPassword?: boolean;
  readonly groupIds?: readonly string[];
}

export interface NewDirectoryApp {
  readonly label: string;
  readonly name?: string;
  readonly status?: StoredApp['status'];
  readonly signOnMode?: StoredApp['signOnMode'];
  readonly features?: readonly string[];
  readonly groupIds?: readonly string[];
}

export class OktaDirectory {
  readonly #org: Organization;
  readonly #by: By;
  /** The admin who owns the API tokens; a user like any other. */
  readonly adminId: string;

  constructor(org: Organization) {
    this.#org = org;
    const start = { id: 'seed', type: 'SystemPrincipal', alternateId: 'seed', displayName: 'Seed' };
    const profile = {
      login: 'admin@emulator.test',
      email: 'admin@emulator.test',
      firstName: 'Emma',
      lastName: 'Admin',
    };
    const options = { activate: true, provider: false };
    const admin = createUser(org, { profile, credentials: { password: { value: 'x' } } }, options, {
      actor: start,
      transaction: SEEDING,
    });
    this.adminId = admin.id;
    this.#by = { actor: userParty(admin), transaction: SEEDING };
    const role = { type: 'SUPER_ADMIN', label: 'Super Administrator', created: org.timestamp() };
    org.roles.set(admin.id, [{ id: org.newId('irb'), ...role }]);
  }

  get adminParty(): LogParty {
    return this.#by.actor;
  }

  /** Deliveries of the event hooks: held, counted. What else happens to them, faults say. */
  get hooks(): EventHooks {
    return this.#org.hooks;
  }

  get everyoneId(): string {
    return this.#org.everyoneId;
  }

  /** The mails the org would have sent. */
  get mails(): readonly SentMail[] {
    return this.#org.mails;
  }

  /** The directory or HR system that masters the account, `null` = Okta itself again: an import, or a move of theirs. */
  masterBy(userId: string, provider: StoredUser['provider'] | null): StoredUser {
    const user = userById(this.#org, userId);
    return changeUser(this.#org, user, { provider: provider ?? { type: 'OKTA', name: 'OKTA' } });
  }

  /** What the next import brings for an account that is mastered elsewhere. */
  importProfile(userId: string, profile: Readonly<Record<string, string>>): StoredUser {
    const user = userById(this.#org, userId);
    return changeUser(this.#org, user, { profile: { ...user.profile, ...profile } });
  }

  createUser({ profile, status = 'ACTIVE', hasPassword = true, groupIds = [] }: NewDirectoryUser): StoredUser {
    const credentials = hasPassword ? { password: { value: 'seeded' } } : {};
    const options = { activate: status !== 'STAGED' && hasPassword, provider: false };
    const body = { profile: { ...profile }, credentials, groupIds: [...groupIds] };
    const user = createUser(this.#org, body, options, this.#by);
    if (status === user.status) return user;
    const changed = changeUser(this.#org, user, { status });
    followUser(this.#org, changed, this.#by);
    return changed;
  }

  /**
   * The role of whoever calls is a custom one from now on, and its resource set lacks these people, groups and applications;
   * with none of them it is the standard role again that reaches the whole org.
   */
  narrowRole(outside: readonly string[]): void {
    const org = this.#org;
    const type = outside.length === 0 ? 'SUPER_ADMIN' : 'CUSTOM';
    const narrowed = <Role extends StoredRole>(role: Role): Role => ({
      ...role,
      type,
      label: ROLE_LABELS[type] ?? 'Tenure',
    });
    org.roles.set(this.adminId, (org.roles.get(this.adminId) ?? []).map(narrowed));
    for (const [client, roles] of org.clientRoles) org.clientRoles.set(client, roles.map(narrowed));
    org.outOfReach = new Set(outside);
  }

  /** An admin role is given to a group that is there: whoever is in it holds it. */
  giveAdminRole(name: string): void {
    const found = [...this.#org.groups.rows.values()].find(({ profile }) => profile.name === name);
    if (found === undefined) throw new Error(`no group ${name}`);
    this.#org.groups.put({ ...found, hasAdminRole: true });
  }

  createGroup(
    name: string,
    more: { description?: string; type?: StoredGroup['type']; hasAdminRole?: boolean; sourceAppId?: string } = {},
  ): StoredGroup {
    const { description, ...rest } = more;
    const group = createGroup(this.#org, { name, ...(description === undefined ? {} : { description }) }, this.#by);
    return this.#org.groups.put({ ...group, ...rest });
  }

  /** Also where the API would refuse: an import fills imported groups. */
  addMember(groupId: string, userId: string): void {
    addMember(this.#org, groupId, userId, this.#by);
  }

  removeMember(groupId: string, userId: string): void {
    removeMember(this.#org, groupId, userId, this.#by);
  }

  createRule(rule: {
    name: string;
    expression: string;
    groupIds: readonly string[];
    status?: StoredRule['status'];
  }): StoredRule {
    compileRule(rule.expression);
    const at = this.#org.timestamp();
    const { name, expression, groupIds, status = 'ACTIVE' } = rule;
    const id = this.#org.newId('0pr');
    const stored = { id, name, expression, groupIds, status, created: at, lastUpdated: at, excludedUserIds: [] };
    this.#org.rules.set(id, stored);
    if (status === 'ACTIVE') applyRuleToAll(this.#org, stored);
    return stored;
  }

  createApp(app: NewDirectoryApp): StoredApp {
    const { label, name = 'saml2app', status = 'ACTIVE', signOnMode = 'SAML_2_0', features = [] } = app;
    const at = this.#org.timestamp();
    const id = this.#org.newId('0oa');
    const stored: StoredApp = { id, label, name, status, signOnMode, features, created: at, lastUpdated: at };
    this.#org.apps.set(stored.id, stored);
    for (const groupId of app.groupIds ?? []) this.assignGroup(stored.id, groupId);
    return stored;
  }

  assignGroup(appId: string, groupId: string): void {
    assignGroup(this.#org, this.#app(appId), groupId, { priority: 0, profile: {} }, this.#by);
  }

  assignUser(appId: string, userId: string): void {
    assignUser(this.#org, this.#app(appId), userById(this.#org, userId), { scope: 'USER' }, this.#by);
  }

  /** From now on (until called with false) the app's other side refuses new accounts. */
  failProvisioning(appId: string, failing = true): void {
    if (failing) this.#org.failingApps.add(appId);
    else this.#org.failingApps.delete(appId);
  }

  /** Tasks, "Application assignments encountered errors", Retry selected. */
  retryProvisioning(appId: string): void {
    retryProvisioning(this.#org, this.#app(appId));
  }

  /** The app as a whole is switched off, or on again. */
  turnApp(appId: string, status: StoredApp['status']): void {
    this.#org.apps.set(appId, { ...this.#app(appId), status });
  }

  /** The person signs in to Okta: a session, the last login, the log. Refused in a status that cannot. */
  signIn(userId: string): string {
    const user = userById(this.#org, userId);
    if (user.status !== 'ACTIVE') throw new Error(`a user who is ${user.status} cannot sign in`);
    const session = this.#org.sessions.start(userId, this.#org.clock.now());
    changeUser(this.#org, user, { lastLogin: this.#org.timestamp() });
    this.#org.log.add('user.session.start', { actor: userParty(user), targets: [], transaction: session.id });
    return session.id;
  }

  /** The person follows the activation link and sets a password. */
  completeActivation(userId: string): StoredUser {
    const user = userById(this.#org, userId);
    if (user.status !== 'PROVISIONED') throw new Error(`there is no activation to complete: ${user.status}`);
    const change = { status: 'ACTIVE', hasPassword: true, passwordChanged: this.#org.timestamp() } as const;
    const changed = changeUser(this.#org, user, change);
    applyRules(this.#org, changed);
    return changed;
  }

  /** The person sets a new password where the old one has expired, or was reset. */
  changePassword(userId: string): StoredUser {
    const user = userById(this.#org, userId);
    if (user.status !== 'PASSWORD_EXPIRED' && user.status !== 'RECOVERY')
      throw new Error(`nothing to set: ${user.status}`);
    return changeUser(this.#org, user, { status: 'ACTIVE', passwordChanged: this.#org.timestamp() });
  }

  /** One sign-on into an app, the only trace of use Okta keeps per app. */
  useApp(userId: string, appId: string): void {
    const user = userParty(userById(this.#org, userId));
    const { id, label } = this.#app(appId);
    const target = { id, type: 'AppInstance', alternateId: label, displayName: label };
    const targets = [target, { ...user, type: 'AppUser' }];
    this.#org.log.add('user.authentication.sso', { actor: user, targets, transaction: 'sign-on' });
  }

  enrollFactor(userId: string, factorType = 'push'): StoredFactor {
    const { id: owner } = userById(this.#org, userId);
    const factors = this.#org.factors.get(owner) ?? new OrderedTable<StoredFactor>();
    const id = this.#org.newId('uft');
    const factor: StoredFactor = { id, factorType, provider: 'OKTA', status: 'ACTIVE', created: this.#org.timestamp() };
    factors.set(id, factor);
    this.#org.factors.set(owner, factors);
    return factor;
  }

  /** An OIDC client gets a refresh token and a consent of the person. */
  authorizeClient(userId: string, name: string): StoredClient {
    const { id: owner } = userById(this.#org, userId);
    const clients = this.#org.clients.get(owner) ?? new OrderedTable<StoredClient>();
    const id = this.#org.newId('0oa');
    const client = { id, name, tokenIds: [this.#org.newId('oar')], grantIds: [this.#org.newId('oag')] };
    clients.set(id, client);
    this.#org.clients.set(owner, clients);
    return client;
  }

  /** An enrolment policy asks for Okta Verify, unless told otherwise. */
  createPolicy(
    type: StoredPolicy['type'],
    name: string,
    groupIds: readonly string[],
    authenticators: StoredPolicy['authenticators'] = type === 'MFA_ENROLL' ? { okta_verify: 'REQUIRED' } : {},
  ): StoredPolicy {
    return this.#org.addPolicy({ type, name, groupIds, authenticators, system: false });
  }

  /** A custom profile attribute; sending one that does not exist is refused. */
  defineAttribute(name: string, attribute: Attribute): void {
    this.#org.schema.define(name, attribute);
  }

  user(idOrLogin: string): StoredUser | undefined {
    return this.#org.users.find(idOrLogin);
  }

  users(): StoredUser[] {
    return [...this.#org.users.rows.values()];
  }

  groups(): StoredGroup[] {
    return [...this.#org.groups.rows.values()];
  }

  rules(): StoredRule[] {
    return [...this.#org.rules.values()];
  }

  /** Ids of the people in a group. */
  members(groupId: string): string[] {
    return [...this.#org.memberships.membersOf(groupId).keys()];
  }

  /** Ids of the groups a person is in, Everyone left out. */
  groupsOf(userId: string): string[] {
    return [...this.#org.memberships.groupsOf(userId)];
  }

  apps(): StoredApp[] {
    return [...this.#org.apps.values()];
  }

  /** Accounts of one app, by user id. */
  appUsers(appId: string): AppUser[] {
    return [...this.#org.assignments.usersOf(appId).values()];
  }

  sessionsOf(userId: string): readonly string[] {
    return this.#org.sessions.of(userId);
  }

  /** The other side of the org's apps, which the tests of a whole company put there. */
  onLogEntry(listener: (entry: LogEntry) => void): void {
    this.#org.log.listen(listener);
  }

  logEntries(): LogEntry[] {
    return [...this.#org.log.from(0)];
  }

  #app(appId: string): StoredApp {
    const app = this.#org.apps.get(appId);
    if (app === undefined) throw notFound(appId, 'AppInstance');
    return app;
  }
}
