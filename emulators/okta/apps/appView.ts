/** Apps, app users and app groups as the API shows them. */
import type { AppGroup, AppUser } from '../store/assignments.ts';
import type { StoredApp } from '../store/model.ts';

export function appView(app: StoredApp, origin: string) {
  const self = `${origin}/api/v1/apps/${app.id}`;
  const turn = app.status === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    id: app.id,
    name: app.name,
    label: app.label,
    status: app.status,
    created: app.created,
    lastUpdated: app.lastUpdated,
    accessibility: { selfService: false },
    visibility: {
      autoSubmitToolbar: false,
      hide: { iOS: false, web: false },
      appLinks: { [`${app.name}_link`]: true },
    },
    features: app.features,
    signOnMode: app.signOnMode,
    credentials: { userNameTemplate: { template: '$' + '{source.login}', type: 'BUILT_IN' } },
    settings: {
      app: {},
      notifications: { vpn: { network: { connection: 'DISABLED' } } },
    },
    _links: {
      self: { href: self },
      users: { href: `${self}/users` },
      groups: { href: `${self}/groups` },
      [turn]: { href: `${self}/lifecycle/${turn}`, hints: { allow: ['POST'] } },
    },
  };
}

export function appUserView(app: StoredApp, appUser: AppUser, origin: string) {
  const pushed = appUser.lastSync === null ? {} : { lastSync: appUser.lastSync };
  return {
    id: appUser.id,
    externalId: appUser.externalId,
    created: appUser.created,
    lastUpdated: appUser.lastUpdated,
    scope: appUser.scope,
    status: appUser.status,
    statusChanged: appUser.statusChanged,
    passwordChanged: null,
    syncState: appUser.syncState,
    ...pushed,
    credentials: { userName: appUser.userName },
    profile: appUser.profile,
    _links: {
      app: { href: `${origin}/api/v1/apps/${app.id}` },
      user: { href: `${origin}/api/v1/users/${appUser.id}` },
    },
  };
}

export function appGroupView(app: StoredApp, group: AppGroup, origin: string) {
  const self = `${origin}/api/v1/apps/${app.id}/groups/${group.id}`;
  return {
    id: group.id,
    lastUpdated: group.lastUpdated,
    priority: group.priority,
    profile: group.profile,
    _links: {
      self: { href: self },
      app: { href: `${origin}/api/v1/apps/${app.id}` },
      group: { href: `${origin}/api/v1/groups/${group.id}` },
    },
  };
}
