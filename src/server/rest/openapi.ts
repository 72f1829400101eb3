/**
 * The OpenAPI document of the REST API, made of the same schemas that read what is sent (the operations' own) and that the
 * tests hold every answer to. Nothing in it is written by hand but the sentences.
 */
import { z } from 'zod';
import { inputSchema } from '../../app/operations/index.ts';
import { scopeOf } from '../../app/operations/scopes.ts';
import { API_SCOPES } from '../../core/policy/model.ts';
import { RESOURCES, type Resource } from './resources.ts';
import { problem } from './shapes.ts';

type Part = Readonly<Record<string, unknown>>;

/** OpenAPI 3.1 takes JSON Schema as it is. */
export function openApi(): Part {
  const paths: Record<string, Record<string, Part>> = {};
  for (const resource of RESOURCES) {
    const path = `/api/v1${resource.path}`;
    paths[path] = { ...paths[path], [resource.method]: operationOf(resource) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tenure',
      version: '1',
      description: `Every access has a reason, a beginning and an end. Scopes of tokens: ${API_SCOPES.join(', ')}.`,
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: '`api.tokens` in tenure.yaml.' } },
      schemas: { Problem: schemaOf(problem) },
    },
  };
}

function operationOf({ method, path, operation, summary, answer, status }: Resource): Part {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const { properties, required } = inputSchema(operation);
  const sent = Object.entries(properties).filter(([name]) => !inPath.includes(name));
  const parameter = (where: 'path' | 'query') => (name: string) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: properties[name],
  });
  const done = status === undefined ? ['200'] : operation === 'ask' ? ['201', '202'] : ['201'];
  return {
    operationId: operation,
    summary,
    description: `Needs the scope \`${scopeOf[operation]}\`.`,
    security: [{ token: [scopeOf[operation]] }],
    parameters: [
      ...inPath.map(parameter('path')),
      ...(method === 'get' ? sent.map(([name]) => name).map(parameter('query')) : []),
    ],
    ...(method === 'post' ? { requestBody: bodyOf(sent, required) } : {}),
    responses: {
      ...Object.fromEntries(done.map((code) => [code, { description: 'Done.', content: jsonOf(schemaOf(answer)) }])),
      ...Object.fromEntries(PROBLEMS.map(([code, description]) => [code, { description, content: PROBLEM }])),
    },
  };
}

const PROBLEMS: readonly (readonly [code: string, description: string])[] = [
  ['400', 'What was sent is not what it should be.'],
  ['401', 'No token, or a wrong one.'],
  ['403', 'The token lacks a scope, acts for somebody else, or its person may not do this.'],
  ['404', 'What the address names is not known.'],
  ['409', 'It is decided, settled or changed already.'],
  ['413', 'Too large.'],
  ['422', 'Refused by name.'],
  ['429', 'Too many at once: `Retry-After` says in how many seconds.'],
  ['500', 'A fault of Tenure’s own.'],
  ['502', 'An outside system failed.'],
  [
    '503',
    'A newer version works on the same store, and this one cannot read what it wrote: ask that one. Or the store does not answer.',
  ],
];
const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const bodyOf = (sent: readonly (readonly [string, unknown])[], required: readonly string[]): Part => ({
  required: true,
  content: jsonOf({
    type: 'object',
    properties: Object.fromEntries(sent),
    required: sent.map(([name]) => name).filter((name) => required.includes(name)),
    additionalProperties: false,
  }),
});

const jsonOf = (schema: unknown) => ({ 'application/json': { schema } });

/** Without the name of the dialect, which the document says for all. */
function schemaOf(schema: z.ZodType): Part {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest;
}
