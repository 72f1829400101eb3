import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectionId } from '../../core/shared/ids.ts';
import { milliseconds } from '../../core/shared/instant.ts';
import { api, createClient } from './client.ts';

const NOW = Date.parse('2026-08-20T08:00:00.000Z');

function answering(...answers: readonly (Response | Error)[]) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const left = [...answers];
  const client = createClient({
    connection: {
      kind: 'jira',
      id: connectionId('jira'),
      baseUrl: 'https://acme.atlassian.net/',
      auth: { email: 'bot@acme.example', token: { env: 'X' } },
      webhookSecret: null,
      automationToken: null,
      sweepEvery: milliseconds(1),
    },
    token: 'secret-token',
    fields: {},
    cases: [],
    now: () => NOW,
    fetch: async (input, init) => {
      asked.push({ url: String(input), init });
      const answer = left.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('nothing left to answer');
      return answer;
    },
  });
  const read = () => client.send({ operation: 'read', path: api`/field` }, z.object({ id: z.string() }));
  return { client, asked, read };
}

describe('a call to Jira', () => {
  it('brings mail and token, and follows no redirect with them', async () => {
    const { read, asked } = answering(Response.json({ id: '1' }));
    expect(await read()).toEqual({ id: '1' });
    expect(asked[0]).toMatchObject({
      url: 'https://acme.atlassian.net/rest/api/3/field',
      init: { redirect: 'manual', headers: { authorization: `Basic ${btoa('bot@acme.example:secret-token')}` } },
    });
    const moved = answering(new Response(null, { status: 302, headers: { location: 'https://id.atlassian.com' } }));
    await expect(moved.read()).rejects.toMatchObject({ kind: 'transient', vendorCode: '302' });
  });

  it('is denied when Jira says by its header that the credential failed, though it answers 200', async () => {
    const headers = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' };
    const { read } = answering(Response.json({ id: '1' }, { headers }));
    await expect(read()).rejects.toMatchObject({ kind: 'denied', vendorCode: 'anonymous' });
  });

  it.each([
    ['a page of a proxy', new Response('<html>Please sign in</html>')],
    ['a cut body', new Response('{"id":')],
    ['an answer of another shape', Response.json({ id: 1 })],
  ])('does not take %s for an answer', async (_, answer) => {
    await expect(answering(answer).read()).rejects.toMatchObject({
      kind: 'transient',
      vendorCode: 'unexpected-answer',
    });
  });

  it.each([
    ['seconds', { 'retry-after': '90' }, '2026-08-20T08:01:30.000Z'],
    ['a date', { 'retry-after': 'Thu, 20 Aug 2026 08:05:00 GMT' }, '2026-08-20T08:05:00.000Z'],
    ['the reset alone', { 'x-ratelimit-reset': '2026-08-20T08:10Z' }, '2026-08-20T08:10:00.000Z'],
    ['nothing', {}, null],
  ])('waits as the limit says in %s', async (_, headers, retryAt) => {
    const { read } = answering(new Response(null, { status: 429, headers: new Headers(Object.entries(headers)) }));
    await expect(read()).rejects.toMatchObject({ kind: 'transient', retryAt });
  });

  it('waits as a busy server says', async () => {
    const { read } = answering(new Response(null, { status: 503, headers: { 'retry-after': '5' } }));
    await expect(read()).rejects.toMatchObject({ kind: 'transient', retryAt: '2026-08-20T08:00:05.000Z' });
  });

  it('that was a read is never of unknown outcome', async () => {
    await expect(answering(new Error('reset')).read()).rejects.toMatchObject({ outcomeUnknown: false });
  });

  it('never repeats itself', async () => {
    const { read, asked } = answering(new Error('reset'), Response.json({ id: '1' }));
    await expect(read()).rejects.toMatchObject({ kind: 'transient' });
    expect(asked).toHaveLength(1);
  });

  it('never shows the token in what goes wrong', async () => {
    const fault = await answering(new Response('secret-token', { status: 400 }))
      .read()
      .catch((error: unknown) => error);
    expect(`${fault} ${JSON.stringify(fault)}`).not.toMatch(/secret-token|Basic/);
  });

  it('asks again who we are when the first answer was lost', async () => {
    const { client, asked } = answering(new Error('reset'), Response.json({ accountId: 'me' }));
    await expect(client.self()).rejects.toMatchObject({ kind: 'transient' });
    expect(await client.self()).toBe('me');
    expect(await client.self()).toBe('me');
    expect(asked).toHaveLength(2);
  });
});
