/** What stands on a request's form, value by value: read once, every problem named, nothing guessed. */
import { describe, expect, it } from 'vitest';
import { maraHerself, texts } from '../../../test/support/forms.ts';
import { asked, asks, benAsks, edits, takesBack } from '../../../test/support/requests.ts';
import type { FieldValue } from '../person/index.ts';
import { readAsked } from './readAsked.ts';

const user = (mail: string | null, id = 'mara'): FieldValue & { kind: 'user' } => ({
  kind: 'user',
  id,
  mail,
  name: 'M',
});
const problemsOf = (values: Parameters<typeof asks>[0]) =>
  asked(asks({ access: 'Figma: viewer', ...values })).problems.map(({ code, field }) => `${field} ${code}`);

describe('what is asked for', () => {
  it.each<[string, Parameters<typeof asks>[0], readonly string[]]>([
    ['one text', { access: 'Figma: viewer' }, ['Figma: viewer']],
    ['several', { access: texts('Figma: viewer', ' Vault: admin ') }, ['Figma: viewer', 'Vault: admin']],
    ['the same twice is once', { access: texts('Figma: viewer', 'Figma: viewer') }, ['Figma: viewer']],
    ['a cascading select', { access: 'Vault / admin' }, ['Vault: admin']],
    ['a slash in the name of the application', { access: 'A / B / admin' }, ['A / B: admin']],
    ['two fields of it', { access: 'Figma', applications: texts('Vault') }, ['Figma', 'Vault']],
  ])('%s', (_, values, expected) => expect(asked(asks(values)).lines).toEqual(expected));
});

describe('is refused by name', () => {
  it.each<[string, Parameters<typeof asks>[0], readonly string[]]>([
    ['nothing asked', { access: null }, ['access nothing-asked']],
    ['a person where access belongs', { access: user('a@small.example') }, ['access wrong-shape']],
    [
      'more lines than anybody reads',
      { access: texts(...Array.from({ length: 21 }, (_, nth) => String(nth))) },
      ['access too-long'],
    ],
    ['a line that is a novel', { access: 'x'.repeat(301) }, ['access too-long']],
    ['a reason of 30,000 characters', { reason: '@all <b>'.repeat(3_750) }, ['reason too-long']],
    ['a ticket of that kind', { ticket: 'x'.repeat(501) }, ['ticket too-long']],
    ['a date for a duration', { duration: '2026-02-01' }, ['duration wrong-shape']],
    ['forever', { duration: 'forever' }, ['duration unknown-value']],
    ['ten years', { duration: '10 years' }, ['duration unknown-value']],
    ['less than nothing', { duration: '-6h' }, ['duration unknown-value']],
    ['somebody whose address is hidden', { forWhom: user(null) }, ['forWhom hidden-address']],
    [
      'two people at once',
      { forWhom: { kind: 'users', users: [user('a@small.example'), user('b@small.example', 'b')] } },
      ['forWhom ambiguous-person'],
    ],
    ['an emergency, perhaps', { breakGlass: 'maybe' }, ['breakGlass unknown-value']],
    ['yes and no', { breakGlass: texts('Yes', 'No') }, ['breakGlass unknown-value']],
  ])('%s', (_, values, expected) => expect(problemsOf(values)).toEqual(expected));

  it('what the tracker could not read, if it is a field of this form', () => {
    const form = asks({ access: 'Figma' });
    const unreadable = [
      { field: 'reason', why: 'too-long' },
      { field: 'privateMail', why: 'wrong-shape' },
      { field: 'ticket', why: 'not-on-issue' },
    ] as const;
    expect(asked({ ...form, unreadable }).problems).toEqual([{ code: 'too-long', field: 'reason' }]);
  });
});

describe('the rest', () => {
  it('is as whoever filed it left it', () =>
    expect(
      asked(
        asks({
          access: 'Figma',
          duration: '6h',
          reason: '  <b>@all</b> ',
          ticket: 'OPS-1',
          forWhom: 'Ben@small.example',
        }),
      ),
    ).toMatchObject({
      duration: 6 * 3_600_000,
      reason: '<b>@all</b>',
      ticket: 'OPS-1',
      forWhom: 'ben@small.example',
      breakGlass: false,
      problems: [],
    }));

  it('that is empty says nothing', () =>
    expect(asked(asks({ access: 'Figma', reason: ' ', forWhom: { kind: 'users', users: [] } }))).toMatchObject({
      duration: 'usual',
      reason: null,
      ticket: null,
      forWhom: null,
      problems: [],
    }));

  it.each<[string, boolean]>([
    ['Yes', true],
    ['TRUE', true],
    ['Emergency', true],
    ['break glass', true],
    ['No', false],
    ['none', false],
    ['', false],
  ])('an emergency is one that says so: %j', (breakGlass, expected) =>
    expect(asked(asks({ access: 'Figma', breakGlass }))).toMatchObject({ breakGlass: expected, problems: [] }),
  );

  it('a person picked is their address, in small letters', () =>
    expect(asked(asks({ access: 'Figma', forWhom: user('Ben@Small.example') })).forWhom).toBe('ben@small.example'));
});

describe('taking it back', () => {
  const form = asks({ access: 'Figma' });
  it('is for whoever asked', () => {
    expect(asked(takesBack(form)).isWithdrawn).toBe(true);
    expect(asked(takesBack(form, benAsks)).isWithdrawn).toBe(false);
    expect(asked(form).isWithdrawn).toBe(false);
  });
});

describe('the digest', () => {
  const form = asks({ access: 'Figma', forWhom: user('ben@small.example', 'ben') });
  it.each<[string, typeof form, boolean]>([
    ['is the same for the same form', edits(form, 5, { access: 'Figma' }), true],
    ['is the same when an address is hidden since', edits(form, 5, { forWhom: user(null, 'ben') }), true],
    ['differs for another value', edits(form, 5, { reason: 'Because' }), false],
    ['differs for another author of the same value', edits(form, 5, { access: 'Figma' }, benAsks), false],
    ['differs once it is taken back', takesBack(form, maraHerself), false],
    ['is the same when a field of another form changes', edits(form, 5, { title: 'Lead' }), true],
  ])('%s', (_, after, isSame) => expect(asked(after).digest === asked(form).digest).toBe(isSame));
});

it('is taken back by whoever asked, and by whom it is for; moved by anybody else it is not', () => {
  const holder = ['Ben@small.example', 'b.carter@small.example'].map((one) => one.toLowerCase());
  const form = asks({ access: 'Figma: viewer' });
  const isWithdrawn = (by: typeof benAsks, theirs: readonly string[] = []) =>
    readAsked(takesBack(form, by), ['Withdrawn'], theirs).isWithdrawn;
  expect([isWithdrawn(maraHerself), isWithdrawn(benAsks, holder)]).toEqual([true, true]);
  expect([isWithdrawn(benAsks), isWithdrawn({ ...benAsks, mail: null }, holder)]).toEqual([false, false]);
});
