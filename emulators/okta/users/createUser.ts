/**
 * POST /users. The status a new user gets follows from what the body carries (table "Create user" of the API
 * reference); the answer is 200 and the whole user.
 */
import { followGroup } from '../apps/appUsers.ts';
import { addMember } from '../groups/membership.ts';
import { applyRules } from '../groups/ruleEngine.ts';
import { alreadyExists, forbidden, invalid, notFound, OktaError } from '../http/errors.ts';
import { type Answer, type Call, flag, ok, parseBody, z } from '../http/route.ts';
import type { Provider, StoredUser, UserStatus } from '../store/model.ts';
import { type By, type Organization, userParty } from '../store/organization.ts';
import { activate } from './lifecycle.ts';
import { userView } from './userView.ts';

const MOST_GROUPS = 20;
const OKTA_PROVIDER: Provider = { type: 'OKTA', name: 'OKTA' };

const credentialsShape = z.object({
  password: z
    .object({ value: z.string().optional(), hash: z.unknown().optional(), hook: z.unknown().optional() })
    .optional(),
  recovery_question: z.object({ question: z.string().optional(), answer: z.string().optional() }).optional(),
  provider: z.object({ type: z.string(), name: z.string().optional() }).optional(),
});

export const newUserShape = z.object({
  profile: z.record(z.string(), z.unknown()).optional(),
  credentials: credentialsShape.optional(),
  groupIds: z.array(z.string()).optional(),
  type: z.object({ id: z.string() }).optional(),
});
export type NewUser = z.infer<typeof newUserShape>;

export interface CreateOptions {
  readonly activate: boolean;
  readonly provider: boolean;
  readonly nextLogin?: string | null;
}

export function createUserRoute(call: Call): Answer {
  const user = createUser(
    call.org,
    parseBody(newUserShape, call.body),
    {
      activate: flag(call.query, 'activate', true),
      provider: flag(call.query, 'provider', false),
      nextLogin: call.query.get('nextLogin'),
    },
    call.by,
  );
  return ok(userView(call.org, user, call.url.origin, 'single'));
}

export function createUser(org: Organization, body: NewUser, options: CreateOptions, by: By): StoredUser {
  const profile = org.schema.apply({}, body.profile ?? {}, 'newUser');
  const { password, recovery_question: recovery } = body.credentials ?? {};
  const hasPassword = password !== undefined && (password.value ?? password.hash ?? password.hook) !== undefined;
  // Without ?provider=true the given provider is ignored, and nobody is told.
  const provider = options.provider ? body.credentials?.provider : undefined;
  const external = provider?.type === 'FEDERATION' || provider?.type === 'SOCIAL';
  if (external && hasPassword) throw invalid('password', 'password: Password is not allowed for this provider');
  if (body.type !== undefined && body.type.id !== org.userTypeId) {
    throw invalid('type', 'type: the user type does not exist');
  }
  if (options.nextLogin === 'changePassword') refuseChangePassword(options.activate, hasPassword);
  const groupIds = checkedGroups(org, body.groupIds ?? []);
  if (org.users.byLogin(String(profile.login)) !== undefined) throw alreadyExists('login');

  // "Activation of a user is an asynchronous operation": where that takes time, it is STAGED on its way.
  const later = options.activate && org.quirks.lifecycleDelayMilliseconds > 0;
  const status = later ? 'STAGED' : firstStatus(org, options, hasPassword || external);
  const at = org.timestamp();
  const active = status !== 'STAGED';
  const user = org.users.put({
    id: org.newId('00u'),
    status,
    created: at,
    activated: active ? at : null,
    statusChanged: active ? at : null,
    lastLogin: null,
    lastUpdated: at,
    passwordChanged: hasPassword ? at : null,
    profile,
    provider: provider === undefined ? OKTA_PROVIDER : { type: provider.type, name: provider.name ?? provider.type },
    hasPassword,
    ...(recovery?.question === undefined ? {} : { recoveryQuestion: recovery.question }),
    version: 1,
  });
  org.log.add('user.lifecycle.create', { ...by, targets: [userParty(user)], displayMessage: 'Create Okta user' });
  if (active) {
    org.log.add('user.lifecycle.activate', { ...by, targets: [userParty(user)], displayMessage: 'Activate Okta user' });
  }
  if (status === 'PROVISIONED') org.mail('activation', user.id);
  for (const groupId of groupIds) addMember(org, groupId, user.id, by);
  applyRules(org, user);
  followGroup(org, org.everyoneId, user.id, by);
  if (later) activate(org, user, !hasPassword && !external, by);
  return org.users.get(user.id) ?? user;
}

function firstStatus(org: Organization, options: CreateOptions, canSignIn: boolean): UserStatus {
  if (!options.activate) return 'STAGED';
  if (options.nextLogin === 'changePassword') return 'PASSWORD_EXPIRED';
  return canSignIn ? 'ACTIVE' : org.quirks.passwordlessActivation;
}

function refuseChangePassword(activate: boolean, hasPassword: boolean): void {
  if (!hasPassword) {
    throw new OktaError(
      400,
      'E0000124',
      'Could not create user. To create a user and expire their password immediately, a password must be specified',
    );
  }
  if (!activate) {
    throw new OktaError(
      400,
      'E0000125',
      'Could not create user. To create a user and expire their password immediately, "activate" must be true',
    );
  }
}

function checkedGroups(org: Organization, groupIds: readonly string[]): readonly string[] {
  if (groupIds.length > MOST_GROUPS) {
    throw new OktaError(400, 'E0000093', 'Target count limit exceeded', [`groupIds: at most ${MOST_GROUPS} groups`]);
  }
  for (const groupId of groupIds) {
    const group = org.groups.get(groupId);
    if (group === undefined) throw notFound(groupId, 'UserGroup');
    if (group.type !== 'OKTA_GROUP') throw forbidden();
  }
  return [...new Set(groupIds)];
}
