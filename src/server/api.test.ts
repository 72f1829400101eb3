/** The API's door: who is let in, what is refused, and with which status. Operations have their own tests. */
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { World } from '../app/world.ts';
import { Fault } from '../ports/fault.ts';
import { apiRoutes } from './api.ts';
import { type Caller, ownCaller } from './callers.ts';
import { RESOURCES } from './rest/resources.ts';

const TOKEN = 'a-token-of-sixteen-letters-or-more';

/** Nothing behind it but what these operations ask. */
function app(read: Record<string, unknown> = {}, callers: readonly Caller[] = [ownCaller(TOKEN)]) {
  const logged: object[] = [];
  const note = (fields: object) => void logged.push(fields);
  const log = { debug: note, info: note, warn: note, error: note };
  const world = { store: { read }, log } as unknown as World;
  return { hono: new Hono().route('/api', apiRoutes(world, callers)), logged };
}

async function post(path: string, { token = TOKEN, body = '{}', read = {} }: Post = {}) {
  const { hono, logged } = app(read);
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await hono.request(path, { method: 'POST', headers, body });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown>, logged };
}

interface Post {
  readonly token?: string | null;
  readonly body?: string;
  readonly read?: Record<string, unknown>;
}

describe('the token', () => {
  it.each([null, 'wrong', '', `${TOKEN}x`, TOKEN.slice(1)])('%j is refused before anything is asked', async (token) => {
    const { status, answer } = await post('/api/changeSets', { token });
    expect([status, answer.refusal]).toEqual([401, 'wrong-token']);
  });

  it('must come as a bearer', async () => {
    const { hono } = app();
    const headers = { authorization: `Basic ${TOKEN}` };
    expect((await hono.request('/api/changeSets', { method: 'POST', headers })).status).toBe(401);
  });

  it('is asked for an unknown operation too', async () => {
    expect((await post('/api/nothing', { token: null })).status).toBe(401);
    expect((await post('/api/nothing')).status).toBe(404);
    expect((await post('/api/constructor')).status).toBe(404);
  });
});

describe('the input', () => {
  it('is JSON', async () => {
    expect((await post('/api/receipt', { body: '{"case":' })).status).toBe(400);
  });

  it('is named part by part when it does not fit', async () => {
    const { status, answer } = await post('/api/receipt', { body: '{"cas":"PEO-1"}' });
    expect(status).toBe(400);
    expect(answer).toMatchObject({
      refusal: 'invalid',
      details: [expect.stringMatching(/^case: /), expect.any(String)],
    });
  });

  it('may be left out where nothing is needed', async () => {
    const read = { changeSets: async () => [] };
    expect(await post('/api/changeSets', { body: '', read })).toMatchObject({
      status: 200,
      answer: { changeSets: [] },
    });
  });
});

describe('what goes wrong', () => {
  it('a refusal has a name and a sentence', async () => {
    const read = { findPersons: async () => [] };
    const { status, answer } = await post('/api/timeline', { body: '{"person":"nobody"}', read });
    expect(status).toBe(422);
    expect(answer).toMatchObject({ refusal: 'unknown-person', says: expect.stringContaining('nobody') });
  });

  it('an outside system’s fault is said in its own words', async () => {
    const changeSets = () => Promise.reject(new Fault('denied', 'read groups', { vendorCode: 'E0000006' }));
    const { status, answer } = await post('/api/changeSets', { read: { changeSets } });
    expect([status, answer.says]).toEqual([502, 'An outside system failed: read groups: denied (E0000006).']);
  });

  it('a database that is away is said so, and its words go to the log', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
    const { status, answer, logged } = await post('/api/changeSets', {
      read: { changeSets: () => Promise.reject(away) },
    });
    expect([status, answer.refusal]).toEqual([503, 'no-store']);
    expect(JSON.stringify(answer)).not.toContain('10.0.0.7');
    expect(JSON.stringify(logged)).toContain('10.0.0.7');
  });

  it('our own bug goes to the log, not to the caller', async () => {
    const changeSets = () => Promise.reject(new TypeError('secret internals'));
    const { status, answer, logged } = await post('/api/changeSets', { read: { changeSets } });
    expect(status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('internals');
    expect(JSON.stringify(logged)).toContain('secret internals');
  });
});

