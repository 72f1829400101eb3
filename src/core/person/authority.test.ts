/** Nobody decides for themselves, also not by a form (invariant 9). */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { ben, edited, hana, joins, lea, maraHerself } from '../../../test/support/forms.ts';
import type { CaseSettings, Filer } from '../policy/model.ts';
import { authorityProblems, mayFile } from './authority.ts';
import type { Actor, FiledForm } from './form.ts';

const settings = (...filers: readonly Filer[]): CaseSettings => ({
  kind: 'onboarding',
  project: 'PEO',
  issueType: 'Onboarding',
  mayFile: filers,
  statuses: { working: null, waiting: null, done: null },
  mode: 'live',
});
const hr = settings({ kind: 'group', group: 'hr' });
const nobody = { trackerIds: [], mails: [] };
const mara = { trackerIds: ['mara'], mails: ['mara.lindt@small.example'] };
const actor = (edit: Partial<Actor>): Actor => ({ id: 'x', mail: null, groups: [], roles: [], ...edit });
const problems = (form: FiledForm, concerned: typeof mara | typeof nobody = nobody) =>
  authorityProblems(form, hr, concerned).map(({ code, field }) => `${field}: ${code}`);
const setBy = (author: Actor) => edited(joins(), 5, { title: 'Lead' }, author).form;

describe('who may file', () => {
  it.each<[string, Partial<Actor>, readonly Filer[], boolean]>([
    ['whoever is in the group', { groups: ['x', 'hr'] }, hr.mayFile, true],
    ['nobody else', { groups: ['hr-interns'], roles: ['hr'] }, hr.mayFile, false],
    ['whoever holds the role', { roles: ['Lead'] }, [{ kind: 'role', role: 'Lead' }], true],
    ['nobody by a group of the role’s name', { groups: ['Lead'] }, [{ kind: 'role', role: 'Lead' }], false],
    ['by one of several rights', { roles: ['Lead'] }, [...hr.mayFile, { kind: 'role', role: 'Lead' }], true],
    ['nobody where nobody is named', { groups: ['hr'], roles: ['Lead'] }, [], false],
  ])('%s', (_, edit, filers, expected) => expect(mayFile(actor(edit), settings(...filers))).toBe(expected));
});

describe('a form counts', () => {
  it('when creator and every author may file', () => {
    expect(problems(joins().form)).toEqual([]);
    expect(problems(setBy(lea))).toEqual([]);
  });

  it('not when its creator may not file: said once for the form, not for each field', () =>
    expect(problems(joins({}, ben).form)).toEqual(['null: may-not-file']));

  it('not when a field was last set by somebody who may not', () =>
    expect(problems(setBy(ben))).toEqual(['title: unauthorised-edit']));

  it('again when somebody who may has set it since', () =>
    expect(problems(edited({ kind: 'onboarding', form: setBy(ben) }, 6, { title: 'Head' }, lea).form)).toEqual([]));

  it('not when somebody who may not has emptied a field, or moved the issue', () => {
    expect(problems(edited(joins(), 5, { department: null }, ben).form)).toEqual(['department: unauthorised-edit']);
    const moved = { issueType: { author: ben, at: at(5) } };
    expect(problems({ ...joins().form, moved })).toEqual(['issueType: unauthorised-edit']);
    expect(problems({ ...joins().form, moved: { project: { author: lea, at: at(5) } } })).toEqual([]);
  });
});

describe('the person concerned', () => {
  it.each<[string, Actor]>([
    ['by the tracker’s id', maraHerself],
    ['by the id, with the address hidden', { ...maraHerself, mail: null }],
    ['by the address, however it is written', { ...maraHerself, id: 'other', mail: 'Mara.Lindt@SMALL.example' }],
  ])('known %s sets nothing of their own, though they may file for others', (_, author) =>
    expect(problems(setBy(author), mara)).toEqual(['title: own-edit']),
  );

  it('filing for themselves is refused for every field', () => {
    const { form } = joins({}, maraHerself);
    expect(problems(form, mara)).toEqual(Object.keys(form.fields).map((field) => `${field}: own-edit`));
    expect(problems(form, nobody)).toEqual([]);
  });

  it('emptying a field is an edit too', () =>
    expect(problems(edited(joins(), 5, { department: null }, maraHerself).form, mara)).toEqual([
      'department: own-edit',
    ]));

  it('is not somebody whose address is hidden', () =>
    expect(problems(setBy({ ...hana, mail: null }), mara)).toEqual([]));
});
