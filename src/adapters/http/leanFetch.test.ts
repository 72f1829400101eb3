import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createLeanFetch } from './leanFetch.ts';

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

async function answering(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

const lean = createLeanFetch();
const forever = new AbortController().signal;
const get = (signal = forever) => ({ method: 'GET', headers: {}, redirect: 'manual', signal }) as const;

describe('our own fetch', () => {
  it('sends method, headers and body, and gives status, headers and the whole text', async () => {
    const url = await answering((request, answer) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        answer.writeHead(201, { 'x-said': `${request.method} ${request.url} ${request.headers['content-length']}` });
        answer.end(`${body} zurück`);
      });
    });
    const sent = {
      method: 'POST',
      headers: { 'x-ours': '1' },
      body: 'Zoë',
      redirect: 'manual',
      signal: forever,
    } as const;
    const { status, headers, text } = await lean(`${url}/a?b=c`, sent);
    expect([status, headers.get('X-Said'), headers.get('missing'), await text()]).toEqual([
      201,
      'POST /a?b=c 4',
      null,
      'Zoë zurück',
    ]);
    const bare = await lean(url, { method: 'PUT', headers: {}, redirect: 'manual', signal: forever });
    expect(bare.headers.get('x-said')).toBe('PUT / 0');
  });

  it('keeps its connections, and follows no redirect', async () => {
    const sockets = new Set<unknown>();
    const url = await answering((request, answer) => {
      sockets.add(request.socket);
      answer.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end();
    });
    for (let call = 0; call < 5; call += 1) expect((await lean(url, get())).status).toBe(302);
    expect(sockets.size).toBe(1);
  });

  it('ends with the reason of its signal, before and in the middle of an answer', async () => {
    const reason = new DOMException('no answer in time', 'TimeoutError');
    for (const begun of [false, true]) {
      const limit = new AbortController();
      const url = await answering((_, answer) => {
        if (begun) answer.write('some');
        setImmediate(() => limit.abort(reason));
      });
      await expect(lean(url, get(limit.signal))).rejects.toBe(reason);
      await expect(lean(url, get(limit.signal))).rejects.toBe(reason);
    }
  });

  it('fails like fetch when nobody answers, when the answer is cut and when it is too long', async () => {
    await expect(lean('http://127.0.0.1:1', get())).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    const cut = await answering((_, answer) => {
      answer.writeHead(200, { 'content-length': 10 }).write('half');
      setImmediate(() => answer.destroy());
    });
    await expect(lean(cut, get())).rejects.toThrow('fetch failed');
    const long = await answering((_, answer) => void answer.end('x'.repeat(2_000)));
    await expect(createLeanFetch({ largestAnswer: 1_000 })(long, get())).rejects.toThrow('fetch failed');
  });

  it('outlives who answers at once and resets while our body is still on its way', async () => {
    const unheard: unknown[] = [];
    const note = (fault: unknown) => void unheard.push(fault);
    process.on('uncaughtExceptionMonitor', note);
    opened.push(() => void process.off('uncaughtExceptionMonitor', note));
    const url = await answering((request, answer) => {
      answer.writeHead(413, { 'content-length': 0 }).end(() => request.socket.resetAndDestroy());
    });
    const body = 'x'.repeat(5_000_000);
    for (let call = 0; call < 5; call += 1) {
      const sent = { method: 'POST', headers: {}, body, redirect: 'manual', signal: forever } as const;
      expect((await lean(url, sent)).status).toBe(413);
    }
    expect(unheard).toEqual([]);
  });

  it('asks for nothing packed, and does not take what is packed for text', async () => {
    const asked: unknown[] = [];
    const url = await answering((request, answer) => {
      asked.push(request.headers['accept-encoding']);
      answer.writeHead(200, { 'content-encoding': request.url === '/gzip' ? 'gzip' : 'identity' }).end('text');
    });
    expect(await (await lean(url, get())).text()).toBe('text');
    await expect(lean(`${url}/gzip`, get())).rejects.toMatchObject({ cause: { message: /came as gzip/ } });
    expect(asked).toEqual(['identity', 'identity']);
  });

  it('reads once more when the kept connection turns out to be closed, and never writes twice', async () => {
    const sockets = new Set<unknown>();
    const asked: unknown[] = [];
    const url = await answering((request, answer) => {
      asked.push(request.method);
      if (sockets.has(request.socket)) return void request.socket.resetAndDestroy();
      sockets.add(request.socket);
      answer.end('here');
    });
    for (let call = 0; call < 3; call += 1) expect(await (await lean(url, get())).text()).toBe('here');
    expect(asked).toEqual(['GET', 'GET', 'GET', 'GET']);
    await expect(lean(url, { ...get(), method: 'POST' })).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(asked.slice(4)).toEqual(['POST']);
  });
});
