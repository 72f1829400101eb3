/** What a plan never writes: groups others own, protected accounts and groups, shadow. */
import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  grant,
  group,
  joining,
  notMadeYet,
  seen,
  situation,
} from '../../../test/support/build.ts';
import type { GroupOwner } from './model.ts';
import { plan } from './plan.ts';

const [a, b] = [group('a'), group('b')];
const wants = { grants: [grant('one', [a], 0)] };
const ended = { grants: [grant('one', [a], 0, 2)] };
const left = { engagements: [engagement({ end: at(5) })] };
type Said = 'add' | 'remove' | 'wait' | 'exception' | 'nothing';
const said = ({ changes, obstacles, awaited }: ReturnType<typeof plan>): Said =>
  changes.some(({ type }) => type === 'add-member')
    ? 'add'
    : changes.some(({ type }) => type === 'remove-member')
      ? 'remove'
      : obstacles.length > 0
        ? 'exception'
        : awaited.length > 0
          ? 'wait'
          : 'nothing';

describe('whose a group is', () => {
  it.each<[GroupOwner | undefined, Said]>([
    ['tenure', 'add'],
    ['mixed', 'add'],
    ['rule', 'wait'],
    ['directory', 'wait'],
    ['built-in', 'exception'],
    [undefined, 'exception'],
  ])('wanted and owned by %s: %s', (owner, expected) => {
    const result = plan(situation({ ledger: wants, seen: seen('active'), rules: { ownerOf: () => owner } }));
    expect(said(result)).toBe(expected);
  });

  it.each<[GroupOwner, GroupOwner | undefined, Said, Said]>([
    // as read, as the catalogue knows it, for a mover, for a leaver
    ['tenure', 'tenure', 'remove', 'remove'],
    ['tenure', undefined, 'remove', 'remove'],
    ['tenure', 'mixed', 'exception', 'exception'],
    ['tenure', 'rule', 'nothing', 'nothing'],
    ['directory', 'tenure', 'exception', 'exception'],
    ['mixed', 'tenure', 'exception', 'exception'],
    ['built-in', 'tenure', 'nothing', 'nothing'],
  ])('no longer wanted, read as %s and known as %s: %s, for a leaver %s', (read, known, mover, leaver) => {
    const rules = { ownerOf: () => known };
    const reading = seen('deactivated', [a], read);
    const own = account({ loweredByUs: 'deactivated', verified: 'deactivated' });
    const paused = { ...ended, engagements: [engagement({ accountFrom: at(9), activeFrom: at(9) })] };
    expect(said(plan(situation({ ledger: paused, account: own, seen: reading, rules })))).toBe(mover);
    expect(said(plan(situation({ ledger: { ...ended, ...left }, account: own, seen: reading, rules })))).toBe(leaver);
  });

  it('an exception names owner and what was wanted', () =>
    expect(plan(situation({ ledger: ended, seen: seen('active', [a], 'mixed') })).obstacles).toEqual([
      { type: 'group-not-writable', for: joining, group: a, owner: 'mixed', wanted: 'absent' },
    ]));
});

describe('out of reach (invariant 12)', () => {
  it.each([
    ['a joiner', wants, seen(null)],
    ['a mover', { grants: [...ended.grants, grant('two', [b], 0)] }, seen('active', [a])],
    ['a leaver', left, seen('active', [a])],
  ])('a protected account, or one that holds an admin role, is never written: %s', (_, ledger, reading) => {
    const result = plan(situation({ ledger, seen: reading, rules: { protectedAccount: true } }));
    expect(result).toMatchObject({ changes: [], shadowed: [], awaited: [] });
    expect(result.obstacles.map(({ type }) => type)).toEqual(['protected-account']);
  });

  it.each([
    ['wanted', wants, [], 'present'],
    ['no longer wanted', ended, [a], 'absent'],
    ['a leaver’s', left, [a], 'absent'],
  ])('a protected group is never written: %s', (_, ledger, groups, wanted) => {
    const rules = { protectedGroups: new Set([a]) };
    const { changes, obstacles } = plan(situation({ ledger, seen: seen('active', groups), rules }));
    expect(changes.filter((change) => 'group' in change)).toEqual([]);
    expect(obstacles).toMatchObject([{ type: 'protected-group', group: a, wanted }]);
  });
});

describe('shadow', () => {
  it('shows what would be done, in its order, and does nothing', () => {
    const result = plan(situation({ ledger: left, seen: seen('active', [a]), rules: { shadows: () => true } }));
    expect(result.changes).toEqual([]);
    expect(result.shadowed.map(({ type }) => type)).toEqual(['suspend', 'end-sessions', 'remove-member', 'deactivate']);
  });

  it('of a create shows the groups that would come with it, and gives none of them', () => {
    const ledger = { grants: [grant('one', [a, b], 0)] };
    const result = plan(
      situation({
        ledger,
        account: notMadeYet,
        seen: seen(null),
        rules: { shadows: ({ type }) => type === 'create-account' },
      }),
    );
    expect(result.changes).toEqual([]);
    expect(result.shadowed.map((change) => ('group' in change ? change.group : change.type))).toEqual([
      'create-account',
      a,
      b,
    ]);
  });

  it('of one group holds back that group alone', () => {
    const shadows = (change: object) => 'group' in change && change.group === a;
    const ledger = { grants: [grant('one', [a, b], 0)] };
    const { changes, shadowed } = plan(situation({ ledger, seen: seen('active'), rules: { shadows } }));
    expect(changes).toMatchObject([{ type: 'add-member', group: b }]);
    expect(shadowed).toMatchObject([{ type: 'add-member', group: a }]);
  });
});

describe('the groups that travel with a create', () => {
  const names = ['ours', 'mixed', 'rule', 'directory', 'unknown', 'protected', 'shadow'];
  it('are those we may write, from the first moment', () => {
    const of = situation({
      ledger: { grants: [grant('one', names.map(group), 0), grant('later', [a], 9)] },
      account: notMadeYet,
      seen: seen(null),
      rules: {
        ownerOf: (one) => {
          const owner = one.slice(5);
          if (owner === 'unknown') return undefined;
          return owner === 'mixed' || owner === 'rule' || owner === 'directory' ? owner : 'tenure';
        },
        protectedGroups: new Set([group('protected')]),
        shadows: (change) => 'group' in change && change.group === group('shadow'),
      },
    });
    expect(plan(of).changes).toMatchObject([{ type: 'create-account', groups: [group('ours'), group('mixed')] }]);
  });
});
