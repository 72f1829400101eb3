import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  exclusion,
  grant,
  group,
  joining,
  leaving,
  notMadeYet,
  person,
  record,
  type Situation,
  seen,
  seenAccount,
  situation,
  theCase,
} from '../../../test/support/build.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { Account, SeenState } from '../person/model.ts';
import { providerAccountId } from '../shared/ids.ts';
import { conclude } from './conclude.ts';

const [a, b] = [group('a'), group('b')];
const own = account();
const claims = (of: Situation) =>
  [...conclude(situation(of))].flatMap(([on, events]) => events.map((event) => ({ on, event })));
const joined = (under: readonly string[], edit: object = {}) => ({
  type: 'MembershipVerified',
  account: own.id,
  group: a,
  name: 'a',
  under,
  givenByUs: false,
  at: at(5),
  ...edit,
});
const gone = { type: 'RemovalVerified', account: own.id, group: a, name: 'a', at: at(5) };
const live = grant('one', [a], 0);
const over = grant('one', [a], 0, 2, { endedBy: theCase('changing') });
const known = record(a, { verifiedAt: at(1), verifiedUnder: [live.id] });
const left = { engagements: [engagement({ end: at(5), endedBy: leaving })] };

describe('done means read back (invariant 7): a membership', () => {
  it.each<[string, Situation, readonly object[]]>([
    [
      'is claimed when it is seen, under every live grant, and not as given by us when we did not write it',
      { ledger: { grants: [live] }, seen: seen('active', [a]) },
      [{ on: joining, event: joined(['one']) }],
    ],
    [
      'is claimed as given by us when this run wrote it',
      { ledger: { grants: [live] }, seen: seen('active', [a]), wrote: { addedNow: new Set([a]) } },
      [{ on: joining, event: joined(['one'], { givenByUs: true }) }],
    ],
    [
      'that was written and is not seen is not claimed',
      { ledger: { grants: [live] }, seen: seen('active'), wrote: { addedNow: new Set([a]) } },
      [],
    ],
    ['is claimed once for each grant', { ledger: { grants: [live], records: [known] }, seen: seen('active', [a]) }, []],
    [
      'is claimed again under a second grant, on the case that gave it',
      {
        ledger: { grants: [live, grant('two', [a], 3, null, { givenBy: theCase('request') })], records: [known] },
        seen: seen('active', [a]),
      },
      [{ on: theCase('request'), event: joined(['two']) }],
    ],
    ['that nobody wants is not claimed', { ledger: { grants: [over] }, seen: seen('active', [a]) }, []],
    [
      'that is excluded is not claimed',
      { ledger: { grants: [live], exclusions: [exclusion([a], 0)] }, seen: seen('active', [a]) },
      [],
    ],
  ])('%s', (_, of, expected) => expect(claims(of)).toEqual(expected));

  it('under grants of two cases is claimed on each, with its own grants', () => {
    const grants = [live, grant('also', [a], 0), grant('two', [a], 3, null, { givenBy: theCase('request') })];
    expect(claims({ ledger: { grants }, seen: seen('active', [a]) })).toEqual([
      { on: joining, event: joined(['one', 'also']) },
      { on: theCase('request'), event: joined(['two']) },
    ]);
  });
});

