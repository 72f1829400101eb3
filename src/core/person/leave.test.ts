/** A leave of absence as decisions: from when to when, what an edit makes of it, and what the day of return brings. */
import { describe, expect, it } from 'vitest';
import { account, at, group, theCase } from '../../../test/support/build.ts';
import {
  edited,
  filed,
  hana,
  joins,
  leaves,
  MARA,
  maraHerself,
  minute,
  onLeave,
  taken,
  type Values,
} from '../../../test/support/forms.ts';
import { expectRefusal, given, HIRED, only, typesOf, work } from '../../../test/support/given.ts';
import { nextChange, wanted } from '../grant/index.ts';
import { personId } from '../shared/ids.ts';

const hired = given(HIRED);
const leaving = theCase('away');
const [from, until] = [20, 40];
const away = onLeave({ start: minute(from), end: minute(until) });
const times = (values: Values, when = 5, before = hired) =>
  only(before.when(onLeave(values), when), 'LeaveSet').map(({ leave }) => [leave.from, leave.until]);
const stateAt = (after: typeof hired, when: number) => {
  const { state, because, paused } = wanted(after.ledger, account({ verified: 'active' }), at(when));
  return [state, because, paused ?? false];
};

describe('a leave', () => {
  it('is from when to when, of the work there is', () =>
    expect(only(hired.when(away, 5), 'LeaveSet')).toEqual([
      { type: 'LeaveSet', leave: { case: leaving, from: at(from), until: at(until) }, engagements: [work.id] },
    ]));

  it.each<[string, Values, readonly unknown[]]>([
    ['without a last day has an open end', { start: minute(20) }, [[at(20), null]]],
    ['filed after its first day begins now', { start: minute(1), end: minute(40) }, [[at(5), at(40)]]],
  ])('%s', (_, values, expected) => expect(times(values)).toEqual(expected));

  it.each<[string, Values, Parameters<typeof expectRefusal>[1]]>([
    ['without a first day', {}, 'missing-field'],
    ['that ends before it begins', { start: minute(20), end: minute(10) }, 'end-before-start'],
    ['that was over when it was filed', { start: minute(1), end: minute(3) }, 'already-over'],
    ['of nobody we know', { person: 'E9', start: minute(20) }, 'unknown-person'],
  ])('%s is refused', (_, values, code) => expectRefusal(hired.when(onLeave(values), 5), code));

  it('is not put upon somebody else by an edit', () => {
    const other = edited(away, 6, { person: 'E2002' });
    expectRefusal(hired.after(away, 5).when(other, 6, { person: personId('other') }), 'person-changed');
  });

  it('of who has left is refused', () => expectRefusal(hired.after(leaves(), 3).when(away, 5), 'already-left'));

  it('is not filed by the person it is about', () =>
    expect(
      only(hired.when(onLeave({ start: minute(20) }, maraHerself), 5), 'FormRefused')[0]?.problems.map(
        ({ code }) => code,
      ),
    ).toContain('own-edit'));
});

describe('meanwhile', () => {
  const gone = hired.after(away, 5);

  it('the sign-in is stopped by the leave, from its first instant to its last', () =>
    expect([19, 20, 39, 40].map((when) => stateAt(gone, when)[0])).toEqual([
      'active',
      'suspended',
      'suspended',
      'active',
    ]));

  it('nothing is taken: the grants stand, with the ends they had', () => {
    expect(wanted(gone.ledger, account(), at(30)).groups.size).toBe(
      wanted(hired.ledger, account(), at(30)).groups.size,
    );
    expect(gone.ledger.grants).toEqual(hired.ledger.grants);
  });

  it('each of its ends is an instant to look at', () => {
    expect(nextChange(gone.ledger, account(), at(5))).toBe(at(from));
    expect(nextChange(gone.ledger, account(), at(from))).toBe(at(until));
  });

  it('the end of the work comes first', () => {
    const left = gone.after(leaves(), 30);
    expect(stateAt(left, 30)[0]).toBe('deactivated');
    expect(stateAt(left, until)[0]).toBe('deactivated');
    expect(only(left.when(away, until), 'LeaveEnded')).toMatchObject([{ because: 'left' }]);
    expect(only(left.when(away, until), 'GrantGiven')).toEqual([]);
  });

  it('an edit of the form that opened the work leaves the leave as it is', () => {
    const moved = gone.after(edited(joins(), 10, { title: 'Lead' }), 10);
    expect(stateAt(moved, 30)).toEqual(['suspended', leaving, true]);
  });

  it('what they come back to is the leave’s to show, whichever case came since', () => {
    const { because } = wanted(gone.ledger, account({ verified: 'suspended' }), at(until));
    expect(because).toBe(leaving);
    expect(wanted(gone.ledger, account({ verified: 'active' }), at(until)).because).not.toBe(leaving);
  });
});

