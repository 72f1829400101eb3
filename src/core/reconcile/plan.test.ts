import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  exclusion,
  grant,
  group,
  leaving,
  record,
  type Situation,
  seen,
  situation,
  theCase,
} from '../../../test/support/build.ts';
import { engagementId } from '../shared/ids.ts';
import type { MembershipRecord, Seen } from './model.ts';
import { plan } from './plan.ts';

const [a, b, c] = [group('a'), group('b'), group('c')];

/** Changes in their order, then `!` what a person settles and `~` what is waited for. */
const planned = (of: Situation) => {
  const { changes, obstacles, awaited } = plan(situation(of));
  const about = (one: object) =>
    'group' in one ? ` ${String(one.group).slice(5)}` : 'app' in one ? ` ${one.app}` : '';
  const how = (one: object) => ('wanted' in one ? ` ${one.wanted}` : '');
  return [
    ...changes.map((one) => one.type + about(one)),
    ...obstacles.map((one) => `! ${one.type}${about(one)}${how(one)}`),
    ...awaited.map((one) => `~${about(one)}`),
  ];
};

const verified = (edit: Partial<MembershipRecord> = {}) =>
  record(a, { verifiedAt: at(1), verifiedUnder: [grant('one', [a], 0).id], ...edit });
const removed = verified({ verifiedUnder: [], removalVerifiedAt: at(3) });
const live = grant('one', [a], 0);
const over = grant('one', [a], 0, 2);

describe('an add', () => {
  it.each<[string, Situation, readonly string[]]>([
    [
      'what a live grant covers and is not there',
      { ledger: { grants: [live] }, seen: seen('active') },
      ['add-member a'],
    ],
    ['nothing that is there already', { ledger: { grants: [live] }, seen: seen('active', [a]) }, []],
    ['nothing before the grant begins', { ledger: { grants: [grant('one', [a], 6)] }, seen: seen('active') }, []],
    [
      'nothing that is excluded',
      { ledger: { grants: [live], exclusions: [exclusion([a], 0)] }, seen: seen('active') },
      [],
    ],
    [
      'again, under a grant that came after the verified removal',
      { ledger: { grants: [over, grant('two', [a], 4)], records: [removed] }, seen: seen('active') },
      ['add-member a'],
    ],
    [
      'again, under a second grant not read back yet',
      { ledger: { grants: [live, grant('two', [a], 2)], records: [verified()] }, seen: seen('active') },
      ['add-member a'],
    ],
    [
      'nothing that began while they are on leave, and what ended goes',
      {
        ledger: {
          engagements: [engagement({ leaves: [{ case: theCase('away'), from: at(1), until: null }] })],
          grants: [grant('one', [a], 0, 2), grant('two', [b], 3)],
        },
        seen: seen('suspended', [a]),
      },
      ['remove-member a'],
    ],
    [
      'nothing that the provider has refused in this run, so that removals go on',
      {
        ledger: { grants: [grant('one', [a], 0, 2), grant('two', [b], 0)] },
        seen: seen('active', [a]),
        rules: { unaddable: new Set([b]) },
      },
      ['remove-member a'],
    ],
  ])('is made for %s', (_, of, expected) => expect(planned(of)).toEqual(expected));

  it('is evidence of the case that gave the newest grant not yet read back, and names the grants it stands on', () => {
    const asked = grant('asked', [a], 0, null, { givenBy: theCase('request') });
    const of = situation({ ledger: { grants: [live, asked], records: [verified()] }, seen: seen('active') });
    expect(plan(of).changes).toEqual([{ type: 'add-member', for: theCase('request'), group: a, under: ['asked'] }]);
  });
});

