/**
 * The profile templates against the provider's own schema, before anybody is written: fields that are not there or not
 * ours to write, and values that are known beforehand and do not fit the field's type or enumeration.
 */

import { unreachable } from '../shared/outcome.ts';
import { fitOf, type ProfileField, type Unfit } from '../shared/profileFit.ts';
import type { Settings } from './model.ts';
import { placeholdersIn } from './placeholders.ts';

export interface TemplateProblem {
  readonly field: string;
  readonly says: string;
  readonly remedy: string;
}

export function profileProblems(
  settings: Pick<Settings, 'profile' | 'values'>,
  fields: readonly ProfileField[],
): readonly TemplateProblem[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return Object.entries(settings.profile).flatMap(([name, pattern]) => {
    const field = byName.get(name);
    const [first] = field === undefined || field.readOnly ? [''] : refusedValues(pattern, field, settings.values ?? {});
    if (first === undefined) return [];
    const fit = fitOf(first, field);
    return 'why' in fit ? [problemOf(name, pattern, first, fit.why, field)] : [];
  });
}

function refusedValues(
  pattern: string,
  field: ProfileField,
  known: NonNullable<Settings['values']>,
): readonly string[] {
  return valuesOf(pattern, known).filter((value) => {
    const fit = fitOf(value, field);
    // How long a name or an address will be nobody can say beforehand.
    return 'why' in fit && (fit.why !== 'too-long' || placeholdersIn(value).length === 0);
  });
}

const PEOPLE: readonly string[] = [
  'givenName',
  'familyName',
  'workMail',
  'privateMail',
  'manager',
  'managerMail',
  'login',
];

/** What a pattern can come to, as far as it is known beforehand. */
function valuesOf(pattern: string, known: NonNullable<Settings['values']>): readonly string[] {
  const [name, ...more] = placeholdersIn(pattern);
  if (name === undefined) return [pattern];
  if (more.length > 0 || pattern.trim() !== `{${name}}`) return [];
  if (name === 'workerType') return ['employee', 'contractor'];
  // A name or an address: whoever it is, it is neither a number nor a yes.
  if (PEOPLE.includes(name)) return [pattern];
  return Object.hasOwn(known, name) ? (known[name] ?? []) : [];
}

function problemOf(
  name: string,
  pattern: string,
  value: string,
  why: Unfit['why'],
  field: ProfileField | undefined,
): TemplateProblem {
  const elsewise = `or take it out of \`profile\` in tenure.yaml.`;
  switch (why) {
    case 'unknown':
      return {
        field: name,
        says: `the profile has no field "${name}"`,
        remedy: `Add the attribute to the user profile there, ${elsewise}`,
      };
    case 'read-only':
      return {
        field: name,
        says: `nobody may write the profile field "${name}"`,
        remedy: `Make it writable there, ${elsewise}`,
      };
    case 'required':
      return {
        field: name,
        says: `the profile field "${name}" may not be empty`,
        remedy: `Give it a value, ${elsewise}`,
      };
    case 'wrong-type':
      return {
        field: name,
        says: `the profile field "${name}" is a ${field?.kind ?? 'field'}, and \`${pattern}\` gives "${value}"`,
        remedy: `Give it a value of that type, make it a text there, ${elsewise}`,
      };
    case 'not-offered':
      return {
        field: name,
        says: `the profile field "${name}" takes ${field?.values?.join(', ') ?? 'other values'}, and \`${pattern}\` gives "${value}"`,
        remedy: `Add the value to the attribute's enumeration there, ${elsewise}`,
      };
    case 'too-long':
      return {
        field: name,
        says: `the profile field "${name}" takes ${field?.longest ?? 'fewer'} characters, and \`${pattern}\` gives "${value}"`,
        remedy: `Make it longer there, ${elsewise}`,
      };
    default:
      return unreachable(why);
  }
}
