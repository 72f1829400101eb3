/** A value of the form against the field it goes to: how it is kept there, or why it is not. */
import { describe, expect, it } from 'vitest';
import { fitOf, fitted, type ProfileField } from './profileFit.ts';

const field = (kind: ProfileField['kind'], edit: Partial<ProfileField> = {}): ProfileField => ({
  name: 'field',
  kind,
  required: false,
  readOnly: false,
  values: null,
  longest: null,
  ...edit,
});

describe('a value in a field', () => {
  it.each<[string, ProfileField | undefined, string]>([
    ['Data Lead', field('text'), 'Data Lead'],
    ['Yes', field('yes-no'), 'true'],
    ['false', field('yes-no'), 'false'],
    ['perhaps', field('yes-no'), '! wrong-type'],
    ['4.50', field('number'), '4.5'],
    ['four', field('number'), '! wrong-type'],
    ['0x10', field('whole-number'), '! wrong-type'],
    ['4', field('whole-number'), '4'],
    ['4.5', field('whole-number'), '! wrong-type'],
    ['Basel;  Bern, Basel', field('list'), 'Basel, Bern'],
    ['Basel', field('text', { values: ['Basel', 'Bern'] }), 'Basel'],
    ['basel', field('text', { values: ['Basel', 'Bern'] }), '! not-offered'],
    ['Basel, Boston', field('list', { values: ['Basel', 'Bern'] }), '! not-offered'],
    ['3', field('whole-number', { values: ['1', '2'] }), '! not-offered'],
    ['Boston', field('text', { longest: 6 }), 'Boston'],
    ['Bostons', field('text', { longest: 6 }), '! too-long'],
    ['', field('text'), ''],
    ['', field('yes-no', { values: ['true'] }), ''],
    ['', field('text', { required: true }), '! required'],
    ['Lead', field('text', { required: true }), 'Lead'],
    ['Lead', field('text', { readOnly: true }), '! read-only'],
    ['Lead', undefined, '! unknown'],
  ])('"%s" in %o is %s', (value, into, expected) => {
    const fit = fitOf(value, into);
    expect('why' in fit ? `! ${fit.why}` : fit.value).toBe(expected);
  });
});

it('says without which of them no account can be made', () => {
  const needed = { ...field('text', { required: true, longest: 3 }), name: 'familyName' };
  const other = { ...field('text', { longest: 3 }), name: 'title' };
  expect(fitted({ familyName: 'Lindt', title: 'Lead' }, [needed, other]).unfit).toEqual([
    { field: 'familyName', why: 'too-long', isNeeded: true },
    { field: 'title', why: 'too-long' },
  ]);
});

it('takes out what does not fit and keeps the rest: one such field refuses the whole write', () => {
  const fields = [
    { ...field('text'), name: 'title' },
    { ...field('yes-no'), name: 'remote' },
  ];
  expect(fitted({ title: 'Lead', remote: 'sometimes', badge: '7' }, fields)).toEqual({
    profile: { title: 'Lead' },
    unfit: [
      { field: 'remote', why: 'wrong-type' },
      { field: 'badge', why: 'unknown' },
    ],
  });
});
