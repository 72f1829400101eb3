/** What somebody had on a day: what was there, also where a decision was quicker than the provider, or slower. */
import { describe, expect, it } from 'vitest';
import { at, group, policy, theCase } from '../../../test/support/build.ts';
import { entitlementId, grantId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { GrantAnswer } from './model.ts';
import { type StandingThen, standingAt } from './standing.ts';

const ADMIN = entitlementId('vault', 'admin');
const answer = (edit: Partial<GrantAnswer> = {}): GrantAnswer => ({
  grant: grantId('g1'),
  cause: 'request',
  holds: { kind: 'entitlement', entitlement: ADMIN },
  policy,
  asked: {
    ...{ case: theCase('asking'), at: at(0), channel: 'jira', by: null, filedBy: null, entitlement: ADMIN },
    ...{ reason: null, ticket: null },
  },
  approved: { kind: 'form' },
  groups: [],
  byHand: null,
  from: at(10),
  wasThere: false,
  until: at(50),
  endedBy: null,
  began: null,
  ended: null,
  ...edit,
});
const inGroup = (
  began: Instant | null,
  ended: Instant | null,
  edit: Partial<GrantAnswer> = {},
  stillBy: string[] = [],
) => answer({ began, ended, groups: [{ group: group('a'), began, ended, stillBy: stillBy.map(grantId) }], ...edit });
const byHand = (opened: Instant | null, edit: Partial<GrantAnswer> = {}) =>
  answer({
    began: opened,
    byHand: { opened: opened === null ? null : { by: 'ivo', at: opened }, closed: null },
    ...edit,
  });
const then = (minute: number, one: GrantAnswer, ...others: readonly GrantAnswer[]) =>
  standingAt(at(minute), one, [one, ...others]);

describe('at an instant, access of minute 10 to 50, there from 20 to 70,', () => {
  it.each<[number, StandingThen | null]>([
    [9, null],
    [10, 'decided'],
    [19, 'decided'],
    [20, 'held'],
    [49, 'held'],
    [50, 'ending'],
    [69, 'ending'],
    [70, null],
  ])('stands in minute %i as %s', (minute, standing) => expect(then(minute, inGroup(at(20), at(70)))).toBe(standing));
});

describe('access', () => {
  const next = { grant: grantId('g2'), from: at(40), until: at(90) };
  it.each<[string, StandingThen | null, number, GrantAnswer, readonly GrantAnswer[]]>([
    ['nobody read as gone is not gone', 'ending', 900, inGroup(at(20), null), []],
    ['nobody ever read as there, and over', null, 60, inGroup(null, null), []],
    ['that was there before anybody looked', 'held', 10, inGroup(at(20), null, { wasThere: true }), []],
    ['without an end', 'held', 900, inGroup(at(20), null, { until: null }), []],
    ['of a group another grant keeps is over with its own end', null, 50, inGroup(at(20), at(800), {}, ['g9']), []],
    ['opened by hand and never confirmed as closed', 'ending', 60, byHand(at(20)), []],
    ['that goes on from what people opened', 'held', 60, byHand(null, next), [byHand(at(20))]],
    ['from which another goes on is over with its own end', null, 60, byHand(at(20)), [byHand(null, next)]],
    ['nobody opened before or after', 'decided', 60, byHand(null, next), [byHand(null)]],
  ])('%s: %s', (_, standing, minute, one, others) => expect(then(minute, one, ...others)).toBe(standing));
});
