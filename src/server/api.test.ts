/** The API's door: who is let in, what is refused, and with which status. Operations have their own tests. */
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { World } from '../app/world.ts';
import { Fault } from '../ports/fault.ts';
import { apiRoutes } from './api.ts';
import { ownCaller } from './callers.ts';

const TOKEN = 'a-token-of-sixteen-letters-or-more';

/** Nothing behind it but what these operations ask. */
function app(read: Record<string, unknown> = {}) {
  const logged: object[] = [];
  const note = (fields: object) => void logged.push(fields);
  const log = { debug: note, info: note, warn: note, error: note };
  const world = { store: { read }, log } as unknown as World;
  return { hono: new Hono().route('/api', apiRoutes(world, [ownCaller(TOKEN)])), logged };
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

  it('our own bug goes to the log, not to the caller', async () => {
    const changeSets = () => Promise.reject(new TypeError('secret internals'));
    const { status, answer, logged } = await post('/api/changeSets', { read: { changeSets } });
    expect(status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('internals');
    expect(JSON.stringify(logged)).toContain('secret internals');
  });
});
