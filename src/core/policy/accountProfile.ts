/** What an account's profile at the provider should say of a person, by the policy's patterns. */
import type { Attributes, Profile } from '../person/model.ts';
import type { AccountProfile } from '../reconcile/model.ts';
import type { Settings } from './model.ts';
import { profileFrom } from './naming.ts';

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

/** Names and address go to every provider; its adapter knows what they are called there. */
export function accountProfile(
  settings: Pick<Settings, 'profile'>,
  profile: Profile,
  attributes: Attributes,
  login: string,
): AccountProfile {
  const { givenName, familyName, workMail } = profile;
  const values = { ...profileValues(profile, attributes), login };
  return { givenName, familyName, workMail, ...profileFrom(settings.profile, values) };
}
