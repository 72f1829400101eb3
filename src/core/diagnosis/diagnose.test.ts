import { describe, expect, it } from 'vitest';
import { account, at, engagement, grant, group, ledger, okta, person } from '../../../test/support/build.ts';
import { factsOf, type Listing, listed } from '../../../test/support/listed.ts';
import { groupName, providerAccountId, rowId } from '../shared/ids.ts';
import { diagnose } from './diagnose.ts';
import type { DiagnosisInput } from './input.ts';
import { known, type ListedApplication, notKnown } from './model.ts';

const NOT_ALLOWED = notKnown('not allowed');
const u = (n: number) => providerAccountId(`u${n}`);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

function input(listing: Listing, edit: Partial<DiagnosisInput> = {}): DiagnosisInput {
  const { accounts, groups, ledgers, rules, policy, now } = factsOf(listing);
  const managed = new Set([
    'all',
    'science',
    'science-rule',
    'figma-viewers',
    'figma-editors',
    'vault-admins',
    'vault-readers',
  ]);
  return {
    connection: okta,
    rules,
    catalogue: policy.catalogue,
    rows: policy.table.map(({ id }) => id),
    given: ['figma-viewers', 'all', 'science', 'science-rule'].map((name) => groupName(okta, name)),
    accounts,
    admins: known(new Set()),
    groups: groups.map((one) => ({
      ...one,
      size: one.members.size,
      members: managed.has(one.name.slice(5)) ? one.members : null,
    })),
    absentGroups: [],
    applications: known([]),
    privileged: known(new Set()),
    lastUse: NOT_ALLOWED,
    ledgers,
    now,
    ...edit,
  };
}

const app = (name: string, edit: Partial<ListedApplication> = {}): ListedApplication => ({
  app: `0oa-${name}`,
  name,
  groups: [],
  closesAccounts: true,
  assignments: [],
  ...edit,
});
const held = (people: number) => range(1, people).map((n) => ({ account: u(n), direct: false }));

describe('the mapping of applications', () => {
  const mapping = (applications: readonly ListedApplication[]) => {
    const found = diagnose(input({ accounts: [listed(1)] }, { applications: known(applications) })).mapping;
    if (!found.known) throw new Error('not known');
    return found.value;
  };

  it.each([
    [[group('figma-viewers')], null, 'whose one group the catalogue names is known'],
    [[], 'no-group', 'that no group opens is unknown'],
    [[group('imported')], 'not-in-catalogue', 'whose group nobody names is unknown'],
    [[group('figma-viewers'), group('imported')], 'in-part', 'of which one way in is not named is unknown'],
    [[group('gone')], 'not-in-catalogue', 'whose group is not listed is unknown'],
  ] as const)('%o: %s, one %s', (groups, gap, _why) => {
    expect(mapping([app('x', { groups, assignments: held(1) })]).applications[0]?.gap).toBe(gap);
  });

  it.each([
    [2, true],
    [3, false],
  ])('with %i of the ten most used unknown is ready: %s', (unknown, ready) => {
    const applications = range(1, 12).map((n) =>
      app(`a${n}`, { groups: n <= unknown ? [] : [group('figma-viewers')], assignments: held(20 - n) }),
    );
    expect(mapping(applications).top10).toEqual({ of: 10, unknown, ready });
  });

  it('counts the most used, and what nobody has is used by nobody', () => {
    const few = [app('idle'), app('used', { groups: [group('figma-viewers')], assignments: held(1) })];
    expect(mapping(few).top10).toEqual({ of: 1, unknown: 0, ready: true });
    expect(mapping([app('idle')]).top20).toEqual({ of: 0, unknown: 0, ready: false });
  });

  it('that may not be read is not known, and never none', () => {
    const found = diagnose(input({ accounts: [listed(1)] }, { applications: NOT_ALLOWED }));
    expect([found.mapping, found.direct]).toEqual([NOT_ALLOWED, NOT_ALLOWED]);
    expect(found.questions.find(({ application }) => application === 'Figma')?.secondTask).toEqual(NOT_ALLOWED);
  });
});

