/** What an account's profile at the provider should say of a person, by the policy's patterns. */
import type { Attributes, Profile } from '../person/model.ts';
import type { AccountProfile } from '../reconcile/model.ts';
import type { Settings } from './model.ts';
import { profileFrom } from './naming.ts';
import { placeholdersIn } from './placeholders.ts';

/** What a provider profile template may name. */
function profileValues(
  profile: Profile,
  attributes: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const number = profile.employeeNumber ?? (profile.naturalKey.includes('@') ? undefined : profile.naturalKey);
  return {
    ...attributes,
    givenName: profile.givenName,
    familyName: profile.familyName,
    workMail: profile.workMail,
    employeeNumber: number,
    ...(profile.privateMail === undefined ? {} : { privateMail: profile.privateMail }),
    ...(profile.managerMail === undefined ? {} : { manager: profile.managerMail, managerMail: profile.managerMail }),
  };
}

/**
 * Names and address go to every provider; its adapter knows what they are called there. A field whose pattern names
 * something that was taken off the form is to be empty; one that is only unknown is left alone.
 */
export function accountProfile(
  settings: Pick<Settings, 'profile'>,
  profile: Profile,
  attributes: Attributes,
  login: string,
  emptied: readonly string[] = [],
): AccountProfile {
  const { givenName, familyName, workMail } = profile;
  const values = { ...profileValues(profile, attributes), login };
  const gone = new Set(emptied.flatMap((name) => (name === 'manager' ? [name, 'managerMail'] : [name])));
  const isEmptied = (pattern: string) => placeholdersIn(pattern).some((name) => gone.has(name));
  const empty = Object.entries(settings.profile).flatMap(([field, pattern]) =>
    isEmptied(pattern) ? [[field, '']] : [],
  );
  return { givenName, familyName, workMail, ...Object.fromEntries(empty), ...profileFrom(settings.profile, values) };
}
