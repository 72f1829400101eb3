/**
 * A mail server that keeps everything and delivers nothing. SMTP on loopback without TLS; any user name and
 * password pass, none is asked for. `refuseNext` makes it fail as real servers do: 4xx asks the sender to try
 * again, 5xx is final.
 *
 *   GET /messages?to=ada@acme.example    JSON
 *   GET /                                the same for a person
 */
import { Hono } from 'hono';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { frame, serve } from '../kit/serve.ts';
import { parseMessage, type SunkMessage } from './message.ts';
import { mailPage } from './page.ts';

export type { SunkMessage } from './message.ts';

export interface MailSinkOptions {
  /** SMTP port; 0 (default) takes a free one. */
  readonly port?: number;
  /** Port of the page; 0 (default) takes a free one. */
  readonly httpPort?: number;
}

export interface MailSink {
  /** For nodemailer: `smtp://127.0.0.1:PORT`. */
  readonly smtpUrl: string;
  readonly httpUrl: string;
  messages(only?: { readonly to?: string }): readonly SunkMessage[];
  /** How often this Message-ID arrived. */
  count(messageId: string): number;
  /** The first mail, already here or yet to come, that fits. Rejects when none came in time. */
  waitFor(fits: (message: SunkMessage) => boolean, timeoutMilliseconds?: number): Promise<SunkMessage>;
  /** The next `times` mails are refused after their content was read, with a code from 400 to 599. */
  refuseNext(times: number, code?: number, text?: string): void;
  clear(): void;
  stop(): Promise<void>;
}

export async function startMailSink(options: MailSinkOptions = {}): Promise<MailSink> {
  let kept: SunkMessage[] = [];
  let sequence = 0;
  let refusal = { left: 0, code: 451, text: '' };
  const watchers = new Set<(message: SunkMessage) => void>();

  const smtp = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
      readAll(stream)
        .then(async (content) => {
          if (refusal.left > 0) {
            refusal.left -= 1;
            throw Object.assign(new Error(refusal.text), { responseCode: refusal.code });
          }
          const message = await parseMessage(content, envelope, ++sequence, Date.now());
          kept.push(message);
          for (const watcher of [...watchers]) watcher(message);
        })
        .then(
          () => done(null, 'kept'),
          (error: Error) => done(error),
        );
    },
  });
  // A client that hangs up half way (a killed process under test) must not end ours.
  smtp.on('error', () => undefined);
  const listener = smtp.listen(options.port ?? 0, '127.0.0.1');
  await new Promise<void>((resolve, reject) => listener.once('listening', resolve).once('error', reject));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the mail sink got no port');

  const messages = ({ to }: { readonly to?: string } = {}) =>
    to === undefined ? [...kept] : kept.filter((message) => message.to.includes(to));
  const pages = new Hono()
    .get('/', (context) => context.html(mailPage(kept)))
    .get('/messages', (context) => {
      const to = context.req.query('to');
      return context.json(messages(to === undefined ? {} : { to }));
    });
  const http = await serve(pages, frame({}), { port: options.httpPort ?? 0 });

  return {
    smtpUrl: `smtp://127.0.0.1:${address.port}`,
    httpUrl: http.url,
    messages,
    count: (messageId) => kept.filter((message) => message.messageId === messageId).length,
    waitFor: (fits, timeoutMilliseconds = 5_000) => waitFor(kept, watchers, fits, timeoutMilliseconds),
    refuseNext(times, code = 451, text = 'Try again later') {
      refusal = { left: times, code, text };
    },
    clear() {
      kept = [];
    },
    async stop() {
      await Promise.all([http.stop(), new Promise<void>((resolve) => smtp.close(resolve))]);
    },
  };
}

function waitFor(
  kept: readonly SunkMessage[],
  watchers: Set<(message: SunkMessage) => void>,
  fits: (message: SunkMessage) => boolean,
  timeoutMilliseconds: number,
): Promise<SunkMessage> {
  const already = kept.find(fits);
  if (already !== undefined) return Promise.resolve(already);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      watchers.delete(watcher);
      reject(new Error(`no such mail within ${timeoutMilliseconds} ms (${kept.length} others)`));
    }, timeoutMilliseconds);
    const watcher = (message: SunkMessage) => {
      if (!fits(message)) return;
      clearTimeout(timer);
      watchers.delete(watcher);
      resolve(message);
    };
    watchers.add(watcher);
  });
}

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
