/** A field of a change form that somebody who may has emptied, after it was acted on. */
import { describe, expect, it } from 'vitest';
import { at, group, joining, theCase } from '../../../test/support/build.ts';
import {
  ben,
  changes,
  edited,
  type Filing,
  joins,
  minute,
  rules,
  texts,
  type Values,
} from '../../../test/support/forms.ts';
import { expectRefusal, type Given, given, HIRED, only, typesOf } from '../../../test/support/given.ts';

const hired = given(HIRED);
const OVERLAP = 24 * 60;
const form = changes({ title: 'Lead', location: 'Tokyo', manager: 'eve@small.example', privateMail: 'm@home.example' });
const changed = hired.after(form, 5);
const emptied = (before: Filing, ...fields: readonly string[]) =>
  edited(before, 10, Object.fromEntries(fields.map((field) => [field, null])) satisfies Values);
const work = ({ ledger }: Given) => ledger.engagements[0] ?? expect.fail();

describe('a field of a change that is emptied', () => {
  it('is empty then: the table is run again, and what it gave goes with the overlap', () => {
    const after = changed.after(emptied(form, 'title'), 10);
    expect(work(after).attributes).toEqual({ department: 'Science', workerType: 'employee', location: 'Tokyo' });
    const ends = after.ledger.grants.filter(({ groups }) => groups.includes(group('vault-admins')));
    expect(ends.map(({ end }) => end)).toEqual([at(10 + OVERLAP)]);
  });

  it('is empty at the provider too, until a form says it again', () => {
    const after = changed.after(emptied(form, 'title', 'manager', 'privateMail'), 10);
    expect(work(after).emptied).toEqual(['manager', 'privateMail', 'title']);
    expect(after.ledger.person?.profile).not.toHaveProperty('managerMail');
    expect(after.ledger.person?.profile).not.toHaveProperty('privateMail');
    const again = after.after(edited(joins(), 20, { title: 'Lead', manager: 'eve@small.example' }), 20);
    expect(work(again).emptied).toEqual(['privateMail']);
  });

  it.each<[string, readonly string[]]>([
    ['department', ['department']],
    ['familyName', []],
    ['manager', ['start', 'manager']],
  ])('is refused by name where nobody is without it: %s', (field, requiredFields) => {
    const asked = { ...rules, settings: { ...rules.settings, requiredFields } };
    const moved = changes({ department: 'Sales', familyName: 'Berg', manager: 'eve@small.example', start: minute(4) });
    const events = hired.after(moved, 5).when(emptied(moved, field, 'start'), 10, { rules: asked });
    expectRefusal(events, 'missing-field');
    expect(only(events, 'FormRefused')).toMatchObject([{ problems: [{ field }] }]);
  });

  it('without which no row gives anything any more is refused, and all stays as it was', () => {
    const moved = changes({ department: 'Sales' });
    expectRefusal(hired.after(moved, 5).when(emptied(moved, 'department'), 10), 'no-row-applies');
  });

  it('before the change was ever acted on had not been said', () => {
    const ahead = changes({ title: 'Lead', location: 'Tokyo', start: minute(50) });
    const after = given()
      .after(joins({ location: 'Zurich' }), 0)
      .after(ahead, 5)
      .after(emptied(ahead, 'location'), 50);
    expect(work(after).attributes).toMatchObject({ title: 'Lead', location: 'Zurich' });
  });

  it('by somebody without the right stays, and so does what Jira does not show us any more', () => {
    expectRefusal(changed.when(edited(form, 10, { title: null }, ben), 10), 'unauthorised-edit');
    const { title: _, ...fields } = form.form.fields;
    const unread = { field: 'title', why: 'not-on-issue' } as const;
    const events = changed.when({ ...form, form: { ...form.form, fields, unreadable: [unread] } }, 10);
    expect(typesOf(events)).toEqual(['FormAccepted']);
  });

  it('says nothing of what another form has said', () => {
    const onboarded = given().after(joins({ title: 'Lead' }), 0);
    const other = changes({ applications: texts('Figma: editor') });
    expect(work(onboarded.after(other, 5).after(emptied(other, 'title'), 10)).attributes).toHaveProperty(
      'title',
      'Lead',
    );
    expect(work(onboarded.after(other, 5))).toMatchObject({ openedBy: joining, changedBy: theCase('changing') });
  });
});
