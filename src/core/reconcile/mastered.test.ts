import { describe, expect, it } from 'vitest';
import { account, at, engagement, group, notMadeYet, seenAccount, situation } from '../../../test/support/build.ts';
import { isDelivered } from '../policy/index.ts';
import { conclude } from './conclude.ts';
import { disagreements, movedBetween } from './mastered.ts';
import { plan } from './plan.ts';

const theirs = (source: string) => seenAccount('active', { masteredElsewhere: true, source });

describe('an account mastered elsewhere', () => {
  it.each<[string, Record<string, string[]>, boolean]>([
    ['is nobody’s where policy names nobody', {}, false],
    ['is whose attributes fit, however written', { workerType: ['Employee'] }, true],
    ['is not whose attributes fit in part', { workerType: ['employee'], department: ['Sales'] }, false],
    ['is not of whom the attribute is unknown', { location: ['Zurich'] }, false],
  ])('%s', (_, accounts, expected) =>
    expect(isDelivered({ accounts }, { workerType: 'employee', department: 'Science' })).toBe(expected),
  );

  it('is not made, and asks for nothing', () => {
    const waiting = situation({ account: notMadeYet, seen: { account: null, groups: [] } });
    expect(plan(waiting).changes.map(({ type }) => type)).toEqual(['create-account']);
    const delivered = { ...waiting, rules: { ...waiting.rules, accountDelivered: true } };
    expect(plan(delivered)).toMatchObject({ changes: [], shadowed: [], obstacles: [] });
  });

  it.each<[string, string | undefined, string | undefined, boolean]>([
    ['has moved from one directory to another', 'AD:emea', 'AD:amer', true],
    ['has not moved where it was', 'AD:emea', 'AD:emea', false],
    ['has not moved when a directory takes over what was the provider’s', undefined, 'AD:emea', false],
    ['has not moved when it is given back', 'AD:emea', undefined, false],
  ])('which %s', (_, from, to, moved) => {
    const own = account(from === undefined ? {} : { source: from });
    const now = to === undefined ? seenAccount('active') : theirs(to);
    expect(movedBetween(own, now) !== null).toBe(moved);
  });

  it('that has moved is neither changed nor read as anything, while its person works here', () => {
    const here = situation({
      account: account({ source: 'AD:emea' }),
      seen: { account: theirs('AD:amer'), groups: [] },
      profile: { title: 'x' },
    });
    expect(plan(here)).toMatchObject({
      changes: [],
      obstacles: [{ type: 'directory-changed', from: 'AD:emea', source: 'AD:amer' }],
    });
    expect([...conclude(here).values()].flat().filter(({ type }) => type === 'AccountVerified')).toEqual([]);
  });

  it('that has moved is closed all the same when its person has left', () => {
    const gone = situation({
      ledger: { engagements: [engagement({ end: at(1) })] },
      account: account({ source: 'AD:emea' }),
      seen: { account: theirs('AD:amer'), groups: [{ group: group('a'), name: 'a', owner: 'tenure' }] },
    });
    expect(plan(gone).changes.map(({ type }) => type)).toEqual([
      'suspend',
      'end-sessions',
      'remove-member',
      'deactivate',
    ]);
  });

  it.each<[string, { renameTo?: string }, string, readonly string[], readonly string[]]>([
    [
      'is given its new login there: read back, whatever the rule would have made',
      {},
      'm.berg@acme.example',
      [],
      ['LoginVerified'],
    ],
    ['keeps the one it has', {}, 'Mara.Lindt@acme.example', [], []],
    [
      'is waited for where the new one was ours to write before',
      { renameTo: 'new@acme.example' },
      'mara.lindt@acme.example',
      ['login-awaited'],
      [],
    ],
    [
      'is waited for no more once another has come',
      { renameTo: 'new@acme.example' },
      'm.berg@acme.example',
      [],
      ['LoginVerified'],
    ],
  ])('with a login of its master’s %s', (_, own, login, asked, read) => {
    const seen = { account: seenAccount('active', { masteredElsewhere: true, source: 'AD:emea', login }), groups: [] };
    const here = situation({ account: account({ source: 'AD:emea', ...own }), seen });
    expect(plan(here)).toMatchObject({ changes: [], obstacles: asked.map((type) => ({ type })) });
    const claims = [...conclude(here).values()].flat().filter(({ type }) => type === 'LoginVerified');
    expect(claims.map(({ type }) => type)).toEqual(read);
  });

  it('disagrees where it says something else, and an account of the provider’s own never does', () => {
    const profile = { title: 'Engineer', city: 'Zurich', department: 'Data' };
    const says = { masteredElsewhere: true, profile: { title: 'Chief', city: 'Zurich' } };
    expect(disagreements(profile, seenAccount('active', says))).toEqual([
      { field: 'title', ours: 'Engineer', theirs: 'Chief' },
      { field: 'department', ours: 'Data', theirs: '' },
    ]);
    expect(disagreements(profile, seenAccount('active', { ...says, masteredElsewhere: false }))).toEqual([]);
  });
});
