/**
 * Mail through the customer's own SMTP server. One pool of connections; every failure a `Fault`. A mail cannot be
 * looked up after a lost answer, so a repeat carries the same Message-ID and the reader's server may drop it.
 */
import { createTransport } from 'nodemailer';
import type { MailConnection } from '../../core/policy/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { Mailer, Message } from '../../ports/mailer.ts';
import { faultOf, partlySentOf } from './errors.ts';

export interface SmtpOptions {
  readonly connection: MailConnection;
  readonly password?: string;
}

export interface SmtpMailer extends Mailer {
  /** Ends the pooled connections; nothing can be sent afterwards. */
  close(): void;
}

export function createSmtpMailer({ connection, password }: SmtpOptions): SmtpMailer {
  const url = new URL(connection.url);
  const secure = url.protocol === 'smtps:';
  const { user } = connection;
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // A password never travels in the clear, except to a relay on this very machine.
    requireTLS: !secure && user !== null && !LOOPBACK.has(url.hostname),
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    pool: true,
    maxConnections: 4,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // Message parts are texts of ours: nothing in them may make nodemailer open a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  const sendOne = async (message: Message) => {
    const sent = await transport.sendMail(envelopeOf(message)).catch((error: unknown) => {
      throw faultOf(error, 'send mail');
    });
    const partly = partlySentOf(sent, message.to);
    // Whom it was taken for cannot be told: as if for nobody.
    if (partly?.taken.length === 0) throw partly.fault;
    return partly;
  };

  return {
    /** A server that cannot pass on an address beyond ASCII has to refuse the whole mail (RFC 6531): those have one of their own. */
    async send(message) {
      const beyond = message.to.filter(isBeyondAscii);
      const plain = message.to.filter((one) => !isBeyondAscii(one));
      const taken: string[] = [];
      let fault: Fault | null = null;
      for (const to of beyond.length === 0 || plain.length === 0 ? [message.to] : [plain, beyond]) {
        try {
          const partly = await sendOne({ ...message, to });
          taken.push(...(partly?.taken ?? to));
          fault ??= partly?.fault ?? null;
        } catch (trouble) {
          if (!(trouble instanceof Fault)) throw trouble;
          fault ??= trouble;
        }
      }
      if (fault !== null && taken.length === 0) throw fault;
      return fault && { taken, fault };
    },
    async probe() {
      try {
        await transport.verify();
        return null;
      } catch (error) {
        const { vendorCode, kind } = faultOf(error, 'greet the mail server');
        return kind === 'denied'
          ? `the mail server at ${url.host} refuses our user or password (${vendorCode})`
          : `the mail server at ${url.host} does not answer as it should (${vendorCode})`;
      }
    },
    close() {
      transport.close();
    },
  };
}

/** The name before the last `@`; a domain beyond ASCII goes in its encoded form. */
const isBeyondAscii = (address: string) => /[^\0-\x7f]/.test(address.slice(0, address.lastIndexOf('@')));

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function envelopeOf({ messageId, from, to, subject, text, html }: Message) {
  return {
    messageId: `<${messageId}>`,
    from,
    to: [...to],
    subject,
    text,
    html,
    // RFC 3834: no out-of-office answers to a machine.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}
