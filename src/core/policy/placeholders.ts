/** `{name}` in patterns of logins and profile fields. */

export const LOGIN_PLACEHOLDERS: readonly string[] = [
  'givenName',
  'familyName',
  'givenInitial',
  'familyInitial',
  'employeeNumber',
];

/** Besides the person attributes. */
export const PROFILE_PLACEHOLDERS: readonly string[] = [
  'givenName',
  'familyName',
  'workMail',
  'privateMail',
  'managerMail',
  'employeeNumber',
];

const PLACEHOLDER = /\{([^{}]*)\}/g;

export const placeholdersIn = (pattern: string): readonly string[] =>
  [...pattern.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

/** Fills a pattern; `undefined` when something it names is not known. */
export function fill(pattern: string, value: (name: string) => string | undefined): string | undefined {
  let complete = true;
  const text = pattern.replace(PLACEHOLDER, (_, name: string) => {
    const found = value(name);
    if (found === undefined || found === '') complete = false;
    return found ?? '';
  });
  return complete ? text : undefined;
}

/** The form's own names for what a pattern is filled with, so that somebody can find it there. */
export const formFieldsIn = (pattern: string, fields: Readonly<Record<string, string>>): readonly string[] =>
  placeholdersIn(pattern).flatMap((name) => fields[name === 'managerMail' ? 'manager' : name] ?? []);