describe('a token', () => {
  const reader: Caller = { name: 'desk', token: 'a-reader-of-people', scopes: ['people:read'], person: null };
  const ada: Caller = { name: 'ada', token: 'the-token-of-ada', scopes: ['admin'], person: 'ada@small.example' };
  const ask = async (path: string, { token }: Caller, body: object | null = null, read = {}) => {
    const { hono } = app(read, [reader, ada]);
    const headers = { authorization: `Bearer ${token}` };
    const asked = body === null ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
    const response = await hono.request(path, asked);
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };
  const page = { personsPage: async () => [], now: async () => '2026-03-02T08:00:00.000Z' };

  it('may what its scopes say, by either way of asking', async () => {
    expect(await ask('/api/v1/people', reader, null, page)).toEqual({ status: 200, answer: { items: [], next: null } });
    expect((await ask('/api/people', reader, {}, page)).status).toBe(200);
  });

  it('may nothing else, and is told the scope it lacks', async () => {
    const missing = { refusal: 'missing-scope' };
    expect(await ask('/api/v1/grants', reader)).toMatchObject({
      status: 403,
      answer: { ...missing, status: 403, detail: 'The token "desk" lacks the scope grants:read.' },
    });
    expect(await ask('/api/policyApply', reader, {})).toMatchObject({ status: 403, answer: missing });
    expect((await ask('/api/v1/people', ada, null, page)).status).toBe(200);
  });

  it('of a person acts for nobody else', async () => {
    const other = { refusal: 'another-person' };
    const stop = (by?: string) => ask('/api/stop', ada, by === undefined ? {} : { by });
    expect(await stop('ben@small.example')).toMatchObject({ status: 403, answer: other });
    const settle = { verdict: 'accept', reason: 'x', by: 'ben@small.example' };
    expect(await ask('/api/v1/exceptions/1/verdict', ada, settle)).toMatchObject({ status: 403, answer: other });
    const approved = { by: 'ada@small.example', approver: 'ben@small.example' };
    expect(await ask('/api/policyApply', ada, approved)).toMatchObject({ status: 403, answer: other });
    // Nobody is named: it is the token's person, and gets as far as the store, which is not there.
    expect((await stop()).status).toBe(500);
  });

  it('is asked for before anybody is told whether there is such a resource', async () => {
    const nobody: Caller = { ...reader, token: 'nobody knows it' };
    expect(await ask('/api/v1/nothing', nobody)).toMatchObject({ status: 401, answer: { refusal: 'wrong-token' } });
    expect(await ask('/api/v1/nothing', ada)).toMatchObject({ status: 404, answer: { refusal: 'unknown-resource' } });
  });
});

describe('the OpenAPI document', () => {
  const read = async () => {
    const response = await app().hono.request('/api/openapi.json');
    return (await response.json()) as { openapi: string; paths: Record<string, Record<string, Described>> };
  };

  it('is served to everybody, and has every resource with its scope, its parameters and its answers', async () => {
    const { openapi, paths } = await read();
    expect(openapi).toBe('3.1.0');
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((one) => `${one} ${path}`),
    );
    expect(described.toSorted()).toEqual(RESOURCES.map(({ method, path }) => `${method} /api/v1${path}`).toSorted());
    for (const { method, path } of RESOURCES) {
      const found = paths[`/api/v1${path}`]?.[method];
      expect(found?.security[0]?.token).toHaveLength(1);
      const inPath = found?.parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`);
      expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(Object.keys(found?.responses ?? {})).toEqual(expect.arrayContaining(['400', '401', '403', '422']));
    }
  });

  it('names each field of an operation once, by its own schema', async () => {
    const { paths } = await read();
    const limit = paths['/api/v1/people']?.get?.parameters.find(({ name }) => name === 'limit');
    expect(limit?.schema).toMatchObject({ type: 'integer', maximum: 500, default: 100 });
    const body = paths['/api/v1/requests/{case}/decisions']?.post?.requestBody?.content['application/json']?.schema;
    expect(body?.required).toEqual(['verdict', 'by']);
    expect(Object.keys(body?.properties ?? {})).not.toContain('case');
  });
});

interface Described {
  readonly security: readonly { readonly token: readonly string[] }[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: unknown }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: { readonly required: string[]; readonly properties: object } }>;
  };
  readonly responses: object;
}
