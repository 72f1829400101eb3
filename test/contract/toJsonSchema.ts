/**
 * OpenAPI 3.0 schemas are nearly JSON Schema, and not quite. This is the difference, once per direction:
 *
 *   nullable            -> the schema or null (ajv knows it only beside `type`)
 *   $ref with siblings  -> the siblings are ignored, as OpenAPI 3.0 says; `nullable` is kept, vendors mean it
 *   readOnly/writeOnly  -> not required in the direction that does not carry them
 *   discriminator       -> the branch is chosen by the property, so a message names one branch and not thirty
 *   oneOf               -> anyOf: in vendors' documents branches overlap by accident
 *
 * Vendors model inheritance as "base has a discriminator to its children, each child is allOf [base, ...]".
 * Taken literally that never ends, so an `allOf` member refers to the base without its dispatch (`~base`).
 */
export type Direction = 'request' | 'response';
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** The name under which a converted component is known to ajv. */
export const schemaId = (component: string): string => `oas:/${encodeURIComponent(component)}`;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const COMPONENT = /^#\/components\/schemas\/(.+)$/;
/** Formats ajv-formats knows and vendors use in the usual sense; free text such as "Opaque token" is dropped. */
const FORMATS = new Set(['date-time', 'date', 'email', 'uri', 'uuid', 'int32', 'int64', 'double', 'byte']);
const DROPPED = new Set(['nullable', 'discriminator', 'xml', 'example', 'examples', 'externalDocs', 'deprecated']);
const LISTS = new Set(['allOf', 'anyOf', 'oneOf']);

/** Every component twice: with its discriminator dispatch, and as the plain base its children build on. */
export function convertComponents(schemas: JsonObject, direction: Direction): { $id: string; schema: JsonObject }[] {
  return Object.entries(schemas).flatMap(([name, schema]) => [
    { $id: schemaId(name), schema: convert(schema, direction, false) },
    { $id: schemaId(`${name}~base`), schema: convert(schema, direction, true) },
  ]);
}

export function convert(schema: Json | undefined, direction: Direction, asBase = false): JsonObject {
  if (!isObject(schema)) return {};
  const converted = schema.$ref === undefined ? convertInline(schema, direction, asBase) : reference(schema, asBase);
  return schema.nullable === true ? orNull(converted) : converted;
}

function reference(schema: JsonObject, asBase: boolean): JsonObject {
  const component = COMPONENT.exec(String(schema.$ref))?.[1];
  if (component === undefined) throw new Error(`a reference outside components/schemas: ${String(schema.$ref)}`);
  return { $ref: schemaId(asBase ? `${component}~base` : component) };
}

function convertInline(schema: JsonObject, direction: Direction, asBase: boolean): JsonObject {
  const result: Record<string, Json> = {};
  const dispatch = asBase ? undefined : discriminate(schema);
  for (const [key, value] of Object.entries(schema)) {
    if (DROPPED.has(key) || key.startsWith('x-')) continue;
    if (dispatch !== undefined && (key === 'oneOf' || key === 'anyOf')) continue;
    if (key === 'format' && !FORMATS.has(String(value))) continue;
    if (key === 'properties' && isObject(value)) {
      result.properties = Object.fromEntries(
        Object.entries(value).map(([name, property]) => [name, convert(property, direction)]),
      );
    } else if (key === 'required' && Array.isArray(value)) {
      result.required = value.filter((name) => carried(schema, String(name), direction));
    } else if (LISTS.has(key) && Array.isArray(value)) {
      result[key === 'oneOf' ? 'anyOf' : key] = value.map((member: Json) =>
        convert(member, direction, key === 'allOf'),
      );
    } else if (key === 'items' || key === 'not' || (key === 'additionalProperties' && isObject(value))) {
      result[key] = convert(value, direction);
    } else if ((key === 'exclusiveMinimum' || key === 'exclusiveMaximum') && typeof value === 'boolean') {
      const bound = key === 'exclusiveMinimum' ? 'minimum' : 'maximum';
      if (value && schema[bound] !== undefined) result[key] = schema[bound];
    } else {
      result[key] = value;
    }
  }
  if (dispatch !== undefined) {
    result.allOf = [...(Array.isArray(result.allOf) ? (result.allOf as Json[]) : []), ...dispatch];
  }
  return result;
}

/** One if/then per mapped value; under `oneOf` the value must also be a mapped one. */
function discriminate(schema: JsonObject): JsonObject[] | undefined {
  const { discriminator } = schema;
  if (!isObject(discriminator) || !isObject(discriminator.mapping)) return undefined;
  const property = String(discriminator.propertyName);
  const branches = Object.entries(discriminator.mapping).map(([value, target]) => ({
    if: { properties: { [property]: { const: value } }, required: [property] },
    // biome-ignore lint/suspicious/noThenProperty: the JSON Schema keyword
    then: reference({ $ref: target }, false),
  }));
  const choice = { properties: { [property]: { enum: Object.keys(discriminator.mapping) } } };
  return schema.oneOf === undefined && schema.anyOf === undefined ? branches : [choice, ...branches];
}

function carried(schema: JsonObject, name: string, direction: Direction): boolean {
  const property = isObject(schema.properties) ? schema.properties[name] : undefined;
  if (!isObject(property)) return true;
  return property[direction === 'request' ? 'readOnly' : 'writeOnly'] !== true;
}

const orNull = (schema: JsonObject): JsonObject => ({ anyOf: [schema, { type: 'null' }] });
