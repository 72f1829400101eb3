import { describe, expect, it } from 'vitest';
import { at, group, joining, seenAccount } from '../../../test/support/build.ts';
import type { Wanted } from '../grant/index.ts';
import { givenBesides, judgeShadow, type ShadowedAccount, type ShadowReading, shadowFigures } from './shadow.ts';

const YOUNGEST = at(100);
const wanted = (state: Wanted['state'], groups: readonly string[] = []): Wanted => ({
  state,
  groups: new Map(groups.map((one) => [group(one), []])),
  because: joining,
});
const reading = (edit: Partial<ShadowReading> & { readonly in?: readonly string[] } = {}): ShadowReading => ({
  account: seenAccount('active'),
  elsewhere: false,
  directApps: null,
  ...edit,
  groups: (edit.in ?? []).map((one) => ({ group: group(one), name: one, owner: 'tenure' })),
});
const step = (change: string, of: string | null = null, since = 0) => ({
  change,
  group: of === null ? null : group(of),
  for: joining,
  since: at(since),
});
const shadowed = (edit: Partial<ShadowedAccount>): ShadowedAccount => ({
  steps: [],
  wanted: wanted('active'),
  profile: {},
  reading: reading(),
  kindOf: () => 'onboarding',
  besides: () => new Set([group('app'), group('app-admins')]),
  ...edit,
});
const verdicts = (edit: Partial<ShadowedAccount>) => judgeShadow(shadowed(edit), YOUNGEST).map((one) => one.verdict);

describe('a step that was held back', () => {
  it.each([
    [{ in: ['app'] }, 'agreed', 'is there'],
    [{}, 'not-done', 'is not'],
    [{ in: ['app-admins'] }, 'otherwise', 'is another role of the same application'],
  ])('%o: a membership to give is %s when it %s', (edit, verdict, _why) => {
    const joins = { steps: [step('add-member', 'app')], wanted: wanted('active', ['app']) };
    expect(verdicts({ ...joins, reading: reading(edit) })).toEqual([verdict]);
  });

  it.each([
    ['remove-member', 'active', { in: ['app'] }, 'not-done'],
    ['remove-member', 'active', {}, 'agreed'],
    ['create-account', 'active', {}, 'agreed'],
    ['create-account', 'active', { account: null }, 'not-done'],
    ['create-account', 'active', { account: null, elsewhere: true }, 'otherwise'],
    ['activate', 'active', { account: seenAccount('staged') }, 'not-done'],
    ['activate', 'active', { account: seenAccount('awaiting-user') }, 'agreed'],
    ['suspend', 'deactivated', {}, 'not-done'],
    ['suspend', 'deactivated', { account: seenAccount('deactivated') }, 'agreed'],
    ['deactivate', 'deactivated', { account: seenAccount('suspended') }, 'otherwise'],
    ['deactivate', 'deactivated', { account: seenAccount('deactivated') }, 'agreed'],
    ['deactivate', 'deactivated', { account: null }, 'agreed'],
    ['remove-direct-app', 'deactivated', {}, 'not-known-yet'],
    ['remove-direct-app', 'deactivated', { directApps: 1 }, 'not-done'],
    ['remove-direct-app', 'deactivated', { directApps: 0 }, 'agreed'],
  ] as const)('%s, wanted %s, read %o: %s', (change, state, edit, verdict) => {
    const one = step(change, change === 'remove-member' ? 'app' : null);
    expect(verdicts({ steps: [one], wanted: wanted(state), reading: reading(edit) })).toEqual([verdict]);
  });

  it('of a profile is done when it says what it should', () => {
    const profile = { title: 'Head' };
    const seen = (title: string) => reading({ account: seenAccount('active', { profile: { title } }) });
    const of = (title: string) => verdicts({ steps: [step('update-profile')], profile, reading: seen(title) });
    expect([of('Head'), of('Hand')]).toEqual([['agreed'], ['not-done']]);
  });

  it('that nobody could have done yet is not known, what is done counts at once', () => {
    const late = { steps: [step('add-member', 'app', 101)], wanted: wanted('active', ['app']) };
    expect(verdicts(late)).toEqual(['not-known-yet']);
    expect(verdicts({ ...late, reading: reading({ in: ['app'] }) })).toEqual(['agreed']);
  });

  it('of an account that cannot be read is not known', () => {
    expect(verdicts({ steps: [step('activate')], reading: null })).toEqual(['not-known-yet']);
  });

  it('that nobody wants any more, or that no reading can show, is in no figure', () => {
    expect(verdicts({ steps: [step('add-member', 'app')] })).toEqual([]);
    expect(verdicts({ steps: [step('remove-member', 'app')], wanted: wanted('active', ['app']) })).toEqual([]);
    expect(verdicts({ steps: [step('deactivate')] })).toEqual([]);
    expect(verdicts({ steps: [step('create-account')], wanted: wanted('deactivated') })).toEqual([]);
    expect(verdicts({ steps: [step('end-sessions')], wanted: wanted('deactivated') })).toEqual([]);
  });
});

it('what was given besides is told only of an account somebody made', () => {
  const edit = { wanted: wanted('active', ['app']), reading: reading({ in: ['app', 'club'] }) };
  expect(givenBesides(shadowed({ ...edit, steps: [step('create-account')] }))).toEqual([group('club')]);
  expect(givenBesides(shadowed({ ...edit, steps: [step('add-member', 'app')] }))).toEqual([]);
});

it('figures count each verdict by its name', () => {
  const of = 'onboarding';
  expect(
    shadowFigures([
      { of, verdict: 'agreed' },
      { of, verdict: 'agreed' },
      { of, verdict: 'otherwise' },
      { of: 'change', verdict: 'not-done' },
    ]),
  ).toEqual([
    { of: 'change', agreed: 0, notDone: 1, otherwise: 0, notKnownYet: 0 },
    { of: 'onboarding', agreed: 2, notDone: 0, otherwise: 1, notKnownYet: 0 },
  ]);
});
