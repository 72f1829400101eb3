/** Logins from names, by the company's pattern. A login is never an identity: it only has to be free and typeable. */
import { accept, type Outcome, refuse } from '../shared/outcome.ts';
import { fill, placeholdersIn } from './placeholders.ts';

export type NamingRefusal =
  /** The name has no letters we can write in Latin, and there is no employee number to use instead. */
  | 'name-not-in-latin-letters'
  | 'name-missing'
  | 'employee-number-missing'
  /** The pattern itself leaves no room for a name. */
  | 'login-too-long';

export interface NameParts {
  readonly givenName: string;
  readonly familyName: string;
  readonly employeeNumber?: string;
}

/** RFC 5321: 64 before the @; providers: 100 in all. */
const MOST_BEFORE_AT = 64;
const MOST = 100;

/**
 * The login to try: the first by `naming.login`, the second and later (`attempt` >= 2) by `naming.loginClash` with
 * `{n}` = attempt. Names too long are shortened, the longest first, so that number and domain always survive.
 */
export function loginFor(
  naming: { readonly login: string; readonly loginClash: string },
  person: NameParts,
  attempt = 1,
): Outcome<string, NamingRefusal> {
  const pattern = attempt <= 1 ? naming.login : naming.loginClash;
  const parts = partsOf(person);
  const used = placeholdersIn(pattern);
  const wantsName = used.some((name) => name !== 'employeeNumber' && name !== 'n');
  if (used.includes('employeeNumber') && parts.employeeNumber === '') return refuse('employee-number-missing');
  if (!wantsName) return fitted(pattern, parts, attempt);

  const unwritable = !isWritable(person.givenName) || !isWritable(person.familyName);
  if (!unwritable && parts.givenName + parts.familyName !== '') return fitted(pattern, parts, attempt);
  if (parts.employeeNumber === '') return refuse(unwritable ? 'name-not-in-latin-letters' : 'name-missing');
  const domain = pattern.slice(pattern.lastIndexOf('@'));
  return fitted(`{employeeNumber}${attempt <= 1 ? '' : '-{n}'}${domain}`, parts, attempt);
}

interface Parts {
  givenName: string;
  familyName: string;
  readonly employeeNumber: string;
}

const partsOf = ({ givenName, familyName, employeeNumber }: NameParts): Parts => ({
  givenName: inLatin(givenName),
  familyName: inLatin(familyName),
  employeeNumber: inLatin(employeeNumber ?? ''),
});

function fitted(pattern: string, parts: Parts, attempt: number): Outcome<string, NamingRefusal> {
  const { ...shortened } = parts;
  for (;;) {
    const login = written(pattern, shortened, attempt);
    const at = login.lastIndexOf('@');
    const over = Math.max(login.length - MOST, (at === -1 ? login.length : at) - MOST_BEFORE_AT);
    if (over <= 0) return at === 0 ? refuse('name-missing') : accept(login);
    const longest = shortened.givenName.length > shortened.familyName.length ? 'givenName' : 'familyName';
    if (shortened[longest].length <= 1) return refuse('login-too-long');
    shortened[longest] = shortened[longest].slice(0, -1).replace(/-+$/, '');
  }
}

function written(pattern: string, parts: Parts, attempt: number): string {
  const values: Readonly<Record<string, string>> = {
    givenName: parts.givenName,
    familyName: parts.familyName,
    givenInitial: parts.givenName.slice(0, 1),
    familyInitial: parts.familyName.slice(0, 1),
    employeeNumber: parts.employeeNumber,
    n: String(attempt),
  };
  const text = pattern.replace(/\{([^{}]*)\}/g, (_, name: string) => values[name] ?? '').toLowerCase();
  const at = text.lastIndexOf('@');
  const local = at === -1 ? text : text.slice(0, at);
  // A part that came out empty (people with one name) leaves its separator behind.
  const tidy = local.replace(/([._-])[._-]*/g, '$1').replace(/^[._-]+|[._-]+$/g, '');
  return at === -1 ? tidy : `${tidy}${text.slice(at)}`;
}

/** Letters that are letters of their own, not accented ones: decomposition leaves them as they are. */
const OWN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'ng',
  ə: 'e',
};

const decomposed = (name: string) =>
  name
    .toLowerCase()
    .replace(/[ßæœøłđðþıħŧŋə]/g, (letter) => OWN_LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');

/** Lower-case a-z and digits, with single dashes for what separates: `Anne-Marie  D'Ørsted` -> `anne-marie-dorsted`. */
export const inLatin = (name: string) =>
  decomposed(name)
    .replace(/['’ʼ`´.]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** Whether nothing of the name would be lost: no letter of another script. */
const isWritable = (name: string) => !/[^\P{L}a-z]/u.test(decomposed(name));

/** A pattern over profile and attributes; `undefined` when something it names is unknown, so that the field is left alone. */
export const renderTemplate = (pattern: string, values: Readonly<Record<string, string | undefined>>) =>
  fill(pattern, (name) => (Object.hasOwn(values, name) ? values[name] : undefined));

/** The profile fields at the provider that can be filled. */
export function profileFrom(
  profile: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const rendered = Object.entries(profile).map(([field, pattern]) => [field, renderTemplate(pattern, values)] as const);
  return Object.fromEntries(rendered.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
