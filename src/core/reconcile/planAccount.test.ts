/** Sign-in: every state that is wanted against every state the provider may show. */
import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  grant,
  group,
  joining,
  leaving,
  notMadeYet,
  seen,
  seenAccount,
  situation,
  theCase,
} from '../../../test/support/build.ts';
import type { Account, Engagement, SeenState } from '../person/model.ts';
import { engagementId } from '../shared/ids.ts';
import { planAccount } from './planAccount.ts';

type Wanted = 'none' | 'staged' | 'active' | 'suspended' | 'deactivated';
const second = { id: engagementId('second'), openedBy: theCase('again'), changedBy: theCase('again') };
/** In minute 5. */
const WORK: Readonly<Record<Wanted, readonly Engagement[]>> = {
  none: [engagement({ accountFrom: at(20), activeFrom: at(20), start: at(30) })],
  staged: [engagement({ activeFrom: at(20), start: at(30) })],
  active: [engagement()],
  suspended: [engagement({ end: at(5) }), engagement({ ...second, activeFrom: at(20), start: at(30) })],
  deactivated: [engagement({ end: at(5), endedBy: leaving })],
};
const signIn = (wanted: Wanted, state: SeenState | null, own: Partial<Account> = {}) => {
  const given = situation({ ledger: { engagements: WORK[wanted] }, account: account(own), seen: seen(state) });
  expect(given.wanted.state).toBe(wanted);
  const { before, after, obstacles } = planAccount(given);
  const steps = [...before, ...after].map(({ type }) => type);
  return [...steps, ...obstacles.map(({ type }) => `! ${type}`)].join(', ');
};
const lowered = (state: 'suspended' | 'deactivated', edit: Partial<Account> = {}): Partial<Account> => ({
  verified: state,
  verifiedAt: at(1),
  loweredByUs: state,
  ...edit,
});
const CLOSE = 'end-sessions, deactivate';

describe('an account that is there', () => {
  it.each<[Wanted, SeenState, string]>([
    ['none', 'active', ''],
    ['staged', 'staged', ''],
    ['staged', 'active', ''],
    ['active', 'active', ''],
    ['active', 'awaiting-user', ''],
    ['active', 'changing', ''],
    ['active', 'staged', 'activate'],
    ['suspended', 'active', 'suspend, end-sessions'],
    ['suspended', 'awaiting-user', 'deactivate'],
    ['suspended', 'suspended', ''],
    ['suspended', 'deactivated', ''],
    ['suspended', 'staged', ''],
    ['suspended', 'changing', ''],
    ['deactivated', 'active', `suspend, ${CLOSE}`],
    ['deactivated', 'awaiting-user', `suspend, ${CLOSE}`],
    ['deactivated', 'suspended', CLOSE],
    ['deactivated', 'staged', CLOSE],
    // The provider refuses to suspend it until it has settled.
    ['deactivated', 'changing', CLOSE],
    ['deactivated', 'deactivated', ''],
  ])('wanted %s and seen %s: %s', (wanted, state, expected) => expect(signIn(wanted, state)).toBe(expected));
});

describe('never raise what another hand lowered (invariant 4)', () => {
  it.each<['suspended' | 'deactivated', Account['loweredByUs'], string]>([
    ['suspended', null, '! lowered-by-other-hand'],
    ['suspended', 'suspended', 'unsuspend'],
    ['suspended', 'deactivated', '! lowered-by-other-hand'],
    ['deactivated', null, '! lowered-by-other-hand'],
    ['deactivated', 'deactivated', 'activate'],
    ['deactivated', 'suspended', '! lowered-by-other-hand'],
  ])('wanted active, seen %s, lowered by us: %s gives %s', (state, loweredByUs, expected) =>
    expect(signIn('active', state, { loweredByUs })).toBe(expected),
  );

  it('says which state it was found in, and leaves the profile alone', () => {
    const given = situation({ seen: seen('suspended'), profile: { department: 'Science' } });
    expect(planAccount(given)).toEqual({
      before: [],
      after: [],
      obstacles: [{ type: 'lowered-by-other-hand', for: joining, state: 'suspended' }],
    });
  });
});

describe('opened again by another hand', () => {
  it.each<[Wanted, 'suspended' | 'deactivated', SeenState]>([
    ['suspended', 'suspended', 'active'],
    ['suspended', 'deactivated', 'awaiting-user'],
    ['deactivated', 'deactivated', 'active'],
    ['deactivated', 'deactivated', 'staged'],
  ])('wanted %s, verified %s, seen %s: a person decides', (wanted, verified, state) =>
    expect(signIn(wanted, state, lowered(verified, { verifiedAt: at(5) }))).toBe('! raised-by-other-hand'),
  );

  it('a leaver who was only suspended so far is closed all the same', () =>
    expect(signIn('deactivated', 'active', lowered('suspended', { verifiedAt: at(5) }))).toBe(`suspend, ${CLOSE}`));

  it('is said whoever had closed it, and no longer once a person has set it aside', () => {
    const verified = { verified: 'deactivated', verifiedAt: at(5), loweredByUs: null } as const;
    expect(signIn('deactivated', 'active', verified)).toBe('! raised-by-other-hand');
    expect(signIn('deactivated', 'active', lowered('deactivated', { verified: null }))).toBe(`suspend, ${CLOSE}`);
  });

  it('is not said when it was to be open in between: that may have been our own run, cut off', () => {
    expect(signIn('deactivated', 'active', lowered('deactivated', { verifiedAt: at(4) }))).toBe(`suspend, ${CLOSE}`);
    expect(signIn('deactivated', 'active', lowered('deactivated', { verifiedAt: null }))).toBe(
      '! raised-by-other-hand',
    );
  });
});

