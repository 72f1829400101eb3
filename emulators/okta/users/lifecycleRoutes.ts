/** The HTTP side of the life cycle: query flags in, the recorded answers out. */
import { randomBytes } from 'node:crypto';
import { invalid } from '../http/errors.ts';
import { type Answer, type Call, flag, noContent, ok, type Route } from '../http/route.ts';
import { userParty } from '../store/organization.ts';
import {
  activate,
  activationToken,
  changePasswordState,
  deactivate,
  deleteUser,
  reactivate,
  suspend,
  unlock,
  unsuspend,
} from './lifecycle.ts';
import { userOf } from './userChange.ts';
import { userView } from './userView.ts';

const at = (action: string) => `/api/v1/users/:id/lifecycle/${action}`;
const route = (action: string, handle: Route['handle']): Route => ({
  method: 'POST',
  path: at(action),
  scope: 'okta.users.manage',
  handle,
});

const done = ok({});

export const lifecycleRoutes: readonly Route[] = [
  route('activate', (call) => {
    const sendEmail = flag(call.query, 'sendEmail', true);
    activate(call.org, userOf(call), sendEmail, call.by);
    return sendEmail ? done : ok(activationToken(call.url.origin));
  }),
  route('reactivate', (call) => {
    const sendEmail = flag(call.query, 'sendEmail', false);
    reactivate(call.org, userOf(call), sendEmail, call.by);
    return sendEmail ? done : ok(activationToken(call.url.origin));
  }),
  route('deactivate', (call) => {
    deactivate(call.org, userOf(call), flag(call.query, 'sendEmail', false), call.by);
    const later = call.header('prefer') === 'respond-async';
    return { status: later ? call.org.quirks.respondAsync : 200, body: {} };
  }),
  route('suspend', (call) => {
    suspend(call.org, userOf(call), call.by);
    return done;
  }),
  route('unsuspend', (call) => {
    unsuspend(call.org, userOf(call), call.by);
    return done;
  }),
  route('unlock', (call) => {
    unlock(call.org, userOf(call), call.by);
    return done;
  }),
  route('expire_password', (call) => {
    const user = changePasswordState(call.org, userOf(call), 'PASSWORD_EXPIRED', false, call.by);
    return ok(userView(call.org, user, call.url.origin, 'single'));
  }),
  route('expire_password_with_temp_password', (call) => {
    const revoke = flag(call.query, 'revokeSessions', false);
    changePasswordState(call.org, userOf(call), 'PASSWORD_EXPIRED', revoke, call.by);
    return ok({ tempPassword: randomBytes(6).toString('base64url') });
  }),
  route('reset_password', resetPassword),
  route('reset_factors', (call) => {
    const user = userOf(call);
    call.org.factors.delete(user.id);
    call.org.log.add('user.mfa.factor.reset_all', { ...call.by, targets: [userParty(user)] });
    return done;
  }),
  {
    method: 'DELETE',
    path: '/api/v1/users/:id',
    scope: 'okta.users.manage',
    handle: (call) => {
      deleteUser(call.org, userOf(call), call.by);
      return noContent;
    },
  },
];

function resetPassword(call: Call): Answer {
  if (call.query.get('sendEmail') === null) throw invalid('sendEmail', 'sendEmail: The field cannot be left blank');
  const sendEmail = flag(call.query, 'sendEmail', true);
  const user = changePasswordState(
    call.org,
    userOf(call),
    'RECOVERY',
    flag(call.query, 'revokeSessions', false),
    call.by,
  );
  if (sendEmail) {
    call.org.mail('reset-password', user.id);
    return done;
  }
  return ok({ resetPasswordUrl: `${call.url.origin}/reset_password/${randomBytes(15).toString('base64url')}` });
}
