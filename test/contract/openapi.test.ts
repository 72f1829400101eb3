import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ContractViolation, loadDescription } from './openapi.ts';

const pet = {
  openapi: '3.0.3',
  paths: {
    '/pets': {
      post: {
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
        },
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } },
          204: {},
        },
      },
    },
    '/pets/{id}': { get: { responses: { 200: { content: { 'application/json': { schema: { type: 'string' } } } } } } },
    '/pets/all': { get: { responses: { 200: { content: { 'application/json': { schema: { type: 'array' } } } } } } },
  },
  components: {
    schemas: {
      Pet: {
        type: 'object',
        required: ['id', 'kind'],
        properties: {
          id: { type: 'string', readOnly: true },
          kind: { type: 'string' },
          name: { type: 'string', nullable: true },
        },
        discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } },
      },
      Cat: {
        allOf: [
          { $ref: '#/components/schemas/Pet' },
          { type: 'object', required: ['lives'], properties: { lives: { type: 'integer' } } },
        ],
      },
    },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'description-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'pets.json');
writeFileSync(file, JSON.stringify(pet));

function violationsOf(act: () => void): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ContractViolation) return error.violations;
    throw error;
  }
  return [];
}

describe('an API description', () => {
  const pets = loadDescription(file, {
    drift: [
      { on: 'POST /pets', status: 201, as: 200, because: 'recorded' },
      { on: '*', violation: /^\/kind must be string$/, because: 'recorded' },
    ],
  });
  const answer = (body: unknown, status = 200) => violationsOf(() => pets.checkResponse('POST', '/pets', status, body));

  it('accepts null where the schema is nullable and nowhere else', () => {
    expect(answer({ id: '1', kind: 'dog', name: null })).toEqual([]);
    expect(answer({ id: null, kind: 'dog' })).toEqual(['/id must be string']);
  });

  it('chooses the branch by the discriminator and survives bases that point at their children', () => {
    expect(answer({ id: '1', kind: 'cat', lives: 9 })).toEqual([]);
    expect(answer({ id: '1', kind: 'cat' })).toEqual(["body must have required property 'lives'"]);
  });

  it('does not ask a request for what only answers carry', () => {
    expect(violationsOf(() => pets.checkRequest('POST', '/pets', { kind: 'dog' }))).toEqual([]);
    expect(answer({ kind: 'dog' })).toEqual(["body must have required property 'id'"]);
  });

  it('refuses unknown query parameters, wrong types, missing bodies, statuses and operations', () => {
    expect(violationsOf(() => pets.checkRequest('POST', '/pets?limit=x&page=2'))).toEqual([
      'query parameter limit: must be integer',
      'query parameter page is not described',
      'the body is required',
    ]);
    expect(answer({}, 418)).toEqual(['not among the described statuses 200, 204']);
    expect(answer({}, 204)).toEqual(['a 204 carries no body']);
    expect(violationsOf(() => pets.checkResponse('GET', '/dogs', 200, {}))).toEqual([
      'the description has no such operation',
    ]);
  });

  it('takes a named drift as the documented status it stands for', () => {
    expect(answer({ id: '1', kind: 'dog' }, 201)).toEqual([]);
    expect(answer({ id: 1, kind: 'dog' }, 201)).toEqual(['/id must be string']);
  });

  it('lets a named violation through and no other', () => {
    expect(answer({ id: '1', kind: 7 })).toEqual([]);
    expect(answer({ id: 1, kind: 7 })).toEqual(['/id must be string']);
  });

  it('prefers a literal path over a template', () => {
    expect(pets.templateOf('GET', '/pets/all?x=1')).toBe('/pets/all');
    expect(pets.templateOf('GET', '/pets/7')).toBe('/pets/{id}');
  });
});