describe('a field that is to be empty', () => {
  it.each<[string, Readonly<Record<string, string>>, Parameters<typeof seenAccount>[1], string]>([
    ['is emptied', { title: '' }, { profile: { title: 'Lead' } }, '{"title":""}'],
    ['is left when it is', { title: '' }, { profile: {} }, ''],
    ['is left where another masters it', { title: '' }, { profile: { title: 'Lead' }, masteredElsewhere: true }, ''],
    ['is left when nothing is said of it', {}, { profile: { title: 'Lead' } }, ''],
  ])('%s', (_, profile, edit, expected) => {
    const given = situation({ seen: { ...seen('active'), account: seenAccount('active', edit) }, profile });
    const written = planAccount(given).before.map((one) => ('profile' in one ? JSON.stringify(one.profile) : one.type));
    expect(written.join()).toBe(expected);
  });

  it('is not sent with an account that is made', () => {
    const profile = { title: '', department: 'Science' };
    const [create] = planAccount(situation({ account: notMadeYet, seen: seen(null), profile })).before;
    expect(create).toMatchObject({ type: 'create-account', profile: { department: 'Science' } });
    expect(create && 'profile' in create && 'title' in create.profile).toBe(false);
  });
});

describe('an account that is not there', () => {
  const absent = (wanted: Wanted, own: Account) =>
    planAccount(situation({ ledger: { engagements: WORK[wanted] }, account: own, seen: seen(null) }));

  it.each<[Wanted, string]>([
    ['none', ''],
    ['staged', 'create-account without sign-in'],
    ['active', 'create-account with sign-in'],
    ['suspended', 'create-account without sign-in'],
    ['deactivated', ''],
  ])('never made and wanted %s: %s', (wanted, expected) => {
    const made = absent(wanted, notMadeYet).before.map((change) =>
      change.type === 'create-account' ? `${change.type} ${change.active ? 'with' : 'without'} sign-in` : change.type,
    );
    expect(made.join()).toBe(expected);
  });

  it.each<[Wanted, readonly string[]]>([
    ['none', []],
    ['staged', ['account-vanished']],
    ['active', ['account-vanished']],
    ['suspended', ['account-vanished']],
    ['deactivated', []],
  ])('made once and wanted %s: %s, and never made a second time', (wanted, expected) => {
    const { before, after, obstacles } = absent(wanted, account());
    expect([...before, ...after]).toEqual([]);
    expect(obstacles.map(({ type }) => type)).toEqual(expected);
  });

  it('is made with login, profile and the groups that are wanted from the first moment', () => {
    const given = situation({
      ledger: { grants: [grant('one', [group('a')], 0), grant('later', [group('b')], 9)] },
      account: notMadeYet,
      seen: seen(null),
      profile: { givenName: 'Mara' },
    });
    expect(planAccount(given).before).toEqual([
      {
        type: 'create-account',
        for: joining,
        login: 'mara.lindt@acme.example',
        profile: { givenName: 'Mara' },
        active: true,
        groups: [group('a')],
      },
    ]);
  });
});

describe('the profile', () => {
  const profile = { department: 'Science', title: 'Lead' };
  const written = (wanted: Wanted, state: SeenState, edit: Parameters<typeof seenAccount>[1] = {}, own = {}) => {
    const reading = { ...seen(state), account: seenAccount(state, edit) };
    const ledger = { engagements: WORK[wanted] };
    return planAccount(situation({ ledger, account: account(own), seen: reading, profile })).before;
  };

  it('is written where it differs, and only there; what else the account says stays', () => {
    expect(written('active', 'active', { profile: { department: 'Science', city: 'Bern' } })).toEqual([
      { type: 'update-profile', for: joining, profile: { title: 'Lead' } },
    ]);
    expect(written('active', 'active', { profile })).toEqual([]);
  });

  it.each<[Wanted, SeenState, readonly string[], Partial<Account>]>([
    ['staged', 'staged', ['update-profile'], {}],
    ['active', 'staged', ['update-profile', 'activate'], {}],
    ['active', 'suspended', ['unsuspend', 'update-profile'], lowered('suspended')],
    // That of a closed account cannot be written: it follows in the next round.
    ['active', 'deactivated', ['activate'], lowered('deactivated')],
    ['suspended', 'active', ['suspend', 'end-sessions'], {}],
    ['deactivated', 'active', ['suspend', 'end-sessions'], {}],
    ['none', 'active', [], {}],
  ])('wanted %s, seen %s: %s', (wanted, state, expected, own) =>
    expect(written(wanted, state, {}, own).map(({ type }) => type)).toEqual(expected),
  );

  it('mastered elsewhere is waited for, never written; sign-in is ours all the same', () => {
    expect(written('active', 'active', { masteredElsewhere: true })).toEqual([]);
    expect(written('active', 'staged', { masteredElsewhere: true })).toEqual([{ type: 'activate', for: joining }]);
  });
});

it('what is done for a leaver is evidence of the case that ended the work', () =>
  expect(planAccount(situation({ ledger: { engagements: WORK.deactivated }, seen: seen('active') })).after).toEqual([
    { type: 'deactivate', for: leaving },
  ]));
