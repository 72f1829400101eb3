/**
 * How this org keeps each field of the default user type's profile ("Schemas, user"): base and custom attributes with
 * type, enumeration, length and what is required. Base attributes are text in every org, so for these alone nothing is asked.
 */
import type { FieldKind, ProfileField } from '../../core/shared/profileFit.ts';
import { Fault } from '../../ports/fault.ts';
import type { ProfileFields } from '../../ports/provider.ts';
import { begin, type Errand, type OktaClient } from './client.ts';
import { SCHEMA_FRESH_MILLISECONDS } from './config.ts';
import { OKTA_NAME } from './profile.ts';
import { type SchemaProperty, type SchemaSection, userSchema } from './schemas.ts';

export interface FieldsOfOrg {
  read(errand: Errand): Promise<readonly ProfileField[]>;
  /** The last reading, while it is fresh. */
  recent(errand: Errand): Promise<readonly ProfileField[]>;
}

export function fieldsOf(client: OktaClient, now: () => number): FieldsOfOrg {
  let last: { readonly at: number; readonly fields: readonly ProfileField[] } | null = null;
  const read = async (errand: Errand) => {
    const { definitions } = await client.read(
      { operation: 'read profile schema', method: 'GET', path: '/api/v1/meta/schemas/user/default', effect: 'read' },
      userSchema,
      errand,
    );
    const found = [definitions.base, definitions.custom].flatMap(sectionFields);
    const fields = [...found, ...underOurNames(found)];
    last = { at: now(), fields };
    return fields;
  };
  return {
    read,
    recent: (errand) =>
      last !== null && now() - last.at < SCHEMA_FRESH_MILLISECONDS ? Promise.resolve(last.fields) : read(errand),
  };
}

export function profileFieldsOf(fields: FieldsOfOrg): ProfileFields {
  return {
    profileFields: (call) => fields.read(begin(call)),
    async fieldsFor(profile, call) {
      const names = Object.keys(profile);
      const isPlain = names.every((name) => PLAIN.has(name) && isShort(profile[name]));
      if (isPlain) return names.map(plainText);
      // Without the right to read it all goes as text: Okta has the last word, and `tenure doctor` names the scope.
      return fields.recent(begin(call)).catch((error: unknown) => {
        if (error instanceof Fault && error.kind === 'denied') return names.map(plainText);
        throw error;
      });
    },
  };
}

/** The shortest limit of any base attribute but the country's code; only what is longer has to be looked up. */
const FITS_ANYWHERE = 50;
const isShort = (value: string | undefined) => value !== undefined && value !== '' && value.length <= FITS_ANYWHERE;

/** "Default profile properties", base attributes: text in every org. Which of them is required the org may set. */
const PLAIN: ReadonlySet<string> = new Set([
  ...Object.keys(OKTA_NAME),
  ...['login', 'email', 'secondEmail', 'firstName', 'lastName', 'middleName', 'honorificPrefix', 'honorificSuffix'],
  ...['title', 'displayName', 'nickName', 'profileUrl', 'primaryPhone', 'mobilePhone', 'streetAddress', 'city'],
  ...['state', 'zipCode', 'postalAddress', 'preferredLanguage', 'locale', 'timezone', 'userType'],
  ...['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'managerId', 'manager'],
]);

const plainText = (name: string): ProfileField => ({
  name,
  kind: 'text',
  required: false,
  readOnly: false,
  values: null,
  longest: null,
});

const KINDS: Readonly<Record<string, FieldKind>> = {
  string: 'text',
  boolean: 'yes-no',
  number: 'number',
  integer: 'whole-number',
  array: 'list',
};

function sectionFields(section: SchemaSection): ProfileField[] {
  const required = section?.required ?? [];
  return Object.entries(section?.properties ?? {}).map(([name, property]) => ({
    name,
    kind: KINDS[property.type ?? ''] ?? 'text',
    required: required.includes(name) || property.required === true,
    readOnly: property.mutability === 'READ_ONLY',
    values: valuesOf(property),
    longest: property.maxLength ?? null,
  }));
}

/** "oneOf" names the same values as "enum", each with a title; an array has them on its items. */
function valuesOf({ enum: listed, oneOf, items }: SchemaProperty): readonly string[] | null {
  const values = listed ?? oneOf?.map((one) => one.const) ?? items?.enum ?? items?.oneOf?.map((one) => one.const);
  return values === undefined || values === null || values.length === 0 ? null : values.map(String);
}

/** A template may name them in Tenure's words too. */
const underOurNames = (fields: readonly ProfileField[]): ProfileField[] =>
  Object.entries(OKTA_NAME).flatMap(([name, theirs]) =>
    fields.filter((field) => field.name === theirs).map((field) => ({ ...field, name })),
  );