describe('the agreement with the table', () => {
  const everybody = range(1, 100).map((n) => listed(n));
  const agreement = (listing: Listing) => diagnose(input(listing)).agreement;

  it.each([
    [95, false],
    [94, true],
  ])('of %i in 100 keeps a row manual: %s', (members, keepManual) => {
    const found = agreement({ accounts: everybody, members: { science: range(1, members) } });
    expect(found.groups.find(({ name }) => name === 'science')).toEqual({
      name: 'science',
      cases: 100,
      agree: members,
      missing: 100 - members,
      extra: 0,
      keepManual,
    });
  });

  it('counts who is in a group that no row gives them', () => {
    const accounts = [listed(1), listed(2, { profile: { department: 'Sales' } })];
    const found = agreement({ accounts, members: { science: [1, 2] } });
    expect(found.groups.find(({ name }) => name === 'science')).toMatchObject({ agree: 1, extra: 1, keepManual: true });
    expect(found.rows.find(({ name }) => name === 'science')).toMatchObject({ agree: 1, missing: 1, extra: 0 });
  });

  it('leaves out whose facts are not certain, and says how many', () => {
    const accounts = [listed(1), listed(2, { profile: { employeeNumber: '' } }), listed(3, { state: 'suspended' })];
    expect(agreement({ accounts })).toMatchObject({ people: 1, leftOut: 1 });
  });

  it('of a row that fits nobody has no case, and is not kept manual for it', () => {
    const found = agreement({ accounts: [listed(1, { profile: { department: 'Sales' } })] });
    expect(found.rows.find(({ name }) => name === 'science')).toMatchObject({ cases: 0, keepManual: false });
  });

  it('asks nothing of what somebody was given by request', () => {
    const sales = engagement({ attributes: { department: 'Sales' } });
    const asked = grant('asked', [group('science')], 0, null, { cause: 'request' });
    const ledgers = [
      ledger({ person, engagements: [sales], accounts: [account({ providerId: u(1) })], grants: [asked] }),
    ];
    const found = agreement({ accounts: [listed(1)], members: { science: [1] }, ledgers, now: at(1) });
    expect(found.groups.find(({ name }) => name === 'science')).toMatchObject({ cases: 0 });
  });
});

describe('the accounts', () => {
  const accounts = (listing: Listing, edit: Partial<DiagnosisInput> = {}) => diagnose(input(listing, edit)).accounts;

  it('that nobody can be said to own are without a person; those out of reach are not', () => {
    const found = accounts({
      accounts: [
        listed(1),
        listed(2, { profile: { employeeNumber: '' } }),
        listed(3, { profile: { employeeNumber: 'E4' } }),
        listed(4),
        listed(5, { login: 'root@small.example', profile: { employeeNumber: '' } }),
        listed(6, { state: 'deactivated', profile: { employeeNumber: '' } }),
      ],
    });
    expect(found.withoutPerson.shown.map(({ login }) => login[1])).toEqual(['2', '3', '4']);
  });

  it('that were never used are known only when the provider tells of each', () => {
    const told = [listed(1, { lastSignIn: null }), listed(2, { lastSignIn: at(0) }), listed(3, { state: 'staged' })];
    expect(accounts({ accounts: told }).neverUsed).toMatchObject({ known: true, value: { count: 2 } });
    expect(accounts({ accounts: [...told, listed(4)] }).neverUsed).toMatchObject({ known: false });
  });

  it('that nobody is to open, or not yet, are no accounts that were never used', () => {
    const own = { employeeNumber: '' };
    const ahead = (from: number) =>
      ledger({ person, engagements: [engagement({ start: at(from) })], accounts: [account({ providerId: u(1) })] });
    const never = (edit: Partial<Listing>, change: Partial<DiagnosisInput> = {}) => {
      const found = accounts({ accounts: [], ...edit }, change).neverUsed;
      return found.known ? found.value.shown.map(({ login, about }) => `${login} ${about}`) : found.because;
    };
    const root = listed(5, { login: 'root@small.example', profile: own, lastSignIn: null });
    const robot = listed(6, { login: 'robot@small.example', profile: own });
    expect(never({ accounts: [root, robot] })).toEqual([]);
    const boss = listed(7, { lastSignIn: null });
    expect(never({ accounts: [boss] }, { admins: known(new Set([u(7)])) })).toEqual([
      'p7@small.example open, never signed in',
    ]);
    const joiner = { accounts: [listed(1, { state: 'staged' })], now: at(10) } as const;
    expect(never({ ...joiner, ledgers: [ahead(11)] })).toEqual([]);
    expect(never({ ...joiner, ledgers: [ahead(10)] })).toEqual(['p1@small.example made, never opened']);
  });

  it('past their contract are known only where the policy says where contracts end', () => {
    const over = [
      listed(1, { profile: { lastDay: '2026-01-04' } }),
      listed(2, { profile: { userType: 'contractor' } }),
    ];
    const found = accounts({ accounts: over, adoption: '{ contractEnd: lastDay }' });
    expect(found.pastContract).toMatchObject({ value: { count: 1, shown: [{ login: 'p1@small.example' }] } });
    expect(found.withoutEnd).toMatchObject({ value: { count: 1, shown: [{ login: 'p2@small.example' }] } });
    expect(accounts({ accounts: over }).pastContract).toMatchObject({ known: false });
  });

  it('without a manager, of administrators, and of whom nobody may know', () => {
    const some = [listed(1, { profile: { managerMail: '' } }), listed(2)];
    const found = accounts({ accounts: some }, { admins: known(new Set([u(2)])) });
    expect(found.withoutManager).toMatchObject({ value: { count: 1, shown: [{ login: 'p1@small.example' }] } });
    expect(found.administrators).toMatchObject({ value: { count: 1, shown: [{ login: 'p2@small.example' }] } });
    expect(accounts({ accounts: some }, { admins: NOT_ALLOWED }).administrators).toEqual(NOT_ALLOWED);
  });

  it('in use after their person left', () => {
    const gone = ledger({
      person,
      engagements: [engagement({ end: at(10) })],
      accounts: [account({ providerId: u(1) })],
    });
    const found = (minute: number) =>
      accounts({ accounts: [listed(1)], ledgers: [gone], now: at(minute) }).afterLeaving;
    expect([found(9).count, found(10).count]).toEqual([0, 1]);
  });
});

