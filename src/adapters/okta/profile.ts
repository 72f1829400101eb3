/** The profile as Okta stores it and as Tenure says it, and what Okta cannot store at all. */
import type { AccountProfile } from '../../core/reconcile/model.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import { type FieldKind, listOf, type ProfileField } from '../../core/shared/profileFit.ts';
import { Fault } from '../../ports/fault.ts';

/**
 * Tenure's words for what every provider has under a name of its own. A template may name Okta's fields directly;
 * reading back shows a value under both names, so that either compares.
 */
export const OKTA_NAME: Readonly<Record<string, string>> = {
  givenName: 'firstName',
  familyName: 'lastName',
  workMail: 'email',
};

type OktaValue = string | boolean | number | readonly string[] | null;

/** `null` removes an attribute; an empty text would be stored as one ("Update a user"). */
export function toOkta(
  operation: string,
  profile: AccountProfile,
  fields: readonly ProfileField[],
): Record<string, OktaValue> {
  const unstorable = Object.entries(profile).filter(([, value]) => hasFourByteCharacter(value));
  if (unstorable.length > 0) {
    const names = unstorable.map(([name]) => name).join(', ');
    throw new Fault('invalid', operation, { note: `characters Okta cannot store (such as emoji) in: ${names}` });
  }
  const kinds = new Map(fields.map(({ name, kind }) => [name, kind]));
  return Object.fromEntries(
    Object.entries(profile).map(([name, value]) => [OKTA_NAME[name] ?? name, onWire(value, kinds.get(name) ?? 'text')]),
  );
}

function onWire(value: string, kind: FieldKind): OktaValue {
  if (value === '') return null;
  switch (kind) {
    case 'text':
      return value;
    case 'yes-no':
      return value === 'true';
    case 'number':
    case 'whole-number':
      return Number(value);
    case 'list':
      return listOf(value);
    default:
      return unreachable(kind);
  }
}

export function fromOkta(profile: Readonly<Record<string, unknown>>): AccountProfile {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(profile)) {
    if (typeof value === 'string') read[name] = value;
    else if (Array.isArray(value)) read[name] = value.map(String).join(', ');
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
