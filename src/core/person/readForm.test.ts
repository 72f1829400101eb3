import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import {
  ben,
  changes,
  edited,
  type Filing,
  hana,
  joins,
  leaves,
  minute,
  rules,
  texts,
  type Values,
} from '../../../test/support/forms.ts';
import type { FieldValue, PickedUser } from './form.ts';
import { readFiled } from './readForm.ts';

const read = ({ kind, form }: Filing) => readFiled(kind, form, rules);
const joiner = (values: Values = {}) => read(joins(values));
const problems = (values: Values) => joiner(values).problems.map(({ code, field }) => `${field}: ${code}`);
const pickedUser = (mail: string | null): PickedUser => ({ kind: 'user', id: 'u1', mail, name: 'Tomasz' });
const picked = (mail: string | null): FieldValue => pickedUser(mail);

describe('an onboarding form', () => {
  it('is read as what it says', () =>
    expect(
      joiner({ title: 'Lead', applications: texts('Figma'), hardware: 'Laptop', notify: 'IT@small.example' }),
    ).toMatchObject({
      kind: 'onboarding',
      about: null,
      naturalKey: 'e2001',
      employeeNumber: 'E2001',
      givenName: 'Mara',
      familyName: 'Lindt',
      workMail: null,
      privateMail: 'mara@home.example',
      managerMail: 'tomasz@small.example',
      workerType: 'employee',
      attributes: { department: 'Science', title: 'Lead' },
      start: minute(0),
      end: null,
      applications: ['Figma'],
      hardware: ['Laptop'],
      notify: ['it@small.example'],
      problems: [],
    }));

  it.each<[string, Values, object]>([
    [
      'is the number',
      { employeeNumber: ' E7 ', workMail: 'm@small.example' },
      { naturalKey: 'e7', employeeNumber: 'E7' },
    ],
    [
      'is the work address without one',
      { employeeNumber: null, workMail: 'M@Small.example' },
      { naturalKey: 'm@small.example', employeeNumber: null },
    ],
  ])('what joins a person’s papers %s', (_, values, expected) => expect(joiner(values)).toMatchObject(expected));

  it.each<[Values, readonly string[]]>([
    [
      { givenName: null, familyName: null, start: null },
      ['givenName: missing-field', 'familyName: missing-field', 'start: missing-field'],
    ],
    [{ employeeNumber: null }, ['employeeNumber: missing-field']],
    [{ employeeNumber: 'x'.repeat(101) }, ['employeeNumber: too-long']],
    [{ givenName: 'x'.repeat(100), department: 'x'.repeat(500) }, []],
    [{ givenName: 'x'.repeat(101), department: 'x'.repeat(501) }, ['givenName: too-long', 'department: too-long']],
    [{ givenName: '2026-01-05' }, ['givenName: wrong-shape']],
    [{ givenName: picked('m@small.example') }, ['givenName: wrong-shape']],
    [{ start: 'Monday' }, ['start: not-a-date']],
    [{ end: texts('2026-01-05') }, ['end: not-a-date']],
    [{ start: '2026-01-05', end: minute(9) }, []],
    [{ workerType: 'CONTRACTOR' }, []],
    [{ workerType: 'intern' }, ['workerType: unknown-value']],
    [{ manager: picked(null) }, ['manager: hidden-address']],
    [{ notify: 'somebody, it@small.example' }, ['notify: not-a-mail-address']],
  ])('%j gives %j', (values, expected) => expect(problems(values)).toEqual(expected));

  it.each(['a@b.ch', 'a.b+c@sub.small.example', 'ä@small.example'])('%s is an address', (mail) =>
    expect(problems({ privateMail: mail })).toEqual([]),
  );
  it.each([
    'a',
    'a@b',
    '@b.ch',
    'a@b.',
    'a b@c.ch',
    'a@@b.ch',
    'a@b.ch, c@d.ch',
    '<a@b.ch>',
    'mailto:a@b.ch',
    'a@b.ch\nBcc: c@d.ch',
  ])('%j is none', (mail) => expect(problems({ privateMail: mail })).toEqual(['privateMail: not-a-mail-address']));

  it('asks for what the company requires, each field once', () => {
    const required = { ...rules, settings: { ...rules.settings, requiredFields: ['department', 'start'] } };
    const { problems: found } = readFiled('onboarding', joins({ department: null, start: null }).form, required);
    expect(found.map(({ field }) => field)).toEqual(['start', 'department']);
  });

  it('names what the tracker could not show as what it should be', () => {
    const { kind, form } = joins();
    const unreadable = [{ field: 'title', why: 'too-long' } as const];
    expect(read({ kind, form: { ...form, unreadable } }).problems).toEqual([{ code: 'too-long', field: 'title' }]);
  });

  it('takes the first of several texts for one, and a picked user for their address', () => {
    expect(joiner({ department: texts('Science', 'Sales') }).attributes).toEqual({ department: 'Science' });
    expect(joiner({ manager: picked('Tomasz@small.example') }).managerMail).toBe('tomasz@small.example');
  });

  it('takes the one person in a picker for several for a picked user, and of two neither', () => {
    const one: FieldValue = { kind: 'users', users: [pickedUser('Tomasz@small.example')] };
    expect(joiner({ manager: one })).toMatchObject({ managerMail: 'tomasz@small.example', problems: [] });
    expect(read(leaves({ person: one }))).toMatchObject({ about: 'tomasz@small.example', problems: [] });
    expect(joiner({ notify: picked('it@small.example') }).notify).toEqual(['it@small.example']);
    const two: FieldValue = { kind: 'users', users: [pickedUser('a@small.example'), pickedUser('b@small.example')] };
    expect(problems({ manager: two })).toEqual(['manager: wrong-shape']);
  });

  it('leaves out what is blank, and says each of several once', () => {
    expect(joiner({ department: ' ' }).attributes).toEqual({});
    expect(joiner({ applications: texts(' Figma', 'Figma', '') }).applications).toEqual(['Figma']);
    expect(joiner({ hardware: 'Laptop;Badge,\n Badge ' }).hardware).toEqual(['Laptop', 'Badge']);
  });
});

