/** People at Okta: read by id or login, made in one write, moved through the life cycle ("Users"). */
import type { AccountProfile, SeenAccount } from '../../core/reconcile/model.ts';
import { providerAccountId } from '../../core/shared/ids.ts';
import { parseInstant } from '../../core/shared/instant.ts';
import { fitted } from '../../core/shared/profileFit.ts';
import { Fault } from '../../ports/fault.ts';
import {
  type AccountReader,
  type AccountWriter,
  type CallOptions,
  type NewAccount,
  type ProfileFields,
  READS_ADMIN_ROLES,
} from '../../ports/provider.ts';
import { begin, type OktaClient } from './client.ts';
import { GROUPS_AT_CREATE } from './config.ts';
import { localId } from './ids.ts';
import { lifecycleOf } from './lifecycle.ts';
import { fromOkta, toOkta } from './profile.ts';
import { createdUser, role, type User } from './schemas.ts';
import { masteredElsewhere, sourceOf, stateOf } from './states.ts';
import { readUser } from './user.ts';

export function accountsOf(
  client: OktaClient,
  markAttribute: string,
  { fieldsFor }: ProfileFields,
): AccountReader & AccountWriter {
  const lifecycle = lifecycleOf(client);

  return {
    ...lifecycle,

    async readAccount(id, call) {
      const found = await readUser(client, 'read account', id, begin(call));
      if (found === null) return null;
      // The path also takes logins: an answer about somebody else must never pass for this account.
      if (found.id !== id) throw new Fault('invalid', 'read account', { note: 'this is not an account id' });
      return seen(found);
    },

    async readAccountByLogin(login, call) {
      if (login.includes('/')) {
        // "Get a user": a login with a slash is found by id only.
        throw new Fault('invalid', 'read account by login', { note: 'a login with "/" cannot be looked up' });
      }
      const found = await readUser(client, 'read account by login', login, begin(call));
      // The path also takes ids and login short names ("ada" for ada@acme.example): only the login itself counts.
      if (found === null || loginOf(found).toLowerCase() !== login.toLowerCase()) return null;
      const mark = found.profile[markAttribute];
      return { ...seen(found), mark: typeof mark === 'string' && mark !== '' ? mark : null };
    },

    async holdsAdminRole(id, call) {
      const path = `/api/v1/users/${encodeURIComponent(id)}/roles`;
      const roles = await client.list(
        { operation: READS_ADMIN_ROLES, method: 'GET', path, effect: 'read' },
        role,
        begin(call),
      );
      return roles.length > 0;
    },

    createAccount: (account, call) => create(account, call),

    updateProfile: async (id, profile, call) =>
      update('update profile', id, await onWire('update profile', profile, call), call),
    changeLogin: async (id, login, profile, call) =>
      update('change login', id, { ...(await onWire('change login', profile, call)), login }, call),
  };

  /** By the types of the org's own schema; refused here is refused before anything was sent. */
  async function onWire(operation: string, profile: AccountProfile, call: CallOptions) {
    const fields = await fieldsFor(profile, call);
    const { profile: kept, unfit } = fitted(profile, fields);
    if (unfit.length === 0) return toOkta(operation, kept, fields);
    const named = unfit.map(({ field, why }) => `${field} (${why})`).join(', ');
    throw new Fault('invalid', operation, { note: `the profile here does not take: ${named}` });
  }

  async function update(operation: string, id: string, fields: Record<string, unknown>, call: CallOptions) {
    if (Object.keys(fields).length === 0) return;
    // POST changes what is named; PUT would clear the rest.
    const path = `/api/v1/users/${encodeURIComponent(id)}`;
    const body = { profile: fields };
    await client.run({ operation, method: 'POST', path, body, effect: 'convergent' }, begin(call));
  }

  /** One write. Only a link for a mail of our own needs a second: Okta gives links on activation alone. */
  async function create(account: NewAccount, call: CallOptions) {
    const operation = 'create account';
    const profile = await onWire(operation, { email: account.login, ...account.profile, login: account.login }, call);
    const groupIds = account.groups.slice(0, GROUPS_AT_CREATE).map((group) => localId(client, operation, group));
    const errand = begin(call);
    const activate = account.active && account.providerSendsMail;
    const body = {
      profile: { ...profile, [markAttribute]: account.mark },
      ...(groupIds.length === 0 ? {} : { groupIds }),
    };
    const request = {
      operation,
      method: 'POST',
      path: `/api/v1/users?activate=${activate}`,
      body,
      effect: 'once',
    } as const;
    const made = await client.read(request, createdUser, errand).catch(nameTheMissing);
    const providerId = providerAccountId(made.id);
    if (!account.active || activate) return { providerId, activationLink: null };
    try {
      return { providerId, ...(await lifecycle.activateWithin(providerId, false, errand)) };
    } catch (error) {
      throw error instanceof Fault ? halfMade(error) : error;
    }
  }
}

/** Nothing but a group can be missing at a create; the account itself is not there yet. */
function nameTheMissing(error: unknown): never {
  if (!(error instanceof Fault) || error.kind !== 'missing') throw error;
  throw new Fault('missing', error.operation, { vendorCode: error.vendorCode, note: 'one of its groups is not there' });
}

/** The account is there and was not opened: the caller must look it up by its mark before it does anything else. */
function halfMade(fault: Fault): Fault {
  return new Fault(fault.kind, 'create account', {
    vendorCode: fault.vendorCode,
    retryAt: fault.retryAt,
    outcomeUnknown: true,
    note: 'made, but not activated',
    cause: fault,
  });
}

export const loginOf = (found: User) => (typeof found.profile.login === 'string' ? found.profile.login : '');

/** "Users, lastLogin": `null` for who never signed in; a date nobody can read tells nothing. */
function signInOf({ lastLogin }: User): Pick<SeenAccount, 'lastSignIn'> {
  if (lastLogin === undefined) return {};
  const lastSignIn = lastLogin === null ? null : parseInstant(lastLogin);
  return lastSignIn === undefined ? {} : { lastSignIn };
}

/** "Users, statusChanged": `null` for some that never changed; a date nobody can read tells nothing. */
function sinceOf({ statusChanged }: User): Pick<SeenAccount, 'stateSince'> {
  const stateSince = statusChanged == null ? undefined : parseInstant(statusChanged);
  return stateSince === undefined ? {} : { stateSince };
}

/** One user as the core sees an account. */
export function seen(found: User): SeenAccount {
  const source = sourceOf(found);
  return {
    providerId: providerAccountId(found.id),
    login: loginOf(found),
    state: stateOf(found),
    profile: fromOkta(found.profile),
    masteredElsewhere: masteredElsewhere(found),
    ...(source === undefined ? {} : { source }),
    ...signInOf(found),
    ...sinceOf(found),
  };
}
