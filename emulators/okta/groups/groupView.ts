/** A group as the API shows it. */
import type { StoredGroup } from '../store/model.ts';
import type { Organization } from '../store/organization.ts';

export function groupView(group: StoredGroup, origin: string) {
  const self = `${origin}/api/v1/groups/${group.id}`;
  return {
    id: group.id,
    created: group.created,
    lastUpdated: group.lastUpdated,
    lastMembershipUpdated: group.lastMembershipUpdated,
    objectClass: [group.type === 'APP_GROUP' ? 'okta:windows_security_principal' : 'okta:user_group'],
    type: group.type,
    profile: group.profile,
    _links: {
      self: { href: self },
      logo: [{ name: 'medium', href: `${origin}/assets/img/logos/groups/odyssey/okta-medium.png`, type: 'image/png' }],
      users: { href: `${self}/users` },
      apps: { href: `${self}/apps` },
      ...(group.sourceAppId === undefined ? {} : { source: { href: `${origin}/api/v1/apps/${group.sourceAppId}` } }),
    },
  };
}

/** What `expand=stats` embeds. */
export function groupStats(org: Organization, group: StoredGroup) {
  const everyone = group.id === org.everyoneId;
  return {
    usersCount: everyone ? org.users.rows.size : org.memberships.membersOf(group.id).size,
    appsCount: org.assignments.appsOfGroup(group.id).size,
    groupPushMappingsCount: 0,
    hasAdminPrivlege: group.hasAdminRole,
  };
}
