/** Access for a while: a date on the form, its extension, its shortening, and the end of the work before it. */
import { describe, expect, it } from 'vitest';
import { account, at, theCase } from '../../../test/support/build.ts';
import {
  changes,
  edited,
  type Filing,
  joins,
  leaves,
  minute,
  texts,
  type Values,
} from '../../../test/support/forms.ts';
import { expectRefusal, type Given, given, HIRED, only } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { nextChange } from '../grant/index.ts';
import { closingTasks, overByHand } from './byHand.ts';

const changing = theCase('changing');

const VAULT: Values = { applications: 'Vault: admin' };
const until = (count: number) => ({ applicationsUntil: minute(count) });
const hired = given(HIRED);
const asked = (events: readonly TenureEvent[]) =>
  only(events, 'GrantGiven').filter(({ grant }) => grant.cause === 'request');
const vault = ({ ledger }: Given) =>
  ledger.grants.filter(({ holds }) => holds.kind === 'entitlement' && holds.entitlement === 'vault:admin');
const ends = (story: Given) => vault(story).map(({ end }) => end);

describe('what is ticked with a date', () => {
  const form = changes({ ...VAULT, ...until(100) });
  const before = hired.after(form, 5);

  it('is held until then', () => {
    expect(asked(hired.when(form, 5))).toMatchObject([{ grant: { end: at(100), until: at(100), givenBy: changing } }]);
  });

  it.each([
    ['later', 200],
    ['earlier', 50],
  ])('moves with the date: %s', (_, to) => {
    const moved = before.after(edited(form, 6, until(to)), 6);
    expect(ends(moved)).toEqual([at(to)]);
    expect(asked(before.when(edited(form, 6, until(to)), 6))).toEqual([]);
  });

  it('without its date is held as long as the work', () =>
    expect(ends(before.after(edited(form, 6, { applicationsUntil: null }), 6))).toEqual([null]));

  it('ends now when the date is set to what has passed', () =>
    expect(ends(before.after(edited(form, 20, until(10)), 20))).toEqual([at(20)]));

  it('is given anew when the date is moved after it had ended', () => {
    const again = edited(form, 150, until(200));
    expect(asked(before.when(again, 150))).toMatchObject([{ grant: { end: at(200) } }]);
    expect(ends(before.after(again, 150))).toEqual([at(100), at(200)]);
  });

  it('is not given anew by an edit of something else after it has ended', () => {
    const other = edited(form, 150, { notify: 'tomasz@small.example' });
    expect(asked(before.when(other, 150))).toEqual([]);
  });

  it('says nothing when it is read again', () =>
    expect(only(before.when(edited(form, 6, { title: 'Lead' }), 6), 'GrantReinstated')).toEqual([]));

  it('never outlives the work, and does not become longer when the work does', () => {
    const shorter = before.after(leaves({ end: minute(60) }), 7);
    expect(ends(shorter)).toEqual([at(60)]);
    const contract = changes({ ...VAULT, ...until(100), end: minute(80) });
    const dated = hired.after(contract, 5);
    expect(ends(dated)).toEqual([at(80)]);
    expect(ends(dated.after(edited(contract, 6, { end: minute(90) }), 6))).toEqual([at(90)]);
    expect(ends(dated.after(edited(contract, 6, { end: minute(300) }), 6))).toEqual([at(100)]);
  });

  it('filed when it has passed already is refused', () =>
    expectRefusal(hired.when(changes({ ...VAULT, ...until(3) }), 5), 'already-over'));

  it('and a value that is no date is refused', () =>
    expectRefusal(hired.when(changes({ ...VAULT, applicationsUntil: 'for ever' }), 5), 'not-a-date'));
});

describe('read again', () => {
  const form = changes({ ...VAULT, ...until(100) });
  const before = hired.after(form, 5);

  it('after the date has left the form’s screen it is refused, and what stands keeps its day', () => {
    const { applicationsUntil: _, ...fields } = form.form.fields;
    const gone: Filing = {
      ...form,
      form: { ...form.form, fields, unreadable: [{ field: 'applicationsUntil', why: 'not-on-issue' }] },
    };
    const events = before.when(gone, 6);
    expectRefusal(events, 'not-on-issue');
    expect(ends(before)).toEqual([at(100)]);
  });

  it('with something ticked anew after its day it is refused', () =>
    expectRefusal(
      before.when(edited(form, 150, { applications: texts('Vault: admin', 'Figma') }), 150),
      'already-over',
    ));

  it('a day before the work begins is refused', () =>
    expectRefusal(given().when(joins({ ...VAULT, start: minute(500), ...until(400) }), 0), 'end-before-start'));

  it('moved to before the first day is refused too: nothing ends before it begins', () => {
    const form = joins({ ...VAULT, start: minute(500), ...until(900) });
    expectRefusal(
      given()
        .after(form, 0)
        .when(edited(form, 6, until(400)), 6),
      'end-before-start',
    );
  });
});

describe('what people open by hand for a while', () => {
  const form = changes({ applications: 'Desk: key', ...until(100) });
  const before = hired.after(form, 5);
  const [desk] = before.ledger.grants.filter(({ until }) => until !== undefined);

  it('is asked back on its day, once', () => {
    if (desk === undefined) throw new Error('nothing was given');
    expect(overByHand(before.ledger, at(99))).toEqual([]);
    expect(overByHand(before.ledger, at(100))).toEqual([desk]);
    const asked = closingTasks(before.caseOf(changing), [desk]);
    expect(asked).toMatchObject([{ type: 'TaskRequested', title: 'Close desk:key' }]);
    const told = before.and({ on: changing, minute: 100, events: asked });
    expect(closingTasks(told.caseOf(changing), [desk])).toEqual([]);
  });

  it('wakes somebody then, though nothing at a provider follows from it', () =>
    expect(nextChange(before.ledger, account(), at(50))).toBe(at(100)));
});
