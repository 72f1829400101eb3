import { describe, expect, it } from 'vitest';
import { account } from '../../../test/support/build.ts';
import { renaming as following, rules } from '../../../test/support/forms.ts';
import { given, HIRED, profile } from '../../../test/support/given.ts';
import type { Account } from './model.ts';
import { withLogin } from './newLogin.ts';

const LOGIN = 'mara.lindt@small.example';
/** The login and the address after a change of name; `null` = the login stays. */
function renamed(family: string, own: Partial<Account>, taken: readonly string[] = [], by = following, mail = LOGIN) {
  const accounts = [account({ login: LOGIN, ...own })];
  const ledger = { ...given(HIRED).ledger, accounts };
  const before = { ...profile, workMail: mail };
  const named = withLogin({ ledger, rules: by, takenLogins: new Set(taken) }, before, {
    ...before,
    familyName: family,
  });
  const [event] = named.rename;
  const login = event !== undefined && 'personal' in event && 'login' in event.personal ? event.personal.login : null;
  return [event?.type ?? null, login, named.profile.workMail];
}

const BERG = 'mara.berg@small.example';

describe('a new name', () => {
  it.each<[string, () => readonly unknown[], readonly unknown[]]>([
    ['brings a new login and address', () => renamed('Berg', {}), ['LoginIntended', BERG, BERG]],
    ['keeps the login where the policy says so', () => renamed('Berg', {}, [], rules), [null, null, LOGIN]],
    ['that is none keeps the login', () => renamed('Lindt', {}), [null, null, LOGIN]],
    [
      'gives the next one where the first is somebody else’s',
      () => renamed('Berg', {}, [BERG]),
      ['LoginIntended', 'mara.berg2@small.example', 'mara.berg2@small.example'],
    ],
    ['keeps what the rule still gives them', () => renamed('Berg', { login: BERG }, [BERG]), [null, null, LOGIN]],
    [
      'leaves an address alone that is not the login',
      () => renamed('Berg', {}, [], following, 'm@other.example'),
      ['LoginIntended', BERG, 'm@other.example'],
    ],
    [
      'of an account not made yet is the login it is made with',
      () => renamed('Berg', { providerId: null }),
      ['AccountIntended', BERG, BERG],
    ],
    [
      'taken back before it was written gives the old login',
      () => renamed('Lindt-Berg', { renameTo: BERG }),
      ['LoginIntended', 'mara.lindt-berg@small.example', LOGIN],
    ],
  ])('%s', (_, made, expected) => expect(made()).toEqual(expected));
});