describe('a removal', () => {
  it.each<[string, Situation, readonly object[]]>([
    [
      'is claimed when what ended is not seen, on the case that ended it',
      { ledger: { grants: [over] }, seen: seen('active') },
      [{ on: theCase('changing'), event: gone }],
    ],
    [
      'is not claimed while it is still to be taken by its id: a list that was cut lacks it too',
      { ledger: { grants: [over], records: [known] }, seen: seen('active'), wrote: { stillToTake: new Set([a]) } },
      [],
    ],
    ['is not claimed while it is seen', { ledger: { grants: [over] }, seen: seen('active', [a]) }, []],
    [
      'is claimed once',
      { ledger: { grants: [over], records: [record(a, { removalVerifiedAt: at(3) })] }, seen: seen('active') },
      [],
    ],
    [
      'is claimed again of what was given and ended since',
      {
        ledger: { grants: [over, grant('two', [a], 3, 4)], records: [record(a, { removalVerifiedAt: at(3) })] },
        seen: seen('active'),
      },
      [{ on: joining, event: gone }],
    ],
    [
      'is not claimed of what is wanted and missing',
      { ledger: { grants: [grant('old', [a], 0, 2), live], records: [known] }, seen: seen('active') },
      [],
    ],
    ['is not claimed of what no grant had covered', { ledger: { records: [known] }, seen: seen('active') }, []],
    [
      'for an exclusion is claimed on the exclusion’s case',
      { ledger: { grants: [live], exclusions: [exclusion([a], 3)], records: [known] }, seen: seen('active') },
      [{ on: theCase('review'), event: gone }],
    ],
    [
      'of another connection’s group is not claimed',
      { ledger: { grants: [{ ...over, groups: ['google:a' as typeof a] }] }, seen: seen('active') },
      [],
    ],
  ])('%s', (_, of, expected) => expect(claims(of)).toEqual(expected));

  it('is claimed on every case whose grant ended last, and on none whose end another had taken over', () => {
    const by = (name: string) => ({ endedBy: theCase(name) });
    const grants = [
      grant('early', [a], 0, 2, by('early')),
      grant('x', [a], 1, 4, by('x')),
      grant('y', [a], 1, 4, by('y')),
    ];
    const on = claims({ ledger: { grants }, seen: seen('active') }).map((claim) => claim.on);
    expect(on).toEqual([theCase('x'), theCase('y')]);
  });

  it('of a leaver is claimed on the closing case alone, also of what no grant had covered', () => {
    const records = [known, record(b, { verifiedAt: at(1) })];
    const of = {
      ledger: { ...left, grants: [over], records },
      account: lowered('deactivated'),
      seen: seen('deactivated'),
    };
    expect(claims(of)).toEqual([
      { on: leaving, event: gone },
      { on: leaving, event: { ...gone, group: b, name: 'b' } },
    ]);
    const settled = records.map((one) => ({ ...one, removalVerifiedAt: at(2) }));
    expect(claims({ ...of, ledger: { ...left, grants: [], records: settled } })).toEqual([]);
  });
});

describe('of a leaver, what was recorded before anything was taken', () => {
  const records = [record(a, { givenByUs: false, verifiedAt: at(4) })];
  const closed = account({ verified: 'deactivated', verifiedAt: at(5) });
  const gonewith = (rules: Situation['rules'], grants: readonly (typeof live)[] = []) =>
    claims({ ledger: { ...left, records, grants }, account: closed, seen: seen('deactivated'), rules: rules ?? {} });

  it('and is gone was taken by the closing case, though it was never ours', () =>
    expect(gonewith({})).toEqual([{ on: leaving, event: gone }]));

  it.each<[string, NonNullable<Situation['rules']>]>([
    ['policy keeps', { keep: new Set([a]) }],
    ['is out of reach', { protectedGroups: new Set([a]) }],
    ['a rule fills', { ownerOf: () => 'rule' }],
    ['a directory fills', { ownerOf: () => 'directory' }],
  ])('and %s was not taken by it, also when it is gone', (_, rules) => expect(gonewith(rules)).toEqual([]));

  it('and a grant of ours covered is answered for, whoever fills the group', () =>
    expect(gonewith({ ownerOf: () => 'rule' }, [live])).toEqual([{ on: leaving, event: gone }]));
});

const lowered = (state: 'suspended' | 'deactivated', edit: Partial<Account> = {}) =>
  account({ verified: state, loweredByUs: state, verifiedAt: at(5), ...edit });

describe('unknown is never gone (invariant 3)', () => {
  it('concludes nothing from an empty list', () =>
    expect(claims({ ledger: { grants: [live], records: [known] }, seen: seen('active') })).toEqual([]));

  it('concludes nothing about an account that was never made, whatever has ended', () =>
    expect(claims({ ledger: { ...left, grants: [over] }, account: notMadeYet, seen: seen(null) })).toEqual([]));

  it('claims a direct application as removed only where the list of them was read and no longer has it', () => {
    const wrote = { directAppsRemoved: [{ app: 'app1', name: 'Figma' }] };
    const of = (directApps?: readonly { app: string; name: string }[]) => ({
      ledger: left,
      account: lowered('deactivated'),
      seen: { account: seenAccount('deactivated'), groups: [], ...(directApps && { directApps }) },
      wrote,
    });
    expect(claims(of())).toEqual([]);
    expect(claims(of([{ app: 'app1', name: 'Figma' }]))).toEqual([]);
    const event = { type: 'DirectAppRemoved', account: own.id, app: 'app1', name: 'Figma', at: at(5) };
    expect(claims(of([{ app: 'app2', name: 'Lab' }]))).toEqual([{ on: leaving, event }]);
    expect(claims({ ...of(), account: lowered('deactivated'), seen: seen(null) })).toEqual([{ on: leaving, event }]);
  });
});