describe('never by accident (invariant 3): a removal', () => {
  it.each<[string, Situation, readonly string[]]>([
    [
      'is made when the last grant of a group has ended',
      { ledger: { grants: [over] }, seen: seen('active', [a]) },
      ['remove-member a'],
    ],
    [
      'waits for the last of several',
      { ledger: { grants: [over, grant('two', [a], 1, 9)] }, seen: seen('active', [a]) },
      [],
    ],
    [
      'is made for an exclusion in force',
      { ledger: { grants: [live], exclusions: [exclusion([a], 4)] }, seen: seen('active', [a]) },
      ['remove-member a'],
    ],
    ['is not made of what no grant ever covered', { seen: seen('active', [a]) }, []],
    [
      'is not made of what was ours and never had a grant that ended',
      { ledger: { records: [verified()] }, seen: seen('active', [a]) },
      [],
    ],
    [
      'is not made for a grant cut off before it began',
      { ledger: { grants: [grant('one', [a], 3, 2)] }, seen: seen('active', [a]) },
      [],
    ],
    [
      'is not made of what is not there and was never read back',
      { ledger: { grants: [over] }, seen: seen('active') },
      [],
    ],
    [
      'is not made in a group everybody is in',
      { ledger: { grants: [over] }, seen: seen('active', [a], 'built-in') },
      [],
    ],
  ])('%s', (_, of, expected) => expect(planned(of)).toEqual(expected));

  it('is never made because of an empty list: nothing is taken, and what is missing is a person’s to judge', () => {
    const grants = [live, grant('two', [b], 0), grant('ended', [c], 0, 2)];
    const records = [verified(), record(b, { verifiedAt: at(1), verifiedUnder: [grant('two', [b], 0).id] })];
    expect(planned({ ledger: { grants, records }, seen: seen('active') })).toEqual([
      '! gone-after-verified a',
      '! gone-after-verified b',
    ]);
  });

  it('is evidence of the case that ended the last of the cover', () => {
    const ended = grant('one', [a], 0, 4, { endedBy: theCase('changing') });
    for (const grants of [
      [over, ended],
      [ended, over],
    ]) {
      const { changes } = plan(situation({ ledger: { grants }, seen: seen('active', [a]) }));
      expect(changes).toEqual([{ type: 'remove-member', for: theCase('changing'), group: a }]);
    }
  });
});

it.each([
  ['mixed', ['! group-not-writable a absent']],
  ['directory', ['! group-not-writable a absent']],
  ['rule', []],
] as const)('a group filled by %s is not taken by us when its grant has ended: %j', (owner, expected) =>
  expect(planned({ ledger: { grants: [over] }, seen: seen('active', [a], owner) })).toEqual(expected),
);

describe('what another hand did (invariant 4)', () => {
  it('gone after a verified add is a finding, not a change', () =>
    expect(planned({ ledger: { grants: [live], records: [verified()] }, seen: seen('active') })).toEqual([
      '! gone-after-verified a',
    ]));

  it('seen again after a verified removal is a finding, not a change', () =>
    expect(planned({ ledger: { grants: [over], records: [removed] }, seen: seen('active', [a]) })).toEqual([
      '! back-after-removal a',
    ]));

  it.each(['rule', 'mixed'] as const)('says who gives it back, where that is a %s', (owner) => {
    const { obstacles } = plan(
      situation({ ledger: { grants: [over], records: [removed] }, seen: seen('active', [a], owner) }),
    );
    expect(obstacles).toMatchObject([{ type: 'back-after-removal', owner }]);
  });

  it('is no finding in the group everybody is in', () =>
    expect(planned({ ledger: { grants: [over], records: [removed] }, seen: seen('active', [a], 'built-in') })).toEqual(
      [],
    ));

  it('seen again after a verified removal, and covered since by a grant that ended too, is taken again', () =>
    expect(
      planned({ ledger: { grants: [over, grant('two', [a], 4, 5)], records: [removed] }, seen: seen('active', [a]) }),
    ).toEqual(['remove-member a']));
});

