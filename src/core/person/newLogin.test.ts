import { describe, expect, it } from 'vitest';
import { account, at, joining, theCase } from '../../../test/support/build.ts';
import { changes, edited, renaming as following, rules } from '../../../test/support/forms.ts';
import { given, HIRED, only, profile } from '../../../test/support/given.ts';
import { newCase } from '../evidence/index.ts';
import { providerAccountId } from '../shared/ids.ts';
import type { Account } from './model.ts';
import { withLogin } from './newLogin.ts';

const LOGIN = 'mara.lindt@small.example';
/** The login and the address after a change of name; `null` = the login stays. */
function renamed(family: string, own: Partial<Account>, taken: readonly string[] = [], by = following, mail = LOGIN) {
  const accounts = [account({ login: LOGIN, ...own })];
  const ledger = { ...given(HIRED).ledger, accounts };
  const before = { ...profile, workMail: mail };
  const look = { ledger, rules: by, takenLogins: new Set(taken), state: newCase(theCase('changing')), now: at(5) };
  const named = withLogin(look, before, { ...before, familyName: family });
  const [event] = named.rename;
  const login = event !== undefined && 'personal' in event && 'login' in event.personal ? event.personal.login : null;
  return [event?.type ?? null, login, named.profile.workMail];
}

const BERG = 'mara.berg@small.example';

describe('a new name', () => {
  it.each<[string, () => readonly unknown[], readonly unknown[]]>([
    [
      'brings a new login; the address follows once it is read back',
      () => renamed('Berg', {}),
      ['LoginIntended', BERG, LOGIN],
    ],
    ['keeps the login where the policy says so', () => renamed('Berg', {}, [], rules), [null, null, LOGIN]],
    ['that is none keeps the login', () => renamed('Lindt', {}), [null, null, LOGIN]],
    [
      'gives the next one where the first is somebody else’s',
      () => renamed('Berg', {}, [BERG]),
      ['LoginIntended', 'mara.berg2@small.example', LOGIN],
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

describe('a new name where HR or a directory masters the account', () => {
  const theirs = given(HIRED, {
    on: joining,
    minute: 1,
    events: [
      {
        type: 'AccountVerified',
        account: account().id,
        providerId: providerAccountId('00u1'),
        state: 'active',
        loweredByUs: null,
        at: at(1),
        source: 'AD:emea',
      },
    ],
  });
  const form = changes({ familyName: 'Berg' });
  const facts = { rules: following };

  it('writes no login and claims no address: the case asks where the new one must come from, once', () => {
    const events = theirs.when(form, 5, facts);
    expect(only(events, 'LoginIntended')).toEqual([]);
    expect(only(events, 'ProfileChanged')).toMatchObject([{ personal: { familyName: 'Berg', workMail: LOGIN } }]);
    expect(only(events, 'ExceptionRaised')).toMatchObject([{ kind: 'login-awaited', detail: { source: 'AD:emea' } }]);
    const again = theirs.after(form, 5, facts).when(edited(form, 6, { familyName: 'Berger' }), 6, facts);
    expect(only(again, 'ExceptionRaised')).toEqual([]);
  });

  it('waits for none any more when the name is put back', () => {
    const back = theirs.after(form, 5, facts).when(edited(form, 6, { familyName: 'Lindt' }), 6, facts);
    expect(only(back, 'ExceptionSettled')).toMatchObject([{ verdict: 'retry' }]);
  });
});
