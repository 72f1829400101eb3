/** Of two forms that say different things of the same work the later one counts, whichever is read first. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { changes, edited, filedIn, minute } from '../../../test/support/forms.ts';
import { given, HIRED, only, work } from '../../../test/support/given.ts';
import { engagementId } from '../shared/ids.ts';
import { fieldsSaidLater, isWrittenSince, workSaidLater } from './saidLater.ts';

const hired = given(HIRED);
const asOf = (when: number, accepted = when) =>
  [
    {
      at: at(accepted),
      event: { type: 'FormAccepted', digest: 'd', policy: 'p' as never, asOf: at(when), personal: { notify: [] } },
    },
    { at: at(accepted), event: { type: 'EngagementChanged', engagement: work } },
  ] as const;

describe('a change that is read after another one filed since', () => {
  const form = filedIn(10, changes({ department: 'Sales', title: 'Lead', end: minute(900) }));
  const changed = (field: string, on = work.id) =>
    only(hired.when(form, 60, { saidLater: new Map([[on, new Set([field])]]) }), 'EngagementChanged').at(-1)
      ?.engagement;

  it('says what that does not say', () =>
    expect(changed('department')).toMatchObject({
      attributes: { department: 'Science', title: 'Lead' },
      end: at(900),
    }));

  it('does not set another end than that', () => expect(changed('end')).toMatchObject({ end: null }));

  it('says all it says where that was said of other work', () =>
    expect(changed('department', engagementId('other'))).toMatchObject({
      attributes: { department: 'Sales', title: 'Lead' },
    }));
});

describe('what another form has said since', () => {
  const { form } = filedIn(10, changes({ department: 'Sales', title: 'Lead' }));
  const later = filedIn(20, changes({ department: 'Science' }));

  it('is what was written on it later, and what it was accepted with', () => {
    expect(workSaidLater(form, asOf(20))).toEqual([work.id]);
    expect(fieldsSaidLater(form, later.form, asOf(20))).toEqual(['person', 'department']);
    const written = edited(later, 30, { title: 'Head' }).form;
    expect(fieldsSaidLater(form, written, asOf(20))).toEqual(['person', 'department']);
    expect(fieldsSaidLater(form, written, asOf(30))).toEqual(['person', 'department', 'title']);
  });

  it('is of a change that is dated what was written after its day', () => {
    const own = (day: number) => ({ own: at(day), other: null });
    expect(fieldsSaidLater(form, later.form, asOf(20), own(15))).toEqual(['person', 'department']);
    expect(fieldsSaidLater(form, later.form, asOf(20), own(25))).toEqual([]);
  });

  it('is what one filed before says of a later day, its last day excepted', () => {
    const dated = filedIn(5, changes({ department: 'Science', start: minute(40), end: minute(90) })).form;
    const { form: both } = filedIn(10, changes({ department: 'Sales', end: minute(80) }));
    const on = (other: number, own: number | null = null) =>
      fieldsSaidLater(both, dated, asOf(5, 40), { own: own === null ? null : at(own), other: at(other) });
    expect(workSaidLater(both, asOf(5, 40))).toEqual([work.id]);
    expect(on(40)).toEqual(['person', 'department']);
    expect(on(8)).toEqual([]);
    // Of two for the same day the one filed later counts.
    expect(on(40, 40)).toEqual([]);
    const since = fieldsSaidLater(dated, both, asOf(10, 40), { own: at(40), other: at(40) });
    expect(since).toEqual(['person', 'department']);
  });

  it('is of no day that was written on it after it was accepted', () => {
    const dated = filedIn(5, changes({ department: 'Science', start: minute(8) }));
    const moved = edited(dated, 50, { start: minute(90) }).form;
    const { form: both } = filedIn(10, changes({ department: 'Sales' }));
    expect(fieldsSaidLater(both, moved, asOf(5, 8), { own: null, other: at(90) })).toEqual([]);
  });

  it('is nothing where it was filed before, or never accepted', () => {
    expect(workSaidLater(form, asOf(5))).toEqual([]);
    expect(workSaidLater(form, [])).toEqual([]);
    expect(fieldsSaidLater(form, filedIn(5, changes({ department: 'Science' })).form, asOf(5))).toEqual([]);
  });

  it('is what was taken off it later, too', () => {
    const emptied = edited(filedIn(20, changes({ title: 'Head' })), 30, { title: null }).form;
    expect(fieldsSaidLater(form, emptied, asOf(20))).toEqual(['person']);
    expect(fieldsSaidLater(form, emptied, asOf(30))).toEqual(['person', 'title']);
    const taken = edited(filedIn(10, changes({ title: 'Lead' })), 15, { title: null }).form;
    expect(fieldsSaidLater(taken, edited(later, 30, { title: 'Head' }).form, asOf(30))).toEqual(['title', 'person']);
  });
});

describe('a form that was accepted', () => {
  it('is written since where something was put on it or taken off it', () => {
    const filed = filedIn(10, changes({ department: 'Sales', title: 'Lead' }));
    expect(isWrittenSince(filed.form, asOf(10))).toBe(false);
    expect(isWrittenSince(edited(filed, 11, { title: 'Head' }).form, asOf(10))).toBe(true);
    expect(isWrittenSince(edited(filed, 11, { title: null }).form, asOf(10))).toBe(true);
    expect(isWrittenSince(filed.form, [])).toBe(true);
  });
});
