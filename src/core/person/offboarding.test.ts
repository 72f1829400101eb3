import { describe, expect, it } from 'vitest';
import { at, grant, group, joining, leaving, mara, theCase } from '../../../test/support/build.ts';
import {
  changes,
  edited,
  filed,
  hana,
  joins,
  lea,
  leaves,
  MARA,
  maraHerself,
  minute,
  type Values,
} from '../../../test/support/forms.ts';
import { expectRefusal, type Given, given, HIRED, only, typesOf, work } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { startOf } from '../grant/index.ts';
import type { FieldValue } from './form.ts';

const hired = given(HIRED);
const contract = given().after(joins({ end: minute(100) }), 0);
const ends = (events: readonly TenureEvent[]) => only(events, 'GrantEnded').map(({ end }) => end);
const engagementAfter = (events: readonly TenureEvent[]) => only(events, 'EngagementChanged')[0]?.engagement;
/** The ends that stand after all that. */
const standing = ({ ledger }: Given) => [...ledger.engagements, ...ledger.grants].map(({ end }) => end);

describe('an offboarding', () => {
  it('without a date ends everything now', () => {
    const events = hired.when(leaves(), 5);
    expect(events.slice(2)).toEqual([
      { type: 'CaseConcerns', person: mara },
      {
        type: 'EngagementChanged',
        engagement: {
          ...work,
          end: at(5),
          endedBy: leaving,
          changedBy: leaving,
          offboardings: [{ case: leaving, end: at(5) }],
          endWithout: { end: null, endedBy: null },
        },
        endBefore: null,
      },
      ...[1, 2, 3].map((place) => ({
        type: 'GrantEnded',
        grant: `${joining}#${place}`,
        end: at(5),
        by: leaving,
        changeSet: null,
        endBefore: null,
      })),
    ]);
  });

  it.each<[string, Values, string]>([
    ['at an instant ends everything then', { end: minute(50) }, at(50)],
    ['on a last day ends it with that day, in the person’s zone', { end: '2026-01-30' }, '2026-01-30T15:00:00.000Z'],
  ])('%s', (_, values, end) => {
    const events = given()
      .after(joins({ location: 'Tokyo' }), 0)
      .when(leaves(values), 5);
    expect(engagementAfter(events)).toMatchObject({ end, endedBy: leaving });
    expect(new Set(ends(events))).toEqual(new Set([end]));
    expect(only(events, 'EngagementChanged')[0]).not.toHaveProperty('askedEnd');
  });

  it('with an end that has passed acts at once, and says the gap', () => {
    const events = hired.when(leaves({ end: minute(3) }), 5);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(5) }, askedEnd: at(3) }]);
    expect(ends(events)).toEqual([at(5), at(5), at(5)]);
  });

  it('ends every engagement and every grant, also those of a renewal that has not begun', () => {
    const renewal = filed('onboarding', 'again', { ...MARA, start: minute(500) }, hana);
    const both = contract.after(renewal, 1).after(leaves(), 5);
    expect(new Set(standing(both))).toEqual(new Set([at(5)]));
    expect(both.ledger.grants.some((grant) => startOf(grant) > at(5))).toBe(true);
  });

  it('before the first day undoes the joiner', () => {
    const joiner = given().after(joins({ start: minute(500) }), 0);
    expect(engagementAfter(joiner.when(leaves(), 5))).toMatchObject({ start: at(500), end: at(5) });
  });

  it('lets an earlier end stand, and answers for it from now on', () => {
    const events = contract.when(leaves({ end: minute(500) }), 5);
    expect(engagementAfter(events)).toMatchObject({ end: at(100), endedBy: leaving });
    expect(ends(events)).toEqual([]);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ endBefore: at(100) }]);
  });

  it('does not end a second time what has ended', () => {
    const moved = hired.after(changes({ department: 'Sales' }), 5);
    const events = moved.when(leaves(), 5 + 1440);
    expect(only(events, 'GrantEnded').map(({ grant }) => grant)).toEqual([`${joining}#1`, `${theCase('changing')}#1`]);
  });

  it('of no date is refused', () => expectRefusal(hired.when(leaves({ end: '2026-02-30' }), 5), 'not-a-date'));
});

