/** A last day that a change names, and an offboarding written after it: whichever is acted on first, nobody is kept longer. */
import { describe, expect, it } from 'vitest';
import { at, leaving, theCase } from '../../../test/support/build.ts';
import { changes, edited, hana, joins, lea, leaves, minute, taken } from '../../../test/support/forms.ts';
import { type Given, given } from '../../../test/support/given.ts';

const changing = theCase('changing');

describe('a change that names a last day, and is acted on when they are to leave', () => {
  const later = (minutes: number) => ({ end: minute(minutes) });
  const here = given().after(joins(), 0);
  const contract = given().after(joins({ workerType: 'Contractor', end: minute(300) }), 0);
  const ahead = changes({ department: 'Sales', start: minute(100), end: minute(9000) }, lea);
  const employed = changes({ workerType: 'Employee', start: minute(100), end: minute(9000) }, lea);
  /** Written after all of those. */
  const off = edited(leaves(), 7, later(200));
  const ends = ({ ledger }: Given) => ledger.engagements.map(({ end, endedBy }) => [end, endedBy]);

  it.each([
    ['of other work', here, ahead],
    ['of an employment', contract, employed],
  ])(
    'on its day, written before it and %s, keeps them no longer; taken back, that last day stands',
    (_, before, form) => {
      const both = before.after(form, 5).after(off, 7);
      expect(ends(both)).toEqual([[at(200), leaving]]);
      const changed = both.after(form, 100);
      expect(changed.caseOf(changing).accepted).toBe(true);
      expect(ends(changed)).toEqual([[at(200), leaving]]);
      expect(ends(changed.after(taken(off, lea), 110))).toEqual([[at(9000), changing]]);
    },
  );

  it('nor is it refused for whom may not say that somebody who leaves stays', () => {
    const form = changes({ department: 'Sales', start: minute(100), end: minute(9000) }, hana);
    const changed = here.after(form, 5).after(off, 7).after(form, 100);
    expect(changed.caseOf(changing).accepted).toBe(true);
    expect(ends(changed)).toEqual([[at(200), leaving]]);
  });

  it('late, as its hint was lost, keeps them no longer either', () => {
    const form = changes({ department: 'Sales', end: minute(9000) }, lea);
    const left = here.after(off, 7).after(form, 8);
    expect(ends(left)).toEqual([[at(200), leaving]]);
    expect(ends(left.after(taken(off, lea), 9))).toEqual([[at(9000), changing]]);
  });

  it('written after it by whoever may, is what counts', () => {
    const form = edited(changes({ department: 'Sales' }, lea), 8, later(9000), lea);
    expect(ends(here.after(off, 7).after(form, 9))).toEqual([[at(9000), changing]]);
    const back = edited(form, 6, later(9000), lea);
    expect(ends(here.after(taken(off, lea), 8).after(back, 9))).toEqual([[at(9000), changing]]);
  });
});