describe('the five questions', () => {
  const ask = (edit: Partial<DiagnosisInput>, listing: Partial<Listing> = {}) => {
    const members = { 'figma-viewers': [1, 2] };
    const { questions } = diagnose(input({ accounts: [listed(1), listed(2)], members, ...listing }, edit));
    const figma = questions.find(({ application }) => application === 'Figma');
    if (figma === undefined) throw new Error('no such application');
    return figma;
  };
  const figma = app('Figma!', { groups: [group('figma-viewers')], assignments: held(2) });

  it('are answered from the record: what was only taken over says nothing of who asked', () => {
    const own = (cause: 'birthright' | 'adopted', end: number | null) =>
      ledger({
        person,
        engagements: [engagement()],
        accounts: [account({ providerId: u(1) })],
        grants: [grant('g', [group('figma-viewers')], 0, end, { cause })],
      });
    const said = (one: ReturnType<typeof own>) => {
      const { holders, explained, temporary, permanent } = ask({}, { ledgers: [one], now: at(1) });
      return [holders, explained, temporary, permanent].map((figure) => (figure.known ? figure.value : '?')).join();
    };
    expect([said(own('birthright', 60)), said(own('birthright', null)), said(own('adopted', null))]).toEqual([
      '2,1,1,0',
      '2,1,0,1',
      '2,0,0,1',
    ]);
  });

  it.each([
    [{}, 'none'],
    [{ closesAccounts: false }, 'account-stays'],
    [{ assignments: [...held(2), { account: u(9), direct: true }] }, 'direct-assignments'],
  ])('with %o behind its group a second task is: %s', (edit, value) => {
    expect(ask({ applications: known([{ ...figma, ...edit }]) }).secondTask).toEqual({ known: true, value });
  });

  it('of an application nobody knows at the provider are not known in part', () => {
    expect(ask({}).secondTask.known).toBe(false);
    const since = at(0);
    const use = (byApp: ReadonlyMap<string, ReturnType<typeof at>>) =>
      ask({ applications: known([figma]), lastUse: known({ since, byApp }) }).lastUse;
    expect(use(new Map([[figma.app, at(5)]]))).toEqual({ known: true, value: at(5) });
    // Not seen is not unused: the records are younger than the application.
    expect(use(new Map()).known).toBe(false);
  });
});

it('a row is named by its id', () => {
  expect(diagnose(input({ accounts: [listed(1)] })).agreement.rows.map(({ name }) => name)).toContain(rowId('science'));
});
