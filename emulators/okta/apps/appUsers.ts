/**
 * Accounts in apps. They follow group assignments, group memberships and the user's status; apps with
 * provisioning get an account pushed (STAGED, then PROVISIONED with an external id, or STAGED with ERROR),
 * plain sign-on apps are ACTIVE at once and never have one (recordings).
 */
import type { AppUser } from '../store/assignments.ts';
import type { StoredApp, StoredUser } from '../store/model.ts';
import { type By, groupParty, type Organization, SYSTEM, userParty } from '../store/organization.ts';
import type { LogParty } from '../store/systemLog.ts';
import { loginOf } from '../store/userTable.ts';

const appParty = (app: StoredApp): LogParty => ({
  id: app.id,
  type: 'AppInstance',
  alternateId: app.label,
  displayName: app.label,
});

export function assignGroup(
  org: Organization,
  app: StoredApp,
  groupId: string,
  assignment: { readonly priority: number; readonly profile: Readonly<Record<string, unknown>> },
  by: By,
): void {
  const isNew = !org.assignments.groupsOf(app.id).has(groupId);
  org.assignments.setGroup(app.id, { id: groupId, lastUpdated: org.timestamp(), ...assignment });
  noteGroup(org, app, groupId, `group.application_assignment.${isNew ? 'add' : 'update'}`, by);
  if (!isNew) return;
  for (const userId of membersOf(org, groupId)) followAssignment(org, app, userId, by);
}

export function unassignGroup(org: Organization, appId: string, groupId: string, by: By): void {
  const app = org.apps.get(appId);
  if (app === undefined) return;
  org.assignments.deleteGroup(appId, groupId);
  noteGroup(org, app, groupId, 'group.application_assignment.remove', by);
  for (const userId of membersOf(org, groupId)) followAssignment(org, app, userId, by);
}

export function assignUser(
  org: Organization,
  app: StoredApp,
  user: StoredUser,
  given: Partial<AppUser>,
  by: By,
): AppUser {
  const at = org.timestamp();
  const pushed = app.features.includes('PUSH_NEW_USERS');
  const before = assignedUser(org, app.id, user.id);
  const appUser: AppUser = before ?? {
    id: user.id,
    scope: 'USER',
    status: pushed ? 'STAGED' : 'ACTIVE',
    syncState: pushed ? 'OUT_OF_SYNC' : 'DISABLED',
    externalId: null,
    created: at,
    lastUpdated: at,
    statusChanged: at,
    lastSync: null,
    userName: loginOf(user),
    profile: {},
  };
  org.assignments.setUser(app.id, { ...appUser, ...given, lastUpdated: at });
  if (before === undefined) {
    noteUser(org, app, user, 'application.user_membership.add', by);
    if (pushed) provision(org, app, user.id);
  }
  return org.assignments.usersOf(app.id).get(user.id) ?? appUser;
}

/** Not one who was removed and is only still listed. */
function assignedUser(org: Organization, appId: string, userId: string): AppUser | undefined {
  const found = org.assignments.usersOf(appId).get(userId);
  return found?.status === 'DEPROVISIONED' ? undefined : found;
}

/** Destructive where the app is provisioned: the account on the other side is deactivated. */
export function unassignUser(org: Organization, app: StoredApp, user: StoredUser, by: By): void {
  const appUser = org.assignments.usersOf(app.id).get(user.id);
  if (appUser === undefined || appUser.status === 'DEPROVISIONED') return;
  if (org.quirks.removedAppUser === 'gone') org.assignments.deleteUser(app.id, user.id);
  else org.assignments.setUser(app.id, { ...appUser, status: 'DEPROVISIONED', statusChanged: org.timestamp() });
  noteUser(org, app, user, 'application.user_membership.remove', by);
  if (appUser.externalId !== null && app.features.includes('PUSH_USER_DEACTIVATION')) {
    noteUser(org, app, user, 'application.provision.user.deactivate', { actor: SYSTEM, transaction: by.transaction });
  }
}

/** A membership came or went. */
export function followGroup(org: Organization, groupId: string, userId: string, by: By): void {
  for (const appId of org.assignments.appsOfGroup(groupId)) {
    const app = org.apps.get(appId);
    if (app !== undefined) followAssignment(org, app, userId, by);
  }
}

