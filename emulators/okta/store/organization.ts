/** One Okta org: everything it stores, with the clock, the switches and the log every operation needs. */
import type { EmulatorClock } from '../../kit/clock.ts';
import { Faults } from '../../kit/faults/faults.ts';
import { oktaFaultKit } from '../faultKit.ts';
import { EventHooks } from '../hooks/eventHooks.ts';
import type { OktaQuirks } from '../quirks.ts';
import { Assignments } from './assignments.ts';
import { Groups } from './groupTable.ts';
import { Memberships } from './memberships.ts';
import type {
  StoredApp,
  StoredClient,
  StoredClientRole,
  StoredFactor,
  StoredGroup,
  StoredPolicy,
  StoredRole,
  StoredRule,
  StoredUser,
} from './model.ts';
import { OrderedTable } from './orderedTable.ts';
import { ProfileSchema } from './profileSchema.ts';
import { SearchIndex } from './searchIndex.ts';
import { Sessions } from './sessions.ts';
import { type LogParty, SystemLog } from './systemLog.ts';
import { loginOf, UserTable } from './userTable.ts';

/** Who causes a change, and in which API call. */
export interface By {
  readonly actor: LogParty;
  readonly transaction: string;
  /** The caller's `User-Agent`; nobody's for what the org does by itself. */
  readonly agent?: string;
}

/** A mail the org would have sent; what it says does not matter, that it went out does. */
export interface SentMail {
  readonly kind: 'activation' | 'reset-password' | 'deactivation';
  readonly userId: string;
  readonly at: number;
}

export type IdPrefix =
  | '00u'
  | '00g'
  | '0oa'
  | '0pr'
  | '00p'
  | '102'
  | 'oty'
  | 'uft'
  | 'irb'
  | 'ext'
  | 'oar'
  | 'oag'
  | 'cr0'
  | 'iam'
  | 'who';

export class Organization {
  readonly clock: EmulatorClock;
  readonly quirks: OktaQuirks;
  readonly users: UserTable;
  readonly groups: Groups;
  readonly memberships = new Memberships();
  readonly rules = new OrderedTable<StoredRule>();
  readonly apps = new OrderedTable<StoredApp>();
  readonly policies = new OrderedTable<StoredPolicy>();
  readonly assignments = new Assignments();
  /** Apps whose other side refuses accounts at the moment. */
  readonly failingApps = new Set<string>();
  readonly schema: ProfileSchema;
  readonly sessions = new Sessions();
  readonly factors = new Map<string, OrderedTable<StoredFactor>>();
  readonly clients = new Map<string, OrderedTable<StoredClient>>();
  readonly roles = new Map<string, readonly StoredRole[]>();
  /** By client id. */
  readonly clientRoles = new Map<string, readonly StoredClientRole[]>();
  /** Ids of people, groups and applications outside the resource set of whoever calls. Nothing, for a standard role. */
  outOfReach: ReadonlySet<string> = new Set();
  readonly mails: SentMail[] = [];
  readonly hooks: EventHooks;
  readonly log: SystemLog;
  readonly userTypeId: string;
  /** The built-in group that holds everyone, always, and lets nobody write to it. */
  readonly everyoneId: string;
  #ids = 0;
  #second = { epoch: 0, text: '' };

  constructor(
    clock: EmulatorClock,
    quirks: OktaQuirks,
    searchIndexDelayMilliseconds: number,
    faults = new Faults(clock, oktaFaultKit),
  ) {
    const now = () => clock.now();
    const horizon = (delayMilliseconds: number) => faults.searchHorizon(delayMilliseconds);
    this.clock = clock;
    this.quirks = quirks;
    this.schema = new ProfileSchema(quirks);
    this.users = new UserTable(new SearchIndex<StoredUser>(now, searchIndexDelayMilliseconds, horizon));
    this.groups = new Groups(new SearchIndex<StoredGroup>(now, searchIndexDelayMilliseconds, horizon));
    this.hooks = new EventHooks(clock, faults, quirks.hookDelayMilliseconds);
    this.log = new SystemLog(clock, quirks.logDelayMilliseconds);
    this.log.listen((entry) => this.hooks.hear(entry));
    this.userTypeId = this.newId('oty');
    this.everyoneId = this.newId('00g');
    const at = this.timestamp();
    this.groups.put({
      id: this.everyoneId,
      type: 'BUILT_IN',
      created: at,
      lastUpdated: at,
      lastMembershipUpdated: at,
      profile: { name: 'Everyone', description: 'All users in your organization' },
      hasAdminRole: false,
    });
    this.addPolicy(defaultEnrolment(this.everyoneId));
    for (const [name, label] of OWN_APPS) {
      const id = this.newId('0oa');
      const app = { id, name, label, status: 'ACTIVE', signOnMode: 'OPENID_CONNECT', features: [] } as const;
      this.apps.set(id, { ...app, created: at, lastUpdated: at });
    }
  }

  addPolicy(given: Omit<StoredPolicy, 'id' | 'status' | 'priority' | 'created'>): StoredPolicy {
    const policy: StoredPolicy = {
      ...given,
      id: this.newId('00p'),
      status: 'ACTIVE',
      priority: 1,
      created: this.timestamp(),
    };
    this.policies.set(policy.id, policy);
    return policy;
  }

  /** Twenty characters, the first three telling the kind; callers must treat them as opaque. */
  newId(prefix: IdPrefix): string {
    this.#ids += 1;
    return `${prefix}${this.#ids.toString(36).padStart(9, '0')}eMuLat5d`;
  }

  /** Recorded timestamps always end in .000Z: Okta stores whole seconds. */
  timestamp(): string {
    const epoch = Math.floor(this.clock.now() / 1000);
    if (epoch !== this.#second.epoch) this.#second = { epoch, text: new Date(epoch * 1000).toISOString() };
    return this.#second.text;
  }

  mail(kind: SentMail['kind'], userId: string): void {
    this.mails.push({ kind, userId, at: this.clock.now() });
  }
}

/** What every org lists before anybody makes an app (okta-cli, issue 270). */
const OWN_APPS = [
  ['saasure', 'Okta Admin Console'],
  ['okta_enduser', 'Okta Dashboard'],
  ['okta_browser_plugin', 'Okta Browser Plugin'],
] as const;

/**
 * "Okta provides one default policy for each policy type": whoever falls under no other one falls under this. It lets
 * people enrol a factor and makes nobody ("list-mfa-enroll-policy-response" of the API description).
 */
const defaultEnrolment = (everyoneId: string) =>
  ({
    type: 'MFA_ENROLL',
    name: 'Default Policy',
    system: true,
    groupIds: [everyoneId],
    authenticators: { okta_email: 'NOT_ALLOWED', okta_verify: 'OPTIONAL', okta_password: 'REQUIRED' },
  }) as const;

/** Okta's own doing: rules, provisioning. */
export const SYSTEM: LogParty = {
  id: 'okta.system',
  type: 'SystemPrincipal',
  alternateId: 'system@okta.com',
  displayName: 'Okta System',
};

export const userParty = (user: StoredUser): LogParty => ({
  id: user.id,
  type: 'User',
  alternateId: loginOf(user),
  displayName: displayNameOf(user),
});

export const groupParty = (group: StoredGroup): LogParty => ({
  id: group.id,
  type: 'UserGroup',
  alternateId: 'unknown',
  displayName: group.profile.name,
});

export const displayNameOf = (user: StoredUser): string =>
  `${user.profile.firstName ?? ''} ${user.profile.lastName ?? ''}`.trim();
