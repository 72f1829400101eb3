/**
 * What the org stores. Records are never changed in place: a change replaces the record, so a reference taken
 * earlier (by the search index, by a test) stays what it was.
 */
export const USER_STATUSES = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

export interface Provider {
  readonly type: string;
  readonly name: string;
}

export type ProfileValue = string | number | boolean | readonly (string | number)[];
export type Profile = Readonly<Record<string, ProfileValue>>;

export interface StoredUser {
  readonly id: string;
  readonly status: UserStatus;
  readonly transitioningToStatus?: 'ACTIVE' | 'DEPROVISIONED' | 'PROVISIONED';
  readonly created: string;
  readonly activated: string | null;
  readonly statusChanged: string | null;
  readonly lastLogin: string | null;
  readonly lastUpdated: string;
  readonly passwordChanged: string | null;
  readonly profile: Profile;
  readonly provider: Provider;
  readonly hasPassword: boolean;
  readonly recoveryQuestion?: string;
  /** Counts changes; the weak ETag of GET /users/{id} is made from it. */
  readonly version: number;
}

export type GroupType = 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN';

export interface StoredGroup {
  readonly id: string;
  readonly type: GroupType;
  readonly created: string;
  readonly lastUpdated: string;
  readonly lastMembershipUpdated: string;
  readonly profile: Profile & { readonly name: string };
  /** The app an APP_GROUP was imported from. */
  readonly sourceAppId?: string;
  /** The group carries an admin role (`_embedded.stats.hasAdminPrivlege`, spelt so by Okta). */
  readonly hasAdminRole: boolean;
}

export interface StoredRule {
  readonly id: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE' | 'INVALID';
  readonly created: string;
  readonly lastUpdated: string;
  readonly expression: string;
  readonly excludedUserIds: readonly string[];
  readonly groupIds: readonly string[];
}

export interface StoredFactor {
  readonly id: string;
  readonly factorType: string;
  readonly provider: string;
  readonly status: 'ACTIVE' | 'PENDING_ACTIVATION';
  readonly created: string;
}

/** An OIDC client holding refresh tokens or consents of a user. */
export interface StoredClient {
  readonly id: string;
  readonly name: string;
  readonly tokenIds: readonly string[];
  readonly grantIds: readonly string[];
}

export interface StoredRole {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly created: string;
}

/** An admin role of an OAuth app; `custom` = made by the org, with its own permissions on a set of resources. */
export interface StoredClientRole extends StoredRole {
  readonly custom?: { readonly role: string; readonly resourceSet: string; readonly permissions: readonly string[] };
}

export interface StoredApp {
  readonly id: string;
  /** The kind of app in the catalogue (`saml2app`, `slack`); the label is what people see. */
  readonly name: string;
  readonly label: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly signOnMode: 'SAML_2_0' | 'OPENID_CONNECT' | 'BOOKMARK' | 'AUTO_LOGIN';
  /** Whether Okta makes and closes accounts there: PUSH_NEW_USERS, PUSH_USER_DEACTIVATION and others. */
  readonly features: readonly string[];
  readonly created: string;
  readonly lastUpdated: string;
}

export const POLICY_TYPES = [
  'OKTA_SIGN_ON',
  'ACCESS_POLICY',
  'MFA_ENROLL',
  'PASSWORD',
  'PROFILE_ENROLLMENT',
  'IDP_DISCOVERY',
] as const;

export interface StoredPolicy {
  readonly id: string;
  readonly type: (typeof POLICY_TYPES)[number];
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly priority: number;
  readonly created: string;
  /** Made by Okta, as the default policy of each type is. */
  readonly system: boolean;
  /** `conditions.people.groups.include`. */
  readonly groupIds: readonly string[];
  /** Of an enrolment policy, by the authenticator's key: whether whoever falls under it must enrol it. */
  readonly authenticators: Readonly<Record<string, Enrolment>>;
}

export type Enrolment = 'REQUIRED' | 'OPTIONAL' | 'NOT_ALLOWED';
