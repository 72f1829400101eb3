import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  exclusion,
  grant,
  group,
  ledger,
  okta,
  person,
  record,
} from '../../../test/support/build.ts';
import { type Listing, listed, listOf } from '../../../test/support/listed.ts';
import { applicationId, naturalKey, providerAccountId } from '../shared/ids.ts';
import type { AdoptionItem } from './model.ts';

const only = (listing: Listing): AdoptionItem => {
  const [item, ...others] = listOf(listing).items;
  if (item === undefined || others.length > 0) throw new Error(`${others.length + 1} items`);
  return item;
};
const standing = (edit: Parameters<typeof listed>[1], adoption?: string) => {
  const {
    standing: found,
    because,
    about,
  } = only({
    accounts: [listed(1, edit)],
    ...(adoption === undefined ? {} : { adoption }),
  });
  return [found, ...because, ...about].join(' ');
};
const memberships = (listing: Listing) =>
  only(listing).memberships.map(({ name, as, rows, because }) =>
    [name.slice(5), as, ...rows, because ?? ''].join(' ').trim(),
  );

describe('an account', () => {
  it.each([
    [{}, 'matched', 'is matched by the number in its profile'],
    [{ profile: { employeeNumber: '' } }, 'finding no-person-key', 'without a number is nobody’s, whatever its name'],
    [{ login: 'ROOT@small.example' }, 'out-of-reach protected', 'that policy protects is out of reach'],
    [{ login: 'Robot@small.example' }, 'out-of-reach non-person', 'registered as no person’s own is out of reach'],
    [{ profile: { workMail: 'Root@small.example' } }, 'out-of-reach protected', 'is so by its work address too'],
    [
      { profile: { workMail: 'robot@small.example' } },
      'out-of-reach non-person',
      'registered by that address is so too',
    ],
    [{ admin: true }, 'out-of-reach administrator', 'with an admin role is out of reach'],
    [{ state: 'staged' }, 'finding never-used', 'that was never opened is a finding'],
    [{ state: 'awaiting-user' }, 'finding never-used', 'nobody has signed in with is a finding'],
    [{ state: 'suspended' }, 'finding suspended', 'that is suspended is a finding'],
    [{ state: 'deactivated' }, 'finding closed', 'that is closed is a finding'],
    [{ state: 'changing' }, 'finding changing', 'that is changing is a finding'],
    [{ profile: { department: 'Alchemy' } }, 'finding unknown-value department', 'with an unknown value is a finding'],
    [{ profile: { userType: 'robot' } }, 'finding unknown-value workerType', 'of no known worker type is a finding'],
    [{ profile: { familyName: ' ' } }, 'finding missing-value familyName', 'without a name is a finding'],
  ] as const)('%o is %s: it %s', (edit, expected, _why) => expect(standing(edit)).toBe(expected));

  it.each([
    ['{ requires: [manager, location] }', 'finding missing-value location'],
    ['{ requires: [manager, department] }', 'matched'],
    ['{ personKey: badge }', 'finding no-person-key'],
    ['{ personKey: displayName }', 'matched'],
    ['{ contractEnd: lastDay }', 'matched'],
  ])('under %s is %s', (adoption, expected) => expect(standing({}, adoption)).toBe(expected));

  it.each([
    ['2026-01-04', 'finding contract-over', null],
    ['in May', 'finding unreadable-date', null],
    ['2026-03-31', 'matched', '2026-03-31T22:00:00.000Z'],
  ])('whose contract ends %s is %s', (lastDay, expected, end) => {
    const item = only({ accounts: [listed(1, { profile: { lastDay } })], adoption: '{ contractEnd: lastDay }' });
    expect([item.standing, ...item.because].join(' ')).toBe(expected);
    expect(item.person?.end ?? null).toBe(end);
  });

  it('is a finding where two say the same number, however it is written', () => {
    const { items } = listOf({ accounts: [listed(1), listed(2, { profile: { employeeNumber: ' e1 ' } }), listed(3)] });
    expect(items.map(({ because }) => because.join())).toEqual(['same-person-key', 'same-person-key', '']);
  });

  it('is matched by the number, folded for comparing and kept as it is written', () => {
    const read = only({ accounts: [listed(1, { profile: { employeeNumber: 'N1' } })] });
    expect(read.person?.profile).toMatchObject({
      naturalKey: 'n1',
      employeeNumber: 'N1',
      workMail: 'p1@small.example',
    });
  });

  it('of a company that keeps no numbers is matched by its work address, else by its login', () => {
    const key = (workMail: string) =>
      only({ accounts: [listed(1, { login: 'L1@small.example', profile: { workMail } })], numbered: false }).person
        ?.profile;
    expect(key('One@small.example')).toMatchObject({ naturalKey: 'one@small.example', workMail: 'One@small.example' });
    expect(key('')?.naturalKey).toBe('l1@small.example');
  });

  it('tells of a person what the policy would write into its profile, and where the two differ', () => {
    const item = only({ accounts: [listed(1, { profile: { displayName: 'Somebody else', userType: 'Employee' } })] });
    expect(item.person).toMatchObject({
      id: null,
      workerType: 'employee',
      attributes: { department: 'Science', workerType: 'employee' },
      profile: { givenName: 'Given1', managerMail: 'boss@small.example' },
    });
    expect(item.profileDiffers).toEqual(['displayName', 'userType']);
    const elsewhere = { masteredElsewhere: true, profile: { displayName: 'Somebody else' } };
    expect(only({ accounts: [listed(1, elsewhere)] }).profileDiffers).toEqual([]);
  });
});

