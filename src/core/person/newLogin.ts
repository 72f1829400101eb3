/**
 * A new name, and with it a new login where the policy says so. The address goes with the login only if they were one;
 * whether the login is free at the provider shows when it is written, and the next one is tried then.
 */
import type { TenureEvent } from '../evidence/model.ts';
import type { Look } from './look.ts';
import type { Profile } from './model.ts';

/** The profile with the address it is to have, and the intent to change the login; as it was when nothing is to change. */
export function withLogin(
  look: Pick<Look, 'ledger' | 'rules' | 'takenLogins'>,
  before: Profile,
  profile: Profile,
): { readonly profile: Profile; readonly rename: readonly TenureEvent[] } {
  const { ledger, rules } = look;
  const account = ledger.accounts.find(({ connection }) => connection === rules.primary);
  const isRenamed = before.givenName !== profile.givenName || before.familyName !== profile.familyName;
  if (!isRenamed || account === undefined || rules.settings.naming.onNameChange === 'keep') return asItIs(profile);
  const meant = account.renameTo ?? account.login;
  const login = loginFor(look, profile, [account.login, meant]);
  if (login === null || login === meant.toLowerCase()) return asItIs(profile);
  const follows = before.workMail.toLowerCase() === meant.toLowerCase();
  const personal = { login };
  const { id, person, connection } = account;
  return {
    profile: follows ? { ...profile, workMail: login } : profile,
    rename: [
      account.providerId === null
        ? { type: 'AccountIntended', account: id, person, connection, because: 'new', personal }
        : { type: 'LoginIntended', account: id, because: 'name-changed', personal },
    ],
  };
}

const asItIs = (profile: Profile) => ({ profile, rename: [] });

/** The first by the naming rule that is nobody else's; their own, if the rule still gives it. */
function loginFor(
  { rules, takenLogins }: Pick<Look, 'rules' | 'takenLogins'>,
  profile: Profile,
  own: readonly string[],
): string | null {
  const theirs = own.map((one) => one.toLowerCase());
  for (let n = 1; n <= 50; n += 1) {
    const login = rules.login(profile, n)?.toLowerCase() ?? null;
    if (login === null || theirs.includes(login) || !takenLogins.has(login)) return login;
  }
  return null;
}
