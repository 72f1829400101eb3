/** The profile as Okta stores it and as Tenure says it, and what Okta cannot store at all. */
import type { AccountProfile } from '../../core/reconcile/model.ts';
import { Fault } from '../../ports/fault.ts';

/**
 * Tenure's words for what every provider has under a name of its own. A template may name Okta's fields directly;
 * reading back shows a value under both names, so that either compares.
 */
const OKTA_NAME: Readonly<Record<string, string>> = {
  givenName: 'firstName',
  familyName: 'lastName',
  workMail: 'email',
};

export function toOkta(operation: string, profile: AccountProfile): Record<string, string> {
  const unstorable = Object.entries(profile).filter(([, value]) => hasFourByteCharacter(value));
  if (unstorable.length > 0) {
    const names = unstorable.map(([name]) => name).join(', ');
    throw new Fault('invalid', operation, { note: `characters Okta cannot store (such as emoji) in: ${names}` });
  }
  return Object.fromEntries(Object.entries(profile).map(([name, value]) => [OKTA_NAME[name] ?? name, value]));
}

export function fromOkta(profile: Readonly<Record<string, unknown>>): AccountProfile {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(profile)) {
    if (typeof value === 'string') read[name] = value;
    else if (typeof value === 'number' || typeof value === 'boolean') read[name] = String(value);
  }
  for (const [ours, theirs] of Object.entries(OKTA_NAME)) {
    const value = read[theirs];
    if (value !== undefined && read[ours] === undefined) read[ours] = value;
  }
  return read;
}

/** "Design principles, character sets": UTF-8 of at most three bytes, which ends where surrogate pairs begin. */
const hasFourByteCharacter = (text: string) => /[\ud800-\udfff]/.test(text);