describe('what a termination does not wait for', () => {
  const form = leaves({ end: minute(500) });
  const waiting = hired.after(form, 5);
  const raised = (events: readonly TenureEvent[]) =>
    only(events, 'ExceptionRaised').map(({ kind, detail }) => ({ kind, ...detail }));

  it('is a field the leaver has edited: it ends when HR says so, and a person is asked about the field', () => {
    const touched = edited(form, 6, { hardware: 'Laptop' }, maraHerself);
    const kept = waiting.after(touched, 6);
    expect(kept.caseOf(leaving).exceptions).toMatchObject([{ kind: 'unauthorised-edit', verdict: null }]);
    const events = kept.when(edited(touched, 7, { end: minute(7) }), 7);
    expect(engagementAfter(events)).toMatchObject({ end: at(7) });
    expect(raised(events)).toEqual([]);
    const corrected = edited(touched, 7, { hardware: null });
    expect(only(kept.when(corrected, 7), 'ExceptionSettled')).toMatchObject([{ by: 'form corrected' }]);
  });

  it('is an issue that was moved away and back since it was accepted; one that was moved into being it never was', () => {
    const back = { ...form.form, moved: { issueType: { author: maraHerself, at: at(6) } } };
    const sooner = edited({ kind: 'offboarding', form: back }, 7, { end: minute(7) });
    expect(engagementAfter(waiting.when(sooner, 7))).toMatchObject({ end: at(7) });
    expectRefusal(hired.when(sooner, 7), 'own-edit');
  });

  it.each<[string, FieldValue | string]>([
    ['hides their address', { kind: 'users', users: [{ kind: 'user', id: 'col', mail: null, name: 'Col' }] }],
    ['has none', 'the whole team'],
  ])('is somebody to tell who %s', (_, notify) => {
    const events = hired.when(leaves({ notify }), 5);
    expect(engagementAfter(events)).toMatchObject({ end: at(5) });
    expect(raised(events)).toMatchObject([{ kind: 'unknown-address', field: 'notify' }]);
  });

  it('tells nobody whom the leaver has named', () => {
    const told = hired.after(leaves({ notify: 'it@small.example', end: minute(500) }), 5);
    const own = edited(
      leaves({ notify: 'it@small.example', end: minute(500) }),
      6,
      { notify: 'x@y.example' },
      maraHerself,
    );
    expect(told.after(own, 6).caseOf(leaving).notify).toEqual(['it@small.example']);
  });

  it.each(['person', 'end'])('is never whoever set “%s”', (field) => {
    const values = { person: 'mara.lindt@small.example', end: minute(6) };
    const own = edited(form, 6, { [field]: values[field === 'person' ? 'person' : 'end'] }, maraHerself);
    expectRefusal(waiting.when(own, 6), 'own-edit');
  });
});

describe('a second offboarding', () => {
  const second = filed('offboarding', 'second', { person: 'E2001' }, lea);

  it('of somebody who has left is refused', () =>
    expectRefusal(hired.after(leaves(), 5).when(second, 6), 'already-left'));

  it('while the first still waits for its day may end it sooner', () => {
    const events = hired.after(leaves({ end: minute(500) }), 5).when(second, 6);
    expect(engagementAfter(events)).toMatchObject({ end: at(6), endedBy: theCase('second') });
  });

  it('later than the first leaves the end where it is', () => {
    const later = filed('offboarding', 'second', { person: 'E2001', end: minute(900) }, lea);
    const events = hired.after(leaves({ end: minute(500) }), 5).when(later, 6);
    expect(engagementAfter(events)).toMatchObject({ end: at(500) });
    expect(ends(events)).toEqual([]);
  });

  it('the first one, read again, says nothing', () => {
    const form = leaves({ end: minute(500) });
    expect(hired.after(form, 5).when(form, 6)).toEqual([]);
  });
});

describe('an offboarding that is edited', () => {
  const form = leaves({ end: minute(500) });
  const moved = (before: Given, ...values: readonly Values[]) =>
    values.reduce(
      ({ past, now }, value, n) => {
        const next = edited(now, 10 + n, value);
        return { past: past.after(next, 10 + n), now: next };
      },
      { past: before.after(form, 5), now: form },
    ).past;

  it('earlier ends everything sooner, later again later', () => {
    expect(new Set(standing(moved(hired, { end: minute(300) })))).toEqual(new Set([at(300)]));
    expect(new Set(standing(moved(hired, { end: minute(300) }, { end: minute(900) })))).toEqual(new Set([at(900)]));
  });

  it('later gives back no more than it took', () => {
    const sooner = moved(contract, { end: minute(50) });
    expect(new Set(standing(sooner))).toEqual(new Set([at(50)]));
    expect(new Set(standing(moved(contract, { end: minute(50) }, { end: minute(900) })))).toEqual(new Set([at(100)]));
  });

  it('keeps what it took before: not the end it had set itself', () => {
    const state = moved(contract, { end: minute(50) }, { end: minute(40) }).caseOf(leaving);
    expect(new Set(Object.values(state.endsBefore))).toEqual(new Set([at(100)]));
  });

  it('to no date at all means neither now nor never: the end stands, and that is said', () => {
    const past = hired.after(form, 5);
    expectRefusal(past.when(edited(form, 10, { end: null }), 10), 'end-emptied');
    expect(new Set(standing(moved(hired, { end: null })))).toEqual(new Set([at(500)]));
  });

  it('after the end is over: what was closed stays closed', () =>
    expectRefusal(hired.after(leaves(), 5).when(edited(leaves(), 6, { end: minute(900) }), 6), 'already-left'));

  it('to another person is refused', () => {
    const other = edited(form, 6, { person: 'E2002' });
    expectRefusal(hired.after(form, 5).when(other, 6), 'unknown-person');
  });

  it('leaves alone an end that another case has set since', () => {
    const extended = hired.after(form, 5).after(changes({ end: minute(700) }, lea), 6);
    expect(new Set(standing(extended))).toEqual(new Set([at(700)]));
    const events = extended.when(edited(form, 7, { end: minute(900) }), 7);
    expect(engagementAfter(events)).toMatchObject({ end: at(700), endedBy: leaving });
  });
});

