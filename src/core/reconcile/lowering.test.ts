import { describe, expect, it } from 'vitest';
import { account, at, engagement, joining, seen, situation, theCase, until } from '../../../test/support/build.ts';
import type { Account, SeenState } from '../person/model.ts';
import { conclude } from './conclude.ts';
import { loweredByUs, readAsStopped, setsOutToLower } from './lowering.ts';
import type { Change } from './model.ts';

const change = (type: 'suspend' | 'deactivate' | 'end-sessions'): Change => ({ type, for: joining });
type Own = Partial<Pick<Account, 'loweredByUs' | 'loweringIntended' | 'verified' | 'verifiedAt'>>;

describe('that we are about to stop a sign-in is noted', () => {
  it.each<[string, readonly Change[], SeenState | null, Own, boolean]>([
    ['before a suspension', [change('suspend')], 'active', {}, true],
    ['before a closing', [change('end-sessions'), change('deactivate')], 'awaiting-user', {}, true],
    ['not for sessions alone', [change('end-sessions')], 'active', {}, false],
    ['not for an account that is not there', [change('suspend')], null, {}, false],
    ['once', [change('suspend')], 'active', { loweringIntended: true }, false],
    [
      'not of what another hand had stopped, though we close it further',
      [change('deactivate')],
      'suspended',
      {},
      false,
    ],
    ['of what we had stopped ourselves', [change('deactivate')], 'suspended', { loweredByUs: 'suspended' }, true],
    [
      'not of what we had suspended and another hand closed',
      [change('deactivate')],
      'deactivated',
      { loweredByUs: 'suspended' },
      false,
    ],
  ])('%s', (_, changes, state, own, expected) =>
    expect(setsOutToLower(changes, account(own), seen(state))).toBe(expected),
  );
});

describe('what we may lift again', () => {
  it.each<[SeenState, Own, 'suspended' | 'deactivated' | null]>([
    ['suspended', { loweredByUs: 'suspended' }, 'suspended'],
    ['suspended', { loweringIntended: true }, 'suspended'],
    ['deactivated', { loweringIntended: true }, 'deactivated'],
    ['suspended', {}, null],
    ['deactivated', { loweredByUs: 'suspended' }, null],
    ['active', { loweredByUs: 'suspended', loweringIntended: true }, null],
    ['staged', { loweringIntended: true }, null],
  ])('seen %s, of ours %j: %s', (state, own, expected) => {
    const reading = seen(state).account;
    expect(reading && loweredByUs({ account: account(own) }, reading)).toBe(expected);
  });
});

describe('a sign-in was read as stopped, and was to stay so', () => {
  const stopped = (own: Own, ...engagements: readonly ReturnType<typeof engagement>[]) =>
    readAsStopped(situation({ account: account(own), ledger: { engagements }, seen: seen('active') }));
  const onLeave = (from: number, to: number | null) =>
    engagement({ leaves: [{ case: theCase('away'), from: at(from), until: until(to) }] });
  const low: Own = { verified: 'suspended', verifiedAt: at(3) };

  it.each<[string, Own, readonly ReturnType<typeof engagement>[], boolean]>([
    ['when it was, and nothing has opened it since', low, [engagement({ end: at(2) })], true],
    ['not when it was read as open', { ...low, verified: 'active' }, [engagement({ end: at(2) })], false],
    ['not when work here has gone on after that reading', low, [engagement({ end: at(4) })], false],
    ['not while work here goes on', low, [engagement()], false],
    ['also when work that is to come has not begun', low, [engagement({ activeFrom: at(9), start: at(9) })], true],
    ['also while they are on leave since before that reading', low, [onLeave(2, null)], true],
    ['not when the leave began after it', low, [onLeave(4, null)], false],
    ['not when they came back in between', low, [onLeave(2, 4)], false],
    ['also when the work ended at that very reading', low, [engagement({ end: at(3) })], true],
  ])('%s', (_, own, engagements, expected) => expect(stopped(own, ...engagements)).toBe(expected));
});

describe('a note that we are about to stop a sign-in', () => {
  const verified = (own: Own, loweringNoted: boolean) =>
    [...conclude({ ...situation({ account: account(own), seen: seen('active') }), loweringNoted })].length;

  it.each<[Own, boolean, number]>([
    [{}, false, 0],
    [{}, true, 1],
    [{ loweringIntended: true }, false, 1],
  ])(
    '(before: %j, in this run: %s) is over with the next reading, also when that shows nothing new',
    (own, noted, count) => expect(verified(own, noted)).toBe(count),
  );
});