describe('a change or offboarding', () => {
  it('needs nothing but whom it is about', () => {
    expect(read(changes({})).problems).toEqual([]);
    expect(read(changes({ person: null })).problems).toEqual([{ code: 'missing-field', field: 'person' }]);
    expect(read(leaves({ person: null })).problems).toEqual([{ code: 'missing-field', field: 'person' }]);
  });

  it.each<[string, FieldValue | string, string | null]>([
    ['the number', 'E2001', 'E2001'],
    ['the address', 'Mara.Lindt@small.example', 'Mara.Lindt@small.example'],
    ['a picked user’s address', picked('mara.lindt@small.example'), 'mara.lindt@small.example'],
  ])('is about %s as it was written', (_, person, about) => expect(read(changes({ person })).about).toBe(about));

  it('with a picked user whose address is hidden is about nobody we can name', () =>
    expect(read(changes({ person: picked(null) }))).toMatchObject({
      about: null,
      problems: [{ code: 'hidden-address' }],
    }));
});

describe('the digest of a form', () => {
  const { digest } = joiner();
  it('is the same whatever was edited and edited back, and whenever', () =>
    expect(read(edited(edited(joins(), 5, { title: 'Lead' }), 6, { title: null })).digest).toBe(digest));

  it.each<[string, Filing]>([
    ['a value', joins({ department: 'Sales' })],
    ['a further value', joins({ title: 'Lead' })],
    ['a value taken off', joins({ department: null })],
    ['who set a value', edited(joins(), 0, { department: 'Science' }, ben)],
    ['the kind of a value', joins({ start: { kind: 'text', text: at(0) } })],
    [
      'what cannot be read',
      { kind: 'onboarding', form: { ...joins().form, unreadable: [{ field: 'title', why: 'too-long' }] } },
    ],
  ])('changes with %s', (_, filing) => expect(read(filing).digest).not.toBe(digest));

  it('does not change with who may do what, or the state of the issue', () => {
    const { form } = joins({}, { ...hana, groups: ['other'] });
    expect(read({ kind: 'onboarding', form: { ...form, status: 'Done', updated: at(9) } }).digest).toBe(digest);
  });
});