describe('an offboarding read again, with its last day untouched,', () => {
  const again = filed('onboarding', 'again', { ...MARA, start: minute(100) }, hana);
  const tell = { notify: 'x@small.example' };

  it('does not touch work that began after it: the hold is lifted, and who works here again goes on working', () => {
    const old = leaves({ legalHold: 'Yes' });
    const back = hired.after(old, 5).after(again, 50);
    const events = back.when(edited(old, 200, { legalHold: 'No' }), 200);
    expect(only(events, 'EngagementChanged').map(({ engagement }) => engagement.end)).toEqual([at(5)]);
    expect(only(events, 'EngagementChanged')[0]?.engagement).not.toHaveProperty('legalHold');
    expect(ends(events)).toEqual([]);
    expectRefusal(back.when(edited(old, 200, tell), 200), 'already-left');
  });

  it('nor when its security level is taken off, which nobody filed as an end', () => {
    const plain = leaves({ confidential: 'Yes', end: minute(20) });
    const old = { ...plain, form: { ...plain.form, securityLevel: 'People' } };
    const back = hired.after(old, 5).after(old, 20).after(again, 50);
    expectRefusal(back.when(plain, 200), 'already-left');
  });

  it('nor work filed in the notice period, also where the last day is edited', () => {
    const waiting = hired.after(form(), 5).after(additional, 20);
    const events = waiting.when(edited(form(), 30, { end: minute(300) }), 30);
    expect(only(events, 'EngagementChanged').map(({ engagement }) => engagement.id)).toEqual([work.id]);
    expect(new Set(ends(events))).toEqual(new Set([at(300)]));
    expect(ends(events)).toHaveLength(3);
  });

  it.each([
    ['stays as long as other work of theirs goes on', true, []],
    ['ends with the last of it', false, [at(300)]],
  ])('what belongs to no work in particular %s', (_, worksOn, expected) => {
    const unbound = grant('unbound', [group('design')], 21, null, { engagement: null, cause: 'request' });
    const told = { on: joining, minute: 21, events: [{ type: 'GrantGiven', grant: unbound } as const] };
    const waiting = hired.after(form(), 5);
    const both = (worksOn ? waiting.after(additional, 20) : waiting).and(told);
    const events = both.when(edited(form(), 30, { end: minute(300) }), 30);
    const mine = only(events, 'GrantEnded').filter((event) => event.grant === unbound.id);
    expect(mine.map(({ end }) => end)).toEqual(expected);
  });

  it('does not take back an end that was moved since by who may', () => {
    const extended = hired.after(form(), 5).after(changes({ end: minute(900) }, lea), 50);
    const events = extended.when(edited(form(), 400, tell), 600);
    expect(typesOf(events)).toEqual(['FormAccepted']);
    const held = extended.when(edited(form(), 400, { legalHold: 'Yes' }), 600);
    expect(engagementAfter(held)).toMatchObject({ end: at(900), endedBy: leaving, legalHold: true });
    expect(ends(held)).toEqual([]);
  });

  const form = () => leaves({ end: minute(500) });
  const additional = filed('onboarding', 'second', { ...MARA, additional: 'Yes', start: minute(600) }, hana);
});

it('what a person was given by groups and what was opened by hand end alike, and a person is asked to close the latter', () => {
  const byHand = given().after(joins({ applications: 'Desk' }), 0);
  const [desk] = byHand.ledger.grants.filter(({ groups }) => groups.length === 0);
  expect(desk).toMatchObject({ cause: 'request', holds: { entitlement: 'desk:key' } });
  const events = byHand.when(leaves(), 5);
  expect(ends(events)).toHaveLength(4);
  // Closing what was opened by hand waits for the closing read.
  expect(typesOf(events)).not.toContain('TaskRequested');
  expect(byHand.ledger.grants.map(({ groups }) => groups.join())).toContain(group('all'));
});
