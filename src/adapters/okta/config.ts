/** What Okta fixes and what we ask of it, in one place. Sections are those of the vendor's API reference. */

/** "OAuth 2.0 scopes": each gates one family of calls; an admin role gates them a second time. */
export const SCOPES = [
  { scope: 'okta.users.read', purpose: 'read people' },
  { scope: 'okta.users.manage', purpose: 'create and change people, end sessions' },
  { scope: 'okta.groups.read', purpose: 'read groups, members and rules' },
  { scope: 'okta.groups.manage', purpose: 'change memberships' },
  { scope: 'okta.apps.read', purpose: 'read direct app assignments' },
  { scope: 'okta.apps.manage', purpose: 'remove direct app assignments' },
  { scope: 'okta.schemas.read', purpose: 'read the profile schema' },
  { scope: 'okta.roles.read', purpose: 'see who is an administrator' },
  { scope: 'okta.policies.read', purpose: 'see which groups must enrol a second factor' },
  {
    scope: 'okta.logs.read',
    purpose: 'follow what others do, keep last use, say why an application refused an account',
  },
] as const;

/** Without these nothing works; the rest is asked for as well and reported by the self-test when it is missing. */
export const NEEDED_SCOPES: readonly string[] = [
  'okta.users.read',
  'okta.users.manage',
  'okta.groups.read',
  'okta.groups.manage',
];

/** "Create User": `groupIds` takes at most twenty (E0000093). */
export const GROUPS_AT_CREATE = 20;

/** "Rate limits, concurrent": requests one workforce org answers at a time. */
export const CONCURRENT_REQUESTS = 75;

/** Recommended page sizes, "List all users/groups/rules/applications". */
export const PAGE_SIZE = 200;

/** Which applications a group opens changes rarely, and is asked about once for many joiners. */
export const GROUP_APPS_FRESH_MILLISECONDS = 60 * 60_000;

/** The profile's schema changes by an admin's hand. A new attribute is known by then, and to `tenure doctor` at once. */
export const SCHEMA_FRESH_MILLISECONDS = 10 * 60_000;

/**
 * "List all member users": 1000 is what Okta answers without being asked for less. A sweep of fifty large groups has a
 * fifth of the calls by it; where it is too much, Okta answers 500 and the page is halved.
 */
export const MEMBERS_PAGE_SIZE = 1_000;

/** How long a call may wait for its turn at a limit; longer, and the job is put off instead. */
export const TURN_MILLISECONDS = 200;

/** The token request is shared by all calls that wait for it, so no single call's time-out may end it. */
export const TOKEN_TIMEOUT_MILLISECONDS = 10_000;
/** "Client credentials": a token lives 3600 s. It is replaced this long before, so that it does not end on the way. */
export const TOKEN_MARGIN_MILLISECONDS = 60_000;
