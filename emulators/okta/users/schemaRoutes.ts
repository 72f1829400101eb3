/** The user profile schema over HTTP: read it, and add custom attributes, which must exist before they are sent. */
import { invalid, notFound } from '../http/errors.ts';
import { type Answer, type Call, ok, parseBody, type Route, z } from '../http/route.ts';
import { type Attribute, BASE_ATTRIBUTES } from '../store/profileSchema.ts';

const PATH = '/api/v1/meta/schemas/user/:id';

export const attributeShape = z.object({
  title: z.string(),
  type: z.enum(['string', 'boolean', 'number', 'integer', 'array']),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  required: z.boolean().optional(),
  items: z
    .object({
      type: z.enum(['string', 'number', 'integer']),
      enum: z.array(z.union([z.string(), z.number()])).optional(),
    })
    .optional(),
});

const changeShape = z.object({
  definitions: z
    .object({
      custom: z.object({ properties: z.record(z.string(), attributeShape.nullable()).optional() }).optional(),
    })
    .optional(),
});

export const schemaRoutes: readonly Route[] = [
  { method: 'GET', path: PATH, scope: 'okta.schemas.read', handle: (call) => ok(schemaView(call)) },
  { method: 'POST', path: PATH, scope: 'okta.schemas.manage', handle: addAttributes },
];

/** Only the default user type exists here. */
function requireDefault(call: Call): void {
  const id = call.param('id');
  if (id !== 'default' && id !== call.org.userTypeId) throw notFound(id, 'UserSchema');
}

/** `null` takes a custom attribute away. The API description says 200, recordings say 201. */
function addAttributes(call: Call): Answer {
  requireDefault(call);
  const properties = parseBody(changeShape, call.body).definitions?.custom?.properties ?? {};
  for (const [name, attribute] of Object.entries(properties)) {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) throw invalid('name', `name: Invalid attribute name ${name}`);
    if (attribute === null) call.org.schema.custom.delete(name);
    else if (!call.org.schema.custom.has(name)) call.org.schema.define(name, attribute);
    else call.org.schema.custom.set(name, attribute);
  }
  return { status: 201, body: schemaView(call) };
}

function schemaView(call: Call) {
  requireDefault(call);
  const { org, url } = call;
  const at = org.timestamp();
  return {
    id: `${url.origin}/meta/schemas/user/default`,
    $schema: 'http://json-schema.org/draft-04/schema#',
    name: 'user',
    title: 'User',
    type: 'object',
    created: at,
    lastUpdated: at,
    definitions: {
      base: { id: '#base', type: 'object', ...section(BASE_ATTRIBUTES) },
      custom: { id: '#custom', type: 'object', ...section(Object.fromEntries(org.schema.custom)) },
    },
    properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
    _links: { self: { href: url.href, method: 'GET', rel: 'self' } },
  };
}

function section(attributes: Readonly<Record<string, Attribute>>) {
  const properties = Object.entries(attributes).map(([name, { required, ...attribute }]) => [
    name,
    {
      ...attribute,
      ...(required === true ? { required } : {}),
      mutability: 'READ_WRITE',
      scope: 'NONE',
      permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
      master: { type: 'PROFILE_MASTER' },
    },
  ]);
  const required = Object.entries(attributes).filter(([, attribute]) => attribute.required === true);
  return { properties: Object.fromEntries(properties), required: required.map(([name]) => name) };
}
