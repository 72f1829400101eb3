import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  evolved,
  grant,
  group,
  issue,
  ledger,
  okta,
  person,
  theCase,
} from '../../../test/support/build.ts';
import { listed, listOf } from '../../../test/support/listed.ts';
import { emptyLedger, wanted } from '../grant/index.ts';
import { itemOf, naturalKey, personId, providerAccountId } from '../shared/ids.ts';
import { type Instant, milliseconds } from '../shared/instant.ts';
import { type Adoption, decideAdoption } from './decide.ts';

const NEW = personId('new');
const on = itemOf(theCase('10000'), NEW);
const DAY = 86_400_000;

const adoption = (edit: Partial<Adoption> = {}, lastDay?: string): Adoption => {
  const [item] = listOf({
    accounts: [listed(1, { profile: { displayName: 'Other', ...(lastDay === undefined ? {} : { lastDay }) } })],
    members: { all: [1], 'vault-readers': [1], 'figma-editors': [1], imported: [1], 'vault-admins': [1] },
    adoption: '{ contractEnd: lastDay }',
  }).items;
  if (item === undefined) throw new Error('an empty list');
  return {
    item,
    on,
    issue: issue('10000'),
    connection: okta,
    hash: 'ab'.repeat(32),
    by: 'ines',
    at: at(0),
    policy: listOf({ accounts: [] }).policy,
    reviewAfter: { low: milliseconds(100 * DAY), medium: milliseconds(10 * DAY) },
    person: NEW,
    ledger: emptyLedger,
    now: at(3),
    ...edit,
  };
};

function taken(of: Adoption) {
  const outcome = decideAdoption(of);
  if (!outcome.ok) throw new Error(outcome.refusal);
  return { events: outcome.value, after: evolved(of.ledger, outcome.value, on) };
}

const later = (days: number): Instant => at(days * 24 * 60);

describe('a person on a confirmed list', () => {
  it('enters the ledger with work and account that were there before', () => {
    const { events, after } = taken(adoption());
    expect(events.slice(0, 5).map(({ type }) => type)).toEqual([
      'CaseOpened',
      'AdoptionConfirmed',
      'PersonRegistered',
      'EngagementOpened',
      'AccountAdopted',
    ]);
    expect(after.engagements).toMatchObject([
      { start: at(0), begunBefore: true, end: null, openedBy: on, changedBy: on },
    ]);
    expect(after.accounts).toMatchObject([
      {
        id: 'okta/new',
        providerId: 'u1',
        origin: 'adopted',
        verified: 'active',
        verifiedAt: at(0),
        leftAsFound: ['displayName'],
      },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'CaseProved', accepted: 0 });
  });

  it('is wanted to have exactly what they have: nothing is added, and nothing found is promised', () => {
    const { after } = taken(adoption());
    const [own] = after.accounts;
    if (own === undefined) throw new Error('no account');
    const { state, groups } = wanted(after, own, at(4));
    expect(state).toBe('active');
    expect([...groups.keys()].sort()).toEqual([group('all'), group('figma-editors'), group('vault-readers')].sort());
    // Every one of them was read: a later removal has its cause, another hand's is noticed.
    for (const [one, grants] of groups) {
      const record = after.records.find((each) => each.group === one);
      expect(record).toMatchObject({ verifiedAt: at(0), verifiedUnder: [...grants], givenByUs: false });
    }
  });

  it('holds what no row explains until a date, by its risk, and never past the contract', () => {
    const reviews = (of: Adoption) =>
      taken(of).after.grants.flatMap(({ cause, groups, review, end }) =>
        cause === 'adopted' ? [[groups[0], review ?? null, end]] : [],
      );
    expect(reviews(adoption())).toEqual([
      [group('figma-editors'), later(10), null],
      [group('vault-readers'), later(100), null],
    ]);
    const end = '2026-01-31T23:00:00.000Z';
    expect(reviews(adoption({}, '2026-01-31'))).toEqual([
      [group('figma-editors'), later(10), end],
      [group('vault-readers'), end, end],
    ]);
    const { after } = taken(adoption({}, '2026-01-31'));
    expect(after.grants.map((one) => one.end)).toEqual(after.grants.map(() => end));
    expect(after.grants.map(({ start }) => start)).toEqual(after.grants.map(() => ({ kind: 'before', at: at(0) })));
  });

  it('keeps the profile as found until a case changes them', () => {
    const { after } = taken(adoption());
    const [work] = after.engagements;
    if (work === undefined) throw new Error('no work');
    const moved = evolved(after, [{ type: 'EngagementChanged', engagement: { ...work, changedBy: theCase('move') } }]);
    expect(moved.accounts[0]?.leftAsFound).toBeUndefined();
  });
});

describe('is set aside', () => {
  const registered = ledger({ person: { ...person, profile: { ...person.profile, naturalKey: naturalKey('e1') } } });
  const known = (edit: Partial<Adoption>) => {
    const of = adoption();
    const { person: read } = of.item;
    return { ...of, item: { ...of.item, person: read === null ? null : { ...read, id: person.id } }, ...edit };
  };

  it.each([
    ['registered-since', 'when somebody with the key came in between', adoption({ ledger: registered })],
    ['person-gone', 'when the person is no longer there', known({})],
    [
      'other-account',
      'when they have another account by now',
      known({ ledger: { ...registered, accounts: [account({ providerId: providerAccountId('u9') })] } }),
    ],
    [
      'has-left',
      'when they have left',
      known({ ledger: { ...registered, engagements: [engagement({ end: at(1) })] } }),
    ],
  ])('as %s %s', (refusal, _when, of) => expect(decideAdoption(of)).toEqual({ ok: false, refusal }));

  it('and otherwise a known person gets what is new, on the work they have', () => {
    const standing = {
      ...registered,
      engagements: [engagement()],
      accounts: [account({ providerId: providerAccountId('u1') })],
    };
    const outcome = decideAdoption(known({ ledger: standing }));
    if (!outcome.ok) throw new Error(outcome.refusal);
    expect(outcome.value.map(({ type }) => type)).not.toContain('EngagementOpened');
    expect(outcome.value.map(({ type }) => type)).not.toContain('AccountAdopted');
    expect(outcome.value.find(({ type }) => type === 'GrantGiven')).toMatchObject({ grant: { engagement: 'work' } });
  });

  it('and not once more what they have been given since the list was made', () => {
    const accounts = [account({ providerId: providerAccountId('u1') })];
    const since = grant('since', [group('vault-readers')], 1);
    const standing = { ...registered, engagements: [engagement()], accounts, grants: [since] };
    const outcome = decideAdoption(known({ ledger: standing }));
    if (!outcome.ok) throw new Error(outcome.refusal);
    const given = outcome.value.flatMap((event) => (event.type === 'GrantGiven' ? event.grant.groups : []));
    expect([...given].sort()).toEqual([group('all'), group('figma-editors')].sort());
  });
});
