/** Bodies in flight together: what is not answered yet counts, by what it says it is; large ones keep no ordinary one out. */
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { boundBodies } from './bodies.ts';

const BOUNDS = { ordinary: 10, ordinaryInFlight: 25, largeInFlight: 100, largest: 60 };

function door() {
  const waiting: (() => void)[] = [];
  const app = new Hono();
  app.use(
    '*',
    boundBodies((context) => context.req.header('content-length'), BOUNDS),
  );
  app.all('*', async (context) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return context.text('read');
  });
  const ask = (length: string | null, method = 'POST') =>
    app.request('/webhooks/jira', { method, headers: length === null ? {} : { 'content-length': length } });
  return { waiting, ask, status: async (asked: Response | Promise<Response>) => (await asked).status };
}

describe('bodies in flight together', () => {
  it('are bounded in bytes: who comes when there are too many is asked to come back, and finds room when one is answered', async () => {
    const { ask, waiting, status } = door();
    const first = [ask('10'), ask('10')];
    await expect.poll(() => waiting.length).toBe(2);
    const refused = await ask('10');
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      503,
      '1',
      { refusal: 'busy', says: expect.stringContaining('come back') },
    ]);
    // What asks without a body is no part of it, and what fits still does.
    const more = [ask(null, 'GET'), ask('5')];
    await expect.poll(() => waiting.length).toBe(4);
    waiting.splice(0).forEach((answer) => {
      answer();
    });
    expect(await Promise.all([...first, ...more].map(status))).toEqual([200, 200, 200, 200]);
    const again = ask('10');
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.();
    expect(await status(again)).toBe(200);
  });

  it('count as the largest that is read when they do not say how long they are, or lie', async () => {
    for (const length of [null, '99999999', '-1', 'many']) {
      const { ask, waiting, status } = door();
      const first = ask(length);
      await expect.poll(() => waiting.length).toBe(1);
      expect([length, await status(ask('50'))]).toEqual([length, 503]);
      // An ordinary one has a share of its own.
      const ordinary = ask('10');
      await expect.poll(() => waiting.length).toBe(2);
      waiting.forEach((answer) => {
        answer();
      });
      expect(await Promise.all([first, ordinary].map(status))).toEqual([200, 200]);
    }
  });
});
