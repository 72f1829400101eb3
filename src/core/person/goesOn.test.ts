/** A contract whose end is moved: forward, back, and after it has passed. */
import { describe, expect, it } from 'vitest';
import { at, joining, theCase } from '../../../test/support/build.ts';
import {
  changes,
  edited,
  filed,
  hana,
  joins,
  leaves,
  MARA,
  minute,
  taken,
  texts,
} from '../../../test/support/forms.ts';
import { expectRefusal, given, only } from '../../../test/support/given.ts';
import { told } from '../../../test/support/told.ts';
import { isLive } from '../grant/index.ts';

const form = joins({ end: minute(100), applications: texts('Desk') });
const contract = given().after(form, 0);
const changing = theCase('changing');

describe('a contract’s end that has passed', () => {
  it('moved on its own form: the work goes on from now by today’s table, and the gap is said', () => {
    const longer = edited(form, 150, { end: minute(900) });
    const events = contract.when(longer, 150);
    expect(only(events, 'EngagementChanged')).toMatchObject([
      { engagement: { end: at(900), endedBy: null }, resumedAfter: at(100) },
    ]);
    const given = only(events, 'GrantGiven').map(({ grant }) => [grant.start.at, grant.end]);
    expect(new Set(given.map(String))).toEqual(new Set([`${at(150)},${at(900)}`]));
    expect(told(contract, events).join('\n')).toMatch(/The work had ended on 2026-01-05 and goes on from now/);
    const after = contract.after(longer, 150);
    expect(after.ledger.grants.filter((grant) => isLive(grant, at(151)))).toHaveLength(4);
  });

  it('moved by a change: that case answers for the new end, and shows what is given again', () => {
    const longer = changes({ end: minute(900) }, hana);
    const events = contract.when(longer, 150);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(900), endedBy: changing } }]);
    expect(only(events, 'GrantReinstated')).toMatchObject([{ by: changing, hadEnded: true, end: at(900) }]);
    const back = contract.after(longer, 150).ledger.grants.filter(({ givenAgainBy }) => givenAgainBy === changing);
    expect(back).toMatchObject([{ givenBy: joining, holds: { entitlement: 'desk:key' } }]);
  });

  it('has opened by hand again what was closed by hand', () => {
    const [close] = [...contract.ledger.grants].filter(({ groups }) => groups.length === 0);
    expect(close).toMatchObject({ end: at(100) });
    const open = contract.caseOf(joining).tasks.map(({ task }) => task);
    const done = contract.and({
      on: joining,
      minute: 110,
      events: open.map((task) => ({ type: 'TaskDone', task, by: 'it', closedAt: at(110), at: at(110) })),
    });
    expect(only(done.when(edited(form, 150, { end: minute(900) }), 150), 'TaskRequested')).toMatchObject([
      { title: 'Open desk:key' },
    ]);
  });

  it('is moved no more once it is too long ago', () => {
    const late = 101 + 30 * 1440;
    expectRefusal(contract.when(edited(form, late, { end: minute(late + 900) }), late), 'too-late-to-undo');
    expectRefusal(contract.when(changes({ end: minute(late + 900) }), late), 'too-late-to-undo');
  });

  it('is not moved over work that has begun since; up to it, it is', () => {
    const renewed = contract.after(filed('onboarding', 'again', { ...MARA, start: minute(400) }, hana), 150);
    expectRefusal(renewed.when(edited(form, 160, { end: minute(900) }), 160), 'hired-again');
    expect(only(renewed.when(edited(form, 160, { end: minute(400) }), 160), 'EngagementChanged')).toHaveLength(1);
  });

  it('is moved over other work where it was filed to come on top', () => {
    const onTop = joins({ end: minute(100), additional: 'yes' });
    const both = given()
      .after(onTop, 0)
      .after(filed('onboarding', 'main', { ...MARA, start: minute(400) }, hana), 10);
    const moved = only(both.when(edited(onTop, 160, { end: minute(900) }), 160), 'EngagementChanged');
    expect(moved.map(({ engagement: { id, end } }) => [id, end])).toEqual([['jira:joining#e', at(900)]]);
  });

  it.each([
    ['an offboarding had set', contract.after(leaves({ end: minute(50) }), 5)],
    ['a no-show was', contract.after(taken(form, hana, 'No-show'), -1)],
  ])('that %s is not moved by a change', (_, over) =>
    expectRefusal(over.when(changes({ end: minute(900) }), 150), 'already-left'),
  );

  it('and that is emptied, or moved within the past, stays', () => {
    expectRefusal(contract.when(edited(form, 150, { end: null }), 150), 'already-left');
    expectRefusal(contract.when(edited(form, 150, { end: minute(120) }), 150), 'already-left');
  });
});
