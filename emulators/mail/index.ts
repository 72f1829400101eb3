/**
 * A mail server that keeps everything and delivers nothing. SMTP on loopback without TLS; any user name and
 * password pass, none is asked for. Faults make it fail as real servers do: 4xx asks the sender to try again, 5xx is
 * final, and a connection cut after the content leaves the sender in doubt.
 *
 *   GET /messages?to=ada@acme.example    JSON
 *   GET /                                the same for a person
 */
import { Hono } from 'hono';
import type { Faults } from '../kit/faults/faults.ts';
import type { RequestLog } from '../kit/requestLog.ts';
import { type FrameOptions, frame, serve } from '../kit/serve.ts';
import { mailFaultKit } from './faultKit.ts';
import { parseMessage, type SunkMessage } from './message.ts';
import { mailPage } from './page.ts';
import { listenForMail } from './smtp.ts';

export type { SunkMessage } from './message.ts';

export interface MailSinkOptions extends Pick<FrameOptions, 'clock' | 'faults'> {
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
  /** Of SMTP; what each step is called, faultKit.ts says. */
  readonly faults: Faults;
  readonly log: RequestLog;
  clear(): void;
  stop(): Promise<void>;
}

export async function startMailSink(options: MailSinkOptions = {}): Promise<MailSink> {
  let kept: SunkMessage[] = [];
  let sequence = 0;
  const watchers = new Set<(message: SunkMessage) => void>();
  const around = frame(options, mailFaultKit);
  const smtp = await listenForMail(options.port ?? 0, around, async (content, envelope) => {
    const message = await parseMessage(content, envelope, ++sequence, Date.now());
    kept.push(message);
    for (const watcher of [...watchers]) watcher(message);
  });

  const messages = ({ to }: { readonly to?: string } = {}) =>
    to === undefined ? [...kept] : kept.filter((message) => message.to.includes(to));
  const pages = new Hono()
    .get('/', (context) => context.html(mailPage(kept)))
    .get('/messages', (context) => {
      const to = context.req.query('to');
      return context.json(messages(to === undefined ? {} : { to }));
    });
  const http = await serve(pages, around, { port: options.httpPort ?? 0 });

  return {
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    httpUrl: http.url,
    messages,
    count: (messageId) => kept.filter((message) => message.messageId === messageId).length,
    waitFor: (fits, timeoutMilliseconds = 5_000) => waitFor(kept, watchers, fits, timeoutMilliseconds),
    faults: around.faults,
    log: around.log,
    clear() {
      kept = [];
    },
    async stop() {
      await Promise.all([http.stop(), smtp.stop()]);
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
