/** POST /users/{id} changes what is given; PUT /users/{id} empties what is left out. */

import { applyRules } from '../groups/ruleEngine.ts';
import { alreadyExists, invalid, notFound, notInThisState, OktaError } from '../http/errors.ts';
import { type Answer, type Call, ok, parseBody, z } from '../http/route.ts';
import type { StoredUser } from '../store/model.ts';
import { type Organization, userParty } from '../store/organization.ts';
import { BASE_ATTRIBUTES } from '../store/profileSchema.ts';
import { changeUser, requireMatch, userOf } from './userChange.ts';
import { userView } from './userView.ts';

const changeShape = z.object({
  profile: z.record(z.string(), z.unknown()).optional(),
  credentials: z.object({ password: z.object({ value: z.string().optional() }).optional() }).optional(),
  type: z.object({ id: z.string() }).optional(),
});

export const updateUserRoute = (call: Call): Answer => update(call, false);
export const replaceUserRoute = (call: Call): Answer => update(call, true);

function update(call: Call, replace: boolean): Answer {
  const { org } = call;
  const user = userOf(call);
  requireMatch(call.header('if-match'), user);
  refuseDeprovisioned(org, user, call.param('id'));
  const body = parseBody(changeShape, call.body);
  if (replace && body.profile === undefined) throw invalid('profile', 'profile: The field cannot be left blank');
  // The type changes only with PUT; POST is documented to refuse it.
  if (body.type !== undefined && (!replace || body.type.id !== org.userTypeId)) {
    throw invalid('type', 'type: the user type cannot be changed');
  }
  refuseMastered(user, body.profile ?? {});
  const before = replace ? {} : user.profile;
  const profile = org.schema.apply(before, body.profile ?? {}, 'user');
  const holder = org.users.byLogin(String(profile.login));
  if (holder !== undefined && holder.id !== user.id) throw alreadyExists('login');
  const password = body.credentials?.password?.value !== undefined;
  const changed = changeUser(org, user, {
    profile,
    ...(password ? { hasPassword: true, passwordChanged: org.timestamp() } : {}),
  });
  org.log.add('user.account.update_profile', {
    ...call.by,
    targets: [userParty(changed)],
    displayMessage: 'Update user profile for Okta',
  });
  applyRules(org, changed);
  return ok(userView(org, changed, call.url.origin, 'single'));
}

const MASTERED = new Set(['ACTIVE_DIRECTORY', 'LDAP', 'IMPORT']);

/** "Attributes owned by HR/AD": the whole change is refused for one attribute of the master's. */
function refuseMastered(user: StoredUser, change: Readonly<Record<string, unknown>>): void {
  if (!MASTERED.has(user.provider.type)) return;
  const own = (name: string) => BASE_ATTRIBUTES[name] !== undefined && change[name] !== user.profile[name];
  if (!Object.keys(change).some(own)) return;
  throw new OktaError(403, 'E0000023', 'Operation failed because user profile is mastered under another system');
}

function refuseDeprovisioned(org: Organization, user: StoredUser, asked: string): void {
  if (user.status !== 'DEPROVISIONED' || org.quirks.updateDeprovisioned === 'allowed') return;
  throw org.quirks.updateDeprovisioned === 'E0000038' ? notInThisState() : notFound(asked, 'User');
}
