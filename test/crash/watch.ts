/**
 * Watches the steps of the service in this process from outside its code: the database clients' statements, Node's own
 * account of HTTP calls, and the mailer's. Imported only by service.ts, which only the harness starts.
 */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage } from 'node:http';
import { PGlite } from '@electric-sql/pglite';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { callOf, commitOf, type Moment, ownCommitOf } from './steps.ts';

type Pass = (moment: Moment, what: string) => void;

export function watchSteps(pass: Pass, systems: ReadonlyMap<string, string>): void {
  watchCalls(pass, systems);
  watchFetch(pass, systems);
  watchMail(pass);
  watchStatements(pg.Client.prototype, pass);
  watchStatements(PGlite.prototype, pass);
}

/** `systems`: host and port -> name. */
function watchCalls(pass: Pass, systems: ReadonlyMap<string, string>): void {
  subscribe('http.client.request.start', (message) => {
    const request = requestIn(message);
    const system = request === null ? undefined : systems.get(String(request.getHeader('host')));
    if (request === null || system === undefined) return;
    const call = callOf(system, request.method, request.path);
    // Nothing has left yet: a socket is given to a request a tick later.
    pass('before', call);
    request.prependOnceListener('response', (answer: IncomingMessage) => {
      // The vendor has done it and said so, and none of our code has heard.
      answer.prependOnceListener('end', () => pass('after', call));
    });
  });
}

/** The built-in fetch has an account of its own: whoever does not go through Node's client goes through this. */
function watchFetch(pass: Pass, systems: ReadonlyMap<string, string>): void {
  const callIn = (message: unknown): string | null => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return null;
    const { request } = message;
    if (typeof request !== 'object' || request === null) return null;
    const [origin, method, path] = ['origin', 'method', 'path'].map((name) => String(Reflect.get(request, name)));
    const system = URL.canParse(origin ?? '') ? systems.get(new URL(origin ?? '').host) : undefined;
    return system === undefined ? null : callOf(system, method ?? '', path ?? '');
  };
  for (const [channel, moment] of [
    ['undici:request:create', 'before'],
    ['undici:request:trailers', 'after'],
  ] as const) {
    subscribe(channel, (message) => {
      const call = callIn(message);
      if (call !== null) pass(moment, call);
    });
  }
}

const requestIn = (message: unknown): ClientRequest | null =>
  typeof message === 'object' && message !== null && 'request' in message && message.request instanceof ClientRequest
    ? message.request
    : null;

function watchMail(pass: Pass): void {
  const mail = Object.getPrototypeOf(createTransport({ jsonTransport: true }));
  const send = mail.sendMail;
  mail.sendMail = function sendMail(this: object, ...given: readonly unknown[]) {
    pass('before', 'mail');
    return send.apply(this, given).then((sent: unknown) => {
      pass('after', 'mail');
      return sent;
    });
  };
}

/** What a connection has been asked since its transaction began. */
const open = new WeakMap<object, string[]>();

/** Both clients' statements, whichever way they are asked: by text, by text and values, or by an object with both. */
function watchStatements(client: object, pass: Pass): void {
  for (const name of ['query', 'exec']) {
    const ask: unknown = Reflect.get(client, name);
    if (typeof ask !== 'function') continue;
    Reflect.set(client, name, function asked(this: object, ...given: readonly unknown[]) {
      const text = textOf(given);
      const step = stepOf(this, text);
      if (step !== null) pass('before', step);
      const answer: unknown = Reflect.apply(ask, this, given);
      if (step === null || !(answer instanceof Promise)) return answer;
      return answer.then((answered: unknown) => {
        pass('after', step);
        return answered;
      });
    });
  }
}

function stepOf(connection: object, text: string): string | null {
  const begun = open.get(connection);
  if (/^\s*begin\b/i.test(text)) open.set(connection, [text]);
  else if (/^\s*rollback\b/i.test(text)) open.delete(connection);
  else if (begun === undefined) return ownCommitOf(text);
  else if (/^\s*commit\b/i.test(text)) {
    open.delete(connection);
    const written = begun.filter((one) => /\b(?:insert|update|delete)\b/i.test(one));
    return written.length === 0 ? null : commitOf(written.join('\n'));
  } else begun.push(text);
  return null;
}

/** With its values: they say which events, and which key. */
function textOf([first, second]: readonly unknown[]): string {
  if (typeof first === 'string') return [first, ...textsIn(second)].join(' ');
  if (typeof first !== 'object' || first === null || !('text' in first)) return '';
  return [String(first.text), ...textsIn('values' in first ? first.values : undefined)].join(' ');
}

const textsIn = (values: unknown): readonly string[] =>
  Array.isArray(values) ? values.filter((value): value is string => typeof value === 'string') : [];