describe('edited, the leave', () => {
  const gone = hired.after(away, 5);
  const said = (before: typeof hired, when: number, values: Values, by = hana) =>
    before.when(edited(away, when, values, by), when);

  it.each<[string, number, Values, readonly [number, number | null]]>([
    ['goes on longer', 30, { end: minute(90) }, [20, 90]],
    ['goes on with no end', 30, { end: null }, [20, null]],
    ['begins earlier, but not before now', 10, { start: minute(2) }, [10, 40]],
    ['begins later', 10, { start: minute(30) }, [30, 40]],
    ['that has begun keeps its beginning', 30, { start: minute(10) }, [20, 40]],
    ['that has begun is put off', 30, { start: minute(35) }, [35, 40]],
  ])('%s', (_, when, values, [first, last]) =>
    expect(only(said(gone, when, values), 'LeaveSet').map(({ leave }) => leave)).toEqual([
      { case: leaving, from: at(first), until: last === null ? null : at(last) },
    ]),
  );

  it('to an end that has come is a return at once', () => {
    const back = said(gone, 30, { end: minute(25) });
    expect(only(back, 'LeaveSet')[0]?.leave.until).toBe(at(30));
    expect(typesOf(back)).toContain('LeaveEnded');
  });

  it('to a later end after the return is a leave again', () => {
    const returned = gone.after(away, until);
    const again = returned.after(edited(away, 50, { end: minute(90) }), 50);
    expect(stateAt(again, 60)[0]).toBe('suspended');
    expect(only(again.when(edited(away, 50, { end: minute(90) }), 90), 'LeaveEnded')).toHaveLength(1);
  });
});

describe('the day of return', () => {
  const gone = hired.after(away, 5);

  it('says that the leave is over, once', () => {
    expect(typesOf(gone.when(away, until - 1))).toEqual([]);
    expect(typesOf(gone.when(away, until))).toEqual(['LeaveEnded']);
    expect(typesOf(gone.after(away, until).when(away, until + 5))).toEqual([]);
  });

  it('does not wait for a form that somebody without the right has touched', () => {
    const foreign = edited(away, 30, { end: minute(90) }, maraHerself);
    expect(typesOf(gone.after(foreign, 30).when(foreign, until))).toContain('LeaveEnded');
    expect(stateAt(gone.after(foreign, 30), until)[0]).toBe('active');
  });

  it('reads the table again: what it gives by now begins', () => {
    const short = gone.and({
      on: theCase('policy'),
      minute: 25,
      events: gone.ledger.grants
        .filter(({ groups }) => groups.includes(group('science')))
        .map(({ id }) => ({ type: 'GrantEnded', grant: id, end: at(25), by: theCase('policy'), changeSet: null })),
    });
    expect(only(short.when(away, until), 'GrantGiven')).toMatchObject([
      { grant: { groups: [group('science')], givenBy: leaving, end: null } },
    ]);
  });
});

describe('read again because of something else on it, a leave', () => {
  const noted = (filing: typeof away, minute: number) => edited(filing, minute, { notify: 'desk@small.example' });
  const open = onLeave({ start: minute(from) });
  const again = (start: number) => filed('onboarding', 'again', { ...MARA, start: minute(start) }, hana);
  const hiredAgain = hired.after(open, 5).after(leaves(), 30).after(again(100), 50);

  it('stops no work that began after it: neither of who left and came back, nor beside it', () => {
    expect(stateAt(hiredAgain, 200)[0]).toBe('active');
    expect(stateAt(hiredAgain.after(noted(open, 300), 300), 301)[0]).toBe('active');
    const values = { ...MARA, additional: 'Yes', start: minute(25), end: minute(90) };
    const beside = hired.after(away, 5).after(filed('onboarding', 'second', values, hana), 10);
    const before = [26, 50].map((when) => stateAt(beside, when)[0]);
    const after = beside.after(noted(away, 28), 28);
    expect([26, 50].map((when) => stateAt(after, when)[0])).toEqual(before);
    expect(after.ledger.engagements).toEqual(beside.ledger.engagements);
  });

  it('is not over a second time, nor later than it was', () => {
    const back = hired.after(away, 5).after(away, until);
    expect(typesOf(back.when(noted(away, 500), 500))).toEqual(['FormAccepted']);
    expect(typesOf(back.when(edited(away, 500, { end: minute(35) }), 500))).toEqual(['FormAccepted']);
  });

  it('is over on its day all the same, and when that day is read with the edit', () => {
    const before = hired.after(away, 5);
    expect(typesOf(before.after(noted(away, 30), 30).when(noted(away, 30), until))).toEqual(['LeaveEnded']);
    expect(only(before.when(noted(away, until + 1), until + 1), 'LeaveEnded')).toHaveLength(1);
    const lateEdit = edited(away, until + 1, { end: minute(35) });
    expect(only(before.when(lateEdit, until + 1), 'LeaveEnded')).toHaveLength(1);
  });

  it('taken back after a new beginning touches neither the new work nor the old', () => {
    const after = hiredAgain.after(taken(open, hana), 200);
    expect(after.ledger.engagements).toEqual(hiredAgain.ledger.engagements);
    expect(stateAt(after, 201)[0]).toBe('active');
  });
});
