import { describe, expect, it } from 'vitest';
import { at, engagement, grant, group, joining, leaving } from '../../test/support/build.ts';
import type { RecordedEvent, TenureEvent } from '../core/evidence/model.ts';
import { emptyLedger, type PersonLedger } from '../core/grant/index.ts';
import { accountId } from '../core/shared/ids.ts';
import { measured } from './measures.ts';

const a = group('a');
const account = accountId('account');
const past = (
  stream: typeof joining,
  ...told: readonly [minute: number, event: TenureEvent][]
): readonly RecordedEvent[] =>
  told.map(([minute, event], index) => ({
    stream,
    seq: index + 1,
    position: index + 1,
    at: at(minute),
    event,
    hash: '',
  }));

const accepted: TenureEvent = { type: 'FormAccepted', digest: 'd', policy: 'p' as never, personal: { notify: [] } };
const proved = (minute: number): TenureEvent => ({ type: 'CaseProved', items: 1, accepted: 0, at: at(minute) });
const gone = (minute: number): TenureEvent => ({
  type: 'RemovalVerified',
  account,
  group: a,
  name: 'a',
  at: at(minute),
});
const left = (minute: number): TenureEvent => ({
  ...{ type: 'LeaverVerified', account, state: 'deactivated', remaining: [], at: at(minute) },
});
const holding = (parts: Partial<PersonLedger>): PersonLedger => ({ ...emptyLedger, ...parts });

describe('the time to provision', () => {
  const work = (activeFrom: number) => holding({ engagements: [engagement({ activeFrom: at(activeFrom) })] });

  it.each([
    ['begins with the form', 0, [180]],
    ['begins with the hour the account was to be open, where that is later', 2, [60]],
    ['is none where all was ready before that hour', 30, [0]],
  ])('%s', (_, activeFrom, seconds) => {
    const spans = measured({ before: past(joining, [0, accepted]), appended: [proved(3)], ledger: work(activeFrom) });
    expect(spans).toEqual(seconds.map((each) => ({ what: 'provision', seconds: each })));
  });

  it('is of the first proof, and of an onboarding', () => {
    const again = past(joining, [0, accepted], [1, proved(1)], [2, { type: 'CaseReopened', at: at(2) }]);
    expect(measured({ before: again, appended: [proved(9)], ledger: work(0) })).toEqual([]);
    expect(measured({ before: past(leaving, [0, accepted]), appended: [proved(9)], ledger: work(0) })).toEqual([]);
  });
});

describe('the time to revoke', () => {
  const ended = holding({ engagements: [engagement({ end: at(10) })] });
  it.each([
    ['begins with the end', 5, 120],
    ['begins with the form that says so, where the end was before it', 11, 60],
  ])('%s', (_, filed, seconds) =>
    expect(measured({ before: past(leaving, [filed, accepted]), appended: [left(12)], ledger: ended })).toEqual([
      { what: 'revoke', seconds },
    ]),
  );
});

describe('the lateness of an end', () => {
  const of = (...grants: readonly ReturnType<typeof grant>[]) =>
    measured({ before: past(joining, [0, accepted]), appended: [gone(12)], ledger: holding({ grants }) });

  it('is counted from the last grant that gave the group', () =>
    expect(of(grant('one', [a], 0, 5), grant('two', [a], 0, 11))).toEqual([{ what: 'end', seconds: 60 }]));

  it('is none of a group that a live grant still gives, or that none gave', () => {
    expect(of(grant('one', [a], 0, 5), grant('two', [a], 0))).toEqual([]);
    expect(of(grant('other', [group('b')], 0, 5))).toEqual([]);
  });
});

it('nothing is measured where nobody was locked', () =>
  expect(measured({ before: [], appended: [left(1)], ledger: null })).toEqual([]));