describe('a mover (make before break)', () => {
  const grants = [grant('old', [a], 0, 5), grant('new', [b], 5)];

  it('is given the new first; what ended goes once that was read back', () => {
    expect(planned({ ledger: { grants }, seen: seen('active', [a]) })).toEqual(['add-member b']);
    expect(planned({ ledger: { grants }, seen: seen('active', [a, b]) })).toEqual(['remove-member a']);
  });

  it('loses what ended also while what is new stays in shadow, is filled by a rule, or was taken away', () => {
    const shadow = plan(
      situation({
        ledger: { grants },
        seen: seen('active', [a]),
        rules: { shadows: (change) => 'group' in change && change.group === b },
      }),
    );
    expect(shadow.changes.map(({ type }) => type)).toEqual(['remove-member']);
    expect(shadow.shadowed.map(({ type }) => type)).toEqual(['add-member']);
    const ruled = { ownerOf: (of: string) => (of === b ? ('rule' as const) : ('tenure' as const)) };
    expect(planned({ ledger: { grants }, seen: seen('active', [a]), rules: ruled })).toEqual([
      'remove-member a',
      '~ b',
    ]);
    const records = [record(b, { verifiedAt: at(5), verifiedUnder: [grant('new', [b], 5).id] })];
    expect(planned({ ledger: { grants, records }, seen: seen('active', [a]) })).toEqual([
      'remove-member a',
      '! gone-after-verified b',
    ]);
  });
});

describe('a leaver', () => {
  const left = { engagements: [engagement({ end: at(5), endedBy: leaving })] };
  const apps = { directApps: [{ app: 'app1', name: 'Figma' }] };
  const everything: Seen = { ...seen('active', [a, b]), ...apps };

  it('is closed in this order: sign-in, sessions, groups, direct applications, and the account last', () =>
    expect(planned({ ledger: { ...left, grants: [live] }, seen: everything })).toEqual([
      'suspend',
      'end-sessions',
      'remove-member a',
      'remove-member b',
      'remove-direct-app app1',
      'deactivate',
    ]));

  it('under a legal hold keeps what deletes data when it is taken: the assignment of an application', () => {
    const held = { engagements: left.engagements.map((one) => ({ ...one, legalHold: true as const })) };
    const directApps = [{ app: 'app1', name: 'App' }];
    const changes = planned({ ledger: held, seen: { ...seen('suspended', [a]), directApps } });
    expect(changes).toEqual(['end-sessions', 'remove-member a']);
  });

  it('loses every direct membership, also what no grant ever covered and what had come back, on the closing case', () => {
    const moved = grant('one', [a], 0, 4, { endedBy: theCase('changing') });
    const { changes, leaver } = plan(
      situation({ ledger: { ...left, grants: [moved], records: [removed] }, seen: everything }),
    );
    expect(leaver).toBe(true);
    expect(changes.filter(({ type }) => type === 'remove-member')).toHaveLength(2);
    expect(new Set(changes.map((change) => change.for))).toEqual(new Set([leaving]));
  });

  it('is given nothing, whatever was left to run on', () =>
    expect(planned({ ledger: { ...left, grants: [live] }, seen: seen('deactivated') })).toEqual([]));

  it('already closed loses its memberships all the same', () =>
    expect(planned({ ledger: left, seen: seen('deactivated', [a]) })).toEqual(['remove-member a']));

  it('keeps what policy lists, and the group everybody is in', () => {
    expect(planned({ ledger: left, seen: seen('deactivated', [a, b]), rules: { keep: new Set([a]) } })).toEqual([
      'remove-member b',
    ]);
    expect(planned({ ledger: left, seen: seen('deactivated', [a], 'built-in') })).toEqual([]);
  });

  it('keeps nothing because of that list that another than a leaver would lose', () =>
    expect(planned({ ledger: { grants: [over] }, seen: seen('active', [a]), rules: { keep: new Set([a]) } })).toEqual([
      'remove-member a',
    ]));
});

it('the closed account of a no-show hired again is left alone ahead of the first day: its profile cannot be written yet', () => {
  const [left, ahead] = [
    engagement({ activeFrom: at(9), end: at(2) }),
    engagement({ activeFrom: at(90), start: at(99) }),
  ];
  const input = situation({
    account: account({ verified: 'deactivated', verifiedAt: at(3), loweredByUs: 'deactivated' }),
    ledger: { engagements: [left, { ...ahead, id: engagementId('again') }] },
    seen: seen('deactivated'),
  });
  expect(plan({ ...input, profile: { title: 'Lead' } }).changes).toEqual([]);
});
