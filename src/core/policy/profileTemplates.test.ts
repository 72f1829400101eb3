/** What can be said of a profile template before the first person is written. */
import { expect, it } from 'vitest';
import { naturalKey } from '../shared/ids.ts';
import type { ProfileField } from '../shared/profileFit.ts';
import { accountProfile } from './accountProfile.ts';
import { profileProblems } from './profileTemplates.ts';

const field = (edit: Partial<ProfileField> = {}): ProfileField => ({
  name: 'badge',
  kind: 'text',
  required: false,
  readOnly: false,
  longest: null,
  values: null,
  ...edit,
});
const values = { location: ['Basel', 'Boston'], level: ['1', '2'] };

it.each<[string, ProfileField, RegExp | null]>([
  ['{title}', field(), null],
  ['{title}', field({ name: 'other' }), /has no field "badge"/],
  ['{title}', field({ readOnly: true }), /nobody may write/],
  ['yes', field({ kind: 'yes-no' }), null],
  ['Acme', field({ kind: 'yes-no' }), /is a yes-no, and `Acme` gives "Acme"/],
  ['{managerMail}', field({ kind: 'number' }), /is a number/],
  ['{level}', field({ kind: 'whole-number' }), null],
  ['{location}', field({ kind: 'number' }), /gives "Basel"/],
  ['{location}', field({ values: ['Basel'] }), /takes Basel, and `{location}` gives "Boston"/],
  ['{workerType}', field({ values: ['employee', 'contractor'] }), null],
  ['{workerType}', field({ values: ['staff'] }), /gives "employee"/],
  // What a form may say is not known beforehand: the first write is told then.
  ['{title}', field({ kind: 'number' }), null],
  ['{location} {title}', field({ values: ['Basel'] }), null],
])('badge: "%s" against %o', (pattern, known, says) => {
  const problems = profileProblems({ profile: { badge: pattern }, values }, [known]);
  if (says === null) expect(problems).toEqual([]);
  else expect(problems.map((one) => one.says).join()).toMatch(says);
});

const who = { naturalKey: naturalKey('E1'), givenName: 'Ada', familyName: 'Berg', workMail: 'ada@acme.example' };

it.each<[string, string, readonly string[], Readonly<Record<string, string>>, string | undefined]>([
  ['what the form says', '{title}', [], { title: 'Lead' }, 'Lead'],
  ['what the form does not show is left alone', '{title}', [], {}, undefined],
  ['what was taken off the form is to be empty', '{title}', ['title'], {}, ''],
  ['what was taken off and is said again', '{title}', ['title'], { title: 'Lead' }, 'Lead'],
  ['half of a pattern', '{title}, {city}', ['title'], { city: 'Bern' }, ''],
  ['another field', '{title}', ['city'], {}, undefined],
  ['the manager by either name', '{managerMail}', ['manager'], {}, ''],
])('in the profile: %s', (_, pattern, emptied, attributes, expected) => {
  const workerType = 'employee';
  const of = { ...attributes, workerType } as const;
  expect(accountProfile({ profile: { field: pattern } }, who, of, 'ada', emptied).field).toBe(expected);
});
