/** Access for a while: a date on the form, its extension, its shortening, and the end of the work before it. */
import { describe, expect, it } from 'vitest';
import { at, theCase } from '../../../test/support/build.ts';
import { changes, edited, leaves, minute, type Values } from '../../../test/support/forms.ts';
import { expectRefusal, type Given, given, HIRED, only } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';

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