describe('the account', () => {
  const verified = (of: Situation): TenureEvent | undefined => claims(of).map(({ event }) => event)[0];

  it('is claimed as it was read, when that was not known', () => {
    const was = account({ verified: 'staged' });
    expect(claims({ account: was, seen: seen('active') })).toEqual([
      {
        on: joining,
        event: {
          type: 'AccountVerified',
          account: own.id,
          providerId: 'u1',
          state: 'active',
          loweredByUs: null,
          at: at(5),
        },
      },
    ]);
    expect(claims({ seen: seen('active') })).toEqual([]);
    // What it is called there would be their name again.
    const erased = { ledger: { person: { ...person, erasedAt: at(3) } }, seen: seen('active') };
    expect(claims({ ...erased, account: { ...was, login: 'erased okta/mara' } })).toEqual([
      { on: joining, event: expect.not.objectContaining({ personal: expect.anything() }) },
    ]);
    expect(verified({ account: notMadeYet, seen: seen('active') })).toMatchObject({
      providerId: providerAccountId('u1'),
    });
  });

  it('is said to have another login only when it has', () => {
    const read = (login: string) => ({ account: seenAccount('active', { login }), groups: [] });
    const was = account({ verified: 'staged' });
    expect(verified({ account: was, seen: read('mara@acme.example') })).toMatchObject({
      personal: { login: 'mara@acme.example' },
    });
    expect(verified({ account: was, seen: read(was.login) })).not.toHaveProperty('personal');
  });

  it('is not claimed while it is changing', () =>
    expect(claims({ account: account({ verified: 'staged' }), seen: seen('changing') })).toEqual([]));

  it.each<[string, Situation['ledger'], Account, SeenState, 'suspended' | 'deactivated' | null]>([
    [
      'that we had set out to lower was lowered by us, also when our call’s answer was lost',
      left,
      account({ loweringIntended: true }),
      'deactivated',
      'deactivated',
    ],
    [
      'that is only suspended on the way counts too',
      left,
      account({ loweringIntended: true }),
      'suspended',
      'suspended',
    ],
    [
      'that is low and wanted low was lowered by another hand when we had not set out to',
      left,
      account(),
      'deactivated',
      null,
    ],
    ['that is low and wanted open was lowered by another hand', {}, account(), 'suspended', null],
    [
      'that we had lowered stays so until it is open',
      {},
      lowered('suspended', { verified: 'active' }),
      'suspended',
      'suspended',
    ],
    [
      'that we had suspended and another hand closed is not ours to open',
      {},
      lowered('suspended'),
      'deactivated',
      null,
    ],
    ['that is open was lowered by nobody', {}, lowered('suspended'), 'active', null],
  ])('%s', (_, ledger, was, state, loweredByUs) =>
    expect(verified({ ledger: ledger ?? {}, account: was, seen: seen(state) })).toMatchObject({ state, loweredByUs }),
  );

  it('opened again by another hand: what we had verified stands until a person has decided', () =>
    expect(claims({ ledger: left, account: lowered('deactivated'), seen: seen('active') })).toEqual([]));

  it('has its profile claimed field by field, in one order: what was written, and reads so', () => {
    const shown = { title: 'Lead', city: 'Bern', department: 'Science' };
    const reading = { account: seenAccount('active', { profile: shown }), groups: [] };
    const profile = { title: 'Lead', city: 'Basel', department: 'Science' };
    expect(claims({ seen: reading, profile, wrote: { profileWritten: ['title', 'city', 'department'] } })).toEqual([
      { on: joining, event: { type: 'ProfileVerified', account: own.id, fields: ['department', 'title'], at: at(5) } },
    ]);
    expect(claims({ seen: reading, profile, wrote: { profileWritten: ['city'] } })).toEqual([]);
  });
});
