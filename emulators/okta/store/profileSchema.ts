/**
 * The user profile schema: base attributes of a new org and the custom ones an admin added. One attribute
 * outside it, or one bad value, refuses the whole create or update.
 */
import { alreadyExists, invalid } from '../http/errors.ts';
import type { Profile, ProfileValue } from './model.ts';

export interface Attribute {
  readonly title: string;
  readonly type: 'string' | 'boolean' | 'number' | 'integer' | 'array';
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly enum?: readonly (string | number)[] | undefined;
  readonly required?: boolean | undefined;
  /** Of an array. */
  readonly items?:
    | { readonly type: 'string' | 'number' | 'integer'; readonly enum?: readonly (string | number)[] | undefined }
    | undefined;
}

const text = (title: string, maxLength?: number): Attribute => ({ title, type: 'string', maxLength });
const required = (title: string, minLength: number, maxLength: number): Attribute => ({
  title,
  type: 'string',
  minLength,
  maxLength,
  required: true,
});

export const BASE_ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  login: required('Username', 5, 100),
  firstName: required('First name', 1, 50),
  lastName: required('Last name', 1, 50),
  email: required('Primary email', 5, 100),
  middleName: text('Middle name'),
  honorificPrefix: text('Honorific prefix'),
  honorificSuffix: text('Honorific suffix'),
  title: text('Title'),
  displayName: text('Display name'),
  nickName: text('Nickname'),
  profileUrl: text('Profile Url'),
  secondEmail: text('Secondary email', 100),
  mobilePhone: text('Mobile phone', 100),
  primaryPhone: text('Primary phone', 100),
  streetAddress: text('Street address', 1024),
  city: text('City', 128),
  state: text('State', 128),
  zipCode: text('Zip code', 50),
  countryCode: text('Country code', 2),
  postalAddress: text('Postal Address', 4096),
  preferredLanguage: text('Preferred language'),
  locale: text('Locale'),
  timezone: text('Time zone'),
  userType: text('User type'),
  employeeNumber: text('Employee number'),
  costCenter: text('Cost center'),
  organization: text('Organization'),
  division: text('Division'),
  department: text('Department'),
  managerId: text('ManagerId'),
  manager: text('Manager'),
};

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Characters outside the basic plane take four bytes in UTF-8; Okta takes three ("Design principles"). */
const FOUR_BYTES = /[\u{10000}-\u{10FFFF}]/u;

export class ProfileSchema {
  readonly custom = new Map<string, Attribute>();
  readonly #loginMustBeEmail: boolean;
  readonly #refuseFourBytes: boolean;

  constructor(quirks: { loginMustBeEmail: boolean; refuseFourByteCharacters: boolean }) {
    this.#loginMustBeEmail = quirks.loginMustBeEmail;
    this.#refuseFourBytes = quirks.refuseFourByteCharacters;
  }

  define(name: string, attribute: Attribute): void {
    if (BASE_ATTRIBUTES[name] !== undefined || this.custom.has(name)) throw alreadyExists(name);
    this.custom.set(name, attribute);
  }

  attribute(name: string): Attribute | undefined {
    return Object.hasOwn(BASE_ATTRIBUTES, name) ? BASE_ATTRIBUTES[name] : this.custom.get(name);
  }

  /** Applies a change to a profile: `null` removes an attribute, `""` keeps an empty value. Throws what Okta refuses. */
  apply(before: Profile, change: Readonly<Record<string, unknown>>, summary: string): Profile {
    const profile: Record<string, ProfileValue> = { ...before };
    const problems: { field: string; cause: string }[] = [];
    for (const [name, value] of Object.entries(change)) {
      const attribute = this.attribute(name);
      if (attribute === undefined) {
        problems.push({ field: summary, cause: `Property name '${name}' is not defined in profile` });
      } else if (value === null) {
        delete profile[name];
      } else {
        const cause = this.#problemWith(name, attribute, value);
        if (cause === undefined) profile[name] = value as ProfileValue;
        else problems.push({ field: name, cause: `${name}: ${cause}` });
      }
    }
    for (const [name, attribute] of [...Object.entries(BASE_ATTRIBUTES), ...this.custom]) {
      if (attribute.required === true && (profile[name] === undefined || profile[name] === '')) {
        if (problems.every(({ field }) => field !== name)) {
          problems.push({ field: name, cause: `${name}: The field cannot be left blank` });
        }
      }
    }
    const [first] = problems;
    if (first !== undefined) throw invalid(first.field, ...problems.map(({ cause }) => cause));
    return profile;
  }

  #problemWith(name: string, attribute: Attribute, value: unknown): string | undefined {
    if (!hasType(attribute.type, value)) return 'The field has a value of the wrong type';
    const { items } = attribute;
    if (Array.isArray(value)) {
      if (!value.every((one) => hasType(items?.type ?? 'string', one)))
        return 'The field has a value of the wrong type';
      return value.every((one) => items?.enum?.includes(one) ?? true) ? undefined : 'Not one of the allowed values';
    }
    const listed = typeof value === 'string' || typeof value === 'number';
    if (listed && attribute.enum?.includes(value) === false) return 'Not one of the allowed values';
    if (typeof value !== 'string') return undefined;
    if (this.#refuseFourBytes && FOUR_BYTES.test(value)) return 'Contains characters that are not supported';
    if (attribute.maxLength !== undefined && value.length > attribute.maxLength) return 'The field is too long';
    if (attribute.minLength !== undefined && value !== '' && value.length < attribute.minLength) {
      return 'The field is too short';
    }
    if (name === 'login' && this.#loginMustBeEmail && !EMAIL.test(value)) {
      return 'Username must be in the form of an email address';
    }
    const isAddress = name === 'email' || name === 'secondEmail';
    return isAddress && value !== '' && !EMAIL.test(value) ? 'Does not match required pattern' : undefined;
  }
}

function hasType(type: Attribute['type'], value: unknown): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