/** The user's status changed: deactivation unassigns every app that is not INACTIVE, a return revives the groups'. */
export function followUser(org: Organization, user: StoredUser, by: By): void {
  if (user.status === 'DEPROVISIONED') {
    const unassign = () => {
      for (const appId of [...org.assignments.appsOfUser(user.id)]) {
        const app = org.apps.get(appId);
        if (app?.status === 'ACTIVE') unassignUser(org, app, user, by);
      }
    };
    const delay = org.quirks.unassigningDelayMilliseconds;
    if (delay === 0) unassign();
    else org.clock.after(delay, unassign);
    return;
  }
  for (const groupId of [org.everyoneId, ...org.memberships.groupsOf(user.id)]) {
    followGroup(org, groupId, user.id, by);
  }
  for (const appId of org.assignments.appsOfUser(user.id)) {
    const app = org.apps.get(appId);
    if (app !== undefined) provision(org, app, user.id);
  }
}

/** Makes one person's account in one app agree with the groups assigned to it. Direct assignments stay. */
function followAssignment(org: Organization, app: StoredApp, userId: string, by: By): void {
  const user = org.users.get(userId);
  if (user === undefined || user.status === 'DEPROVISIONED') return;
  const current = assignedUser(org, app.id, userId);
  const throughGroup = isInAssignedGroup(org, app.id, userId);
  if (throughGroup && current === undefined) assignUser(org, app, user, { scope: 'GROUP' }, by);
  if (!throughGroup && current?.scope === 'GROUP') unassignUser(org, app, user, by);
}

export function isInAssignedGroup(org: Organization, appId: string, userId: string): boolean {
  const groups = org.assignments.groupsOf(appId);
  if (groups.has(org.everyoneId)) return true;
  for (const groupId of org.memberships.groupsOf(userId)) if (groups.has(groupId)) return true;
  return false;
}

/** An administrator settles the failed task: every account that is not there yet is pushed once more. */
export function retryProvisioning(org: Organization, app: StoredApp): void {
  for (const userId of [...org.assignments.usersOf(app.id).keys()]) provision(org, app, userId);
}

const isOpen = (user: StoredUser): boolean => user.status !== 'STAGED' && user.status !== 'DEPROVISIONED';

/** Pushes the account once the person is activated; what the app refuses stays STAGED with ERROR. */
function provision(org: Organization, app: StoredApp, userId: string): void {
  const waiting = () => {
    const user = org.users.get(userId);
    const appUser = org.assignments.usersOf(app.id).get(userId);
    if (user === undefined || appUser === undefined || appUser.externalId !== null || !isOpen(user)) return undefined;
    return app.features.includes('PUSH_NEW_USERS') ? { user, appUser } : undefined;
  };
  const push = () => {
    const found = waiting();
    if (found === undefined) return;
    const { user, appUser } = found;
    const at = org.timestamp();
    const failed = org.failingApps.has(app.id);
    org.assignments.setUser(app.id, {
      ...appUser,
      ...(failed
        ? { syncState: 'ERROR' }
        : {
            status: 'PROVISIONED',
            syncState: 'SYNCHRONIZED',
            externalId: `ext-${userId}`,
            lastSync: at,
            statusChanged: at,
          }),
      lastUpdated: at,
    });
    org.log.add('application.provision.user.push', {
      actor: SYSTEM,
      targets: [appUserParty(user), userParty(user), appParty(app)],
      ...(failed ? { result: 'FAILURE', reason: 'The app refused the account' } : {}),
    });
  };
  const found = waiting();
  if (found === undefined) return;
  const delay = org.quirks.provisioningDelayMilliseconds;
  if (delay === 0) {
    push();
    return;
  }
  org.assignments.setUser(app.id, { ...found.appUser, syncState: 'SYNCING' });
  org.clock.after(delay, push);
}

const membersOf = (org: Organization, groupId: string): string[] => [
  ...(groupId === org.everyoneId ? org.users.rows.keys() : org.memberships.membersOf(groupId).keys()),
];

const appUserParty = (user: StoredUser): LogParty => ({ ...userParty(user), type: 'AppUser' });

function noteUser(org: Organization, app: StoredApp, user: StoredUser, eventType: string, by: By): void {
  org.log.add(eventType, { ...by, targets: [appUserParty(user), appParty(app), userParty(user)] });
}

function noteGroup(org: Organization, app: StoredApp, groupId: string, eventType: string, by: By): void {
  const group = org.groups.get(groupId);
  if (group !== undefined) org.log.add(eventType, { ...by, targets: [groupParty(group), appParty(app)] });
}
