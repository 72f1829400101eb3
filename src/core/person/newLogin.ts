/**
 * A new name, and with it a new login where the policy says so. Whether the login is free at the provider shows when it is
 * written, and the next one is tried then. The address goes with the login if they were one, and not before the login has
 * been read back (app/reconcile/loginChange.ts); only of an account that is not made yet it is theirs at once.
 * Where HR or a directory masters the account, the login is theirs to give: it is waited for.
 */
import type { TenureEvent } from '../evidence/model.ts';
import { exceptionId } from '../shared/ids.ts';
import type { Look } from './look.ts';
import type { Account, Profile } from './model.ts';

export interface NewLogin {
  readonly profile: Profile;
  readonly rename: readonly TenureEvent[];
}

/** The profile, and the intent to change the login or the wait for it; as it was when nothing is to change. */
export function withLogin(look: Login, before: Profile, profile: Profile): NewLogin {
  const { ledger, rules } = look;
  const account = ledger.accounts.find(({ connection }) => connection === rules.primary);
  const isRenamed = before.givenName !== profile.givenName || before.familyName !== profile.familyName;
  const asItIs = { profile, rename: [] };
  if (!isRenamed || account === undefined || rules.settings.naming.onNameChange === 'keep') return asItIs;
  const meant = account.renameTo ?? account.login;
  const login = loginFor(look, profile, [account.login, meant]);
  const isNew = login !== null && login !== meant.toLowerCase();
  if (account.source !== undefined) return { profile, rename: askedThere(look, account, isNew ? login : null) };
  if (!isNew) return asItIs;
  const personal = { login };
  const { id, person, connection } = account;
  if (account.providerId !== null)
    return { profile, rename: [{ type: 'LoginIntended', account: id, because: 'name-changed', personal }] };
  const follows = before.workMail.toLowerCase() === meant.toLowerCase();
  return {
    profile: follows ? { ...profile, workMail: login } : profile,
    rename: [{ type: 'AccountIntended', account: id, person, connection, because: 'new', personal }],
  };
}

type Login = Pick<Look, 'ledger' | 'rules' | 'takenLogins' | 'state' | 'now'>;

/** Asked for once, until it has come, or a name that needs no other login stands on the form again. */
function askedThere({ state, now }: Login, account: Account, login: string | null): TenureEvent[] {
  const open = state.exceptions.filter(({ kind, verdict }) => kind === LOGIN_AWAITED && verdict === null);
  if (login === null) {
    return open.map(({ id }) => {
      const by = 'Tenure: the name needs no other login';
      return { type: 'ExceptionSettled', exception: id, verdict: 'retry', by, at: now };
    });
  }
  if (open.length > 0) return [];
  return [
    {
      type: 'ExceptionRaised',
      exception: exceptionId(`${state.id}!${LOGIN_AWAITED}-${state.exceptions.length + 1}`),
      kind: LOGIN_AWAITED,
      account: account.id,
      detail: { source: account.source ?? null },
    },
  ];
}

/** A new login that only the account's master can give. */
export const LOGIN_AWAITED = 'login-awaited';

/** The first by the naming rule that is nobody else's; their own, if the rule still gives it. */
function loginFor({ rules, takenLogins }: Login, profile: Profile, own: readonly string[]): string | null {
  const theirs = own.map((one) => one.toLowerCase());
  for (let n = 1; n <= 50; n += 1) {
    const login = rules.login(profile, n)?.toLowerCase() ?? null;
    if (login === null || theirs.includes(login) || !takenLogins.has(login)) return login;
  }
  return null;
}
