import { describe, expect, it } from 'vitest';
import { account, at, joining } from '../../../test/support/build.ts';
import type { SeenApp } from '../reconcile/model.ts';
import { type AccountId, accountId, exceptionId } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import { appEvents, appsOf, type Judged, nextLook, takenOf } from './apps.ts';
import type { CaseApps } from './caseApps.ts';
import { type CaseState, newCase } from './caseState.ts';
import type { AppState, Verdict } from './model.ts';

const seen = (app: string, edit: Partial<SeenApp> = {}): SeenApp => ({
  app,
  name: app.toUpperCase(),
  direct: false,
  standing: 'provisioned',
  closes: true,
  words: null,
  ...edit,
});
const check = (edit: Partial<CaseApps> = {}): CaseApps => ({
  check: 'c1',
  account: account().id,
  leaving: false,
  groups: [],
  begunAt: at(0),
  until: at(30),
  holdsCase: true,
  read: null,
  ...edit,
});
const judged = (app: string, state: AppState, words: string | null = null): Judged => ({
  app,
  name: app,
  state,
  words,
});
const second = accountId('second-account');
const told = (
  app: string,
  verdict: Verdict | null,
  kind = 'app-not-provisioned',
  of: AccountId = account().id,
): CaseState => ({
  ...newCase(joining),
  exceptions: [{ id: exceptionId('x1'), kind, group: null, account: of, detail: { app }, verdict, by: null }],
});
const kinds = (state: CaseState, of: CaseApps, by: readonly Judged[], minute: number) =>
  appEvents(state, of, by, at(minute)).map((event) => event.type);

describe('what a joiner should have', () => {
  it.each<[string, readonly string[], readonly SeenApp[], readonly (readonly [string, AppState])[]]>([
    [
      'of a group and of the catalogue is one application, whatever the case of its name',
      ['figma'],
      [seen('f1', { name: 'Figma' })],
      [['f1', 'provisioned']],
    ],
    [
      'may be named in the catalogue by the provider’s id',
      ['f1'],
      [seen('f1', { name: 'Figma' })],
      [['f1', 'provisioned']],
    ],
    ['is missed when the provider shows nothing of it', [], [], [['f1', 'missing']]],
    [
      'keeps the catalogue’s name as its key, found or not',
      ['Miro'],
      [seen('f1'), seen('m1', { name: 'miro' })],
      [
        ['f1', 'provisioned'],
        ['Miro', 'provisioned'],
      ],
    ],
    [
      'is refused where the application is switched off',
      [],
      [seen('f1', { standing: 'switched-off' })],
      [['f1', 'failed']],
    ],
    ['is no account where one only signs on', [], [seen('f1', { standing: 'assigned' })], [['f1', 'sign-on-only']]],
    ['is nothing else the person has', [], [seen('f1'), seen('other')], [['f1', 'provisioned']]],
  ])('%s', (_, targets, apps, expected) => {
    const found = appsOf(targets, [{ app: 'f1', name: 'Figma' }], apps);
    expect(found.map(({ app, state }) => [app, state])).toEqual(expected);
  });
});

describe('what a leaver had', () => {
  const before = { app: 'a', name: 'A', direct: false, closes: true, tail: milliseconds(60_000) };
  it.each<[string, readonly SeenApp[], AppState]>([
    ['is closed when it is seen no more', [], 'closed'],
    ['is still there while it is seen', [seen('a')], 'still-there'],
    [
      'is left as it is where the application is switched off',
      [seen('a', { standing: 'switched-off' })],
      'switched-off',
    ],
  ])('%s', (_, apps, state) => expect(takenOf([before], [], apps)).toMatchObject([{ app: 'a', state }]));

  it('is told from what the provider leaves in the application', () =>
    expect(takenOf([{ ...before, closes: false }], [], [])).toMatchObject([{ state: 'unassigned', tail: 60_000 }]));

  it('includes what was found only later, also when that is gone in turn', () => {
    expect(takenOf([], [], [seen('late')])).toMatchObject([{ app: 'late', state: 'still-there', tail: null }]);
    const said = [{ app: 'late', name: 'LATE', state: 'still-there' } as const];
    expect(takenOf([], said, [])).toMatchObject([{ app: 'late', state: 'unassigned' }]);
  });
});

describe('a look', () => {
  const none = newCase(joining);
  it.each<[string, CaseState, CaseApps, readonly Judged[], number, readonly string[]]>([
    ['says at first that there is nothing', none, check(), [], 0, ['AppsRead']],
    ['says what it found', none, check(), [judged('a', 'provisioned')], 0, ['AppsRead']],
    [
      'says nothing twice',
      none,
      check({ read: [{ app: 'a', name: 'a', state: 'waiting' }] }),
      [judged('a', 'waiting')],
      5,
      [],
    ],
    ['is patient with what is on its way', none, check(), [judged('a', 'waiting')], 29, ['AppsRead']],
    [
      'tells a person when the time is up',
      none,
      check(),
      [judged('a', 'missing')],
      30,
      ['AppsRead', 'ExceptionRaised'],
    ],
    [
      'tells of a refusal at once',
      none,
      check(),
      [judged('a', 'failed', 'no licence')],
      0,
      ['AppsRead', 'ExceptionRaised'],
    ],
    ['tells once', told('a', null), check(), [judged('a', 'failed')], 1, ['AppsRead']],
    [
      'tells again after a retry',
      told('a', 'retry'),
      check(),
      [judged('a', 'failed')],
      1,
      ['AppsRead', 'ExceptionRaised'],
    ],
    ['leaves what was accepted', told('a', 'accept'), check(), [judged('a', 'failed')], 1, ['AppsRead']],
    [
      'settles what got through',
      told('a', null),
      check(),
      [judged('a', 'provisioned')],
      1,
      ['AppsRead', 'ExceptionSettled'],
    ],
    [
      'settles that nothing could be read',
      told('', null, 'app-accounts-unknown'),
      check(),
      [],
      1,
      ['AppsRead', 'ExceptionSettled'],
    ],
    [
      'settles nothing of another account',
      told('a', null, 'app-not-provisioned', second),
      check(),
      [judged('a', 'provisioned')],
      1,
      ['AppsRead'],
    ],
    [
      'tells of its own, whatever is accepted for another account',
      told('a', 'accept', 'app-not-provisioned', second),
      check(),
      [judged('a', 'failed')],
      1,
      ['AppsRead', 'ExceptionRaised'],
    ],
    ['settles no other kind', told('a', null, 'provider-refused'), check(), [], 1, ['AppsRead']],
  ])('%s', (_, state, of, by, minute, types) => expect(kinds(state, of, by, minute)).toEqual(types));

  it.each<[string, CaseState, readonly Judged[], number, number | null]>([
    ['never, when all is well', none, [judged('a', 'provisioned'), judged('b', 'sign-on-only')], 0, null],
    ['soon at first', none, [judged('a', 'waiting')], 0, 0.25],
    ['more rarely later', none, [judged('a', 'waiting')], 20, 25],
    ['just when the time is up', none, [judged('a', 'waiting')], 29, 30],
    ['rarely after that', none, [judged('a', 'waiting')], 30, 40],
    ['never more for what was accepted', told('a', 'accept'), [judged('a', 'failed')], 40, null],
    [
      'as ever where it was accepted for another account',
      told('a', 'accept', 'app-not-provisioned', second),
      [judged('a', 'failed')],
      40,
      50,
    ],
  ])('is taken again %s', (_, state, by, minute, again) =>
    expect(nextLook(state, check(), by, at(minute))).toBe(again === null ? null : at(again)),
  );
});