describe('a membership', () => {
  it.each([
    ['all', ['all explained everyone'], 'a row gives'],
    ['figma-editors', ['figma-editors adopted'], 'nothing explains'],
    ['vault-readers', ['vault-readers adopted'], 'of low risk'],
    ['vault-admins', ['vault-admins finding high-risk'], 'of high risk'],
    ['imported', ['imported owned-elsewhere'], 'a directory fills'],
    ['science-rule', ['science-rule explained science'], 'a rule fills and a row gives'],
    ['keepers', ['keepers finding protected-group'], 'of a protected group'],
    ['everyone', [], 'everybody has anyway'],
  ] as const)('of %s is %s: one that %s', (name, expected, _why) =>
    expect(memberships({ accounts: [listed(1)], members: { [name]: [1] } })).toEqual(expected),
  );

  it('of an account that is not adopted is left with it', () => {
    const closed = {
      accounts: [listed(1, { state: 'deactivated' as const })],
      members: { all: [1], 'vault-readers': [1] },
    };
    expect(memberships(closed)).toEqual([
      'all finding account-not-adopted',
      'vault-readers finding account-not-adopted',
    ]);
    expect(only(closed).grants).toEqual([]);
    expect(only(closed).missing).toEqual([]);
  });

  it('becomes a grant with the rows that explain it, or one that is looked at again', () => {
    const { grants, missing } = only({ accounts: [listed(1)], members: { all: [1], 'vault-readers': [1] } });
    expect(grants.map(({ cause, holds, groups, rows }) => [cause, holds.kind, groups.length, ...rows])).toEqual([
      ['birthright', 'group', 1, 'everyone'],
      // What a person opens by hand is taken for given: nothing at the provider tells.
      ['birthright', 'entitlement', 0, 'science'],
      ['adopted', 'group', 1],
    ]);
    expect(missing.map(({ name }) => name)).toEqual(['okta:figma-viewers', 'okta:science', 'okta:science-rule']);
  });
});

describe('somebody the ledger knows', () => {
  const ours = ledger({
    person: { ...person, profile: { ...person.profile, naturalKey: naturalKey('e1') } },
    engagements: [engagement()],
    accounts: [account({ providerId: providerAccountId('u1') })],
    grants: [grant('g', [group('all')], 0)],
  });
  const listing = { accounts: [listed(1)], ledgers: [ours], now: at(5) };

  it('is known by the account, and only what is new is taken over', () => {
    const item = only({ ...listing, members: { all: [1], 'vault-readers': [1] } });
    expect(item.standing).toBe('known');
    expect(item.memberships.map(({ name, as }) => `${name} ${as}`)).toEqual(['okta:vault-readers adopted']);
    expect(item.grants.filter(({ groups }) => groups.length > 0)).toHaveLength(1);
  });

  it('keeps what a decision has excluded or a removal has ended as a finding', () => {
    const excluded = { ...ours, exclusions: [exclusion([group('vault-readers')], 0)] };
    const of = { ...listing, members: { 'vault-readers': [1] } };
    expect(memberships({ ...of, ledgers: [excluded] })).toEqual(['vault-readers finding excluded']);
    const removed = { ...ours, records: [record(group('vault-readers'), { removalVerifiedAt: at(1) })] };
    expect(memberships({ ...of, ledgers: [removed] })).toEqual(['vault-readers finding removed-before']);
  });

  it('who has left holds nothing that could be taken over', () => {
    const left = { ...ours, engagements: [engagement({ end: at(2) })], grants: [] };
    expect(memberships({ ...listing, ledgers: [left], members: { all: [1] } })).toEqual([
      'all finding account-not-adopted',
    ]);
    const byKey = { ...left, accounts: [] };
    expect(only({ ...listing, ledgers: [byKey] }).because).toEqual(['has-left']);
  });

  it('has no second account', () => {
    const other = only({
      ...listing,
      ledgers: [{ ...ours, accounts: [account({ providerId: providerAccountId('u9') })] }],
    });
    expect(other.because).toEqual(['second-account']);
  });
});

describe('a list', () => {
  const accounts = [listed(1), listed(2), listed(3, { profile: { department: 'Sales' } })];
  const members = { all: [1, 2, 3], 'vault-readers': [2] };

  it('is the same in whatever order it was read, and another when anything differs', () => {
    const list = listOf({ accounts, members });
    expect(listOf({ accounts: [...accounts].reverse(), members: { 'vault-readers': [2], all: [3, 1, 2] } }).hash).toBe(
      list.hash,
    );
    const others = [
      listOf({ accounts, members: { ...members, 'vault-readers': [1] } }),
      listOf({ accounts: [listed(1, { login: 'other@small.example' }), ...accounts.slice(1)], members }),
      listOf({ accounts, members, adoption: '{ requires: [location] }' }),
      listOf({ accounts, members, scope: { kind: 'department', connection: okta, department: 'science' } }),
    ];
    expect(new Set([list, ...others].map(({ hash }) => hash)).size).toBe(5);
  });

  it('of a department or an application has only theirs', () => {
    const of = (scope: NonNullable<Listing['scope']>) =>
      listOf({ accounts, members, scope }).items.map(({ account: id }) => id);
    expect(of({ kind: 'department', connection: okta, department: ' SCIENCE' })).toEqual(['u1', 'u2']);
    expect(of({ kind: 'application', connection: okta, application: applicationId('vault') })).toEqual([
      'u1',
      'u2',
      'u3',
    ]);
  });

  it('counts what is on it', () => {
    expect(listOf({ accounts, members }).counts).toMatchObject({
      accounts: 3,
      matched: 3,
      explained: 3,
      adopted: 1,
      membershipFindings: 0,
      reasons: {},
    });
  });
});
