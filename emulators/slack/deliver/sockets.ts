/**
 * Socket Mode: the app opens a WebSocket and gets over it what it would otherwise be posted. Each connection has its
 * ticket; of several, each envelope goes to one, in turn ("Using Socket Mode").
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { EmulatorClock } from '../../kit/clock.ts';
import { isObject, type JsonObject, textOf } from '../../kit/json.ts';
import type { AppAnswer, DeliveryKind, Parcel } from './delivery.ts';

const MOST_CONNECTIONS = 10;
/** What hello announces: a connection is renewed every few hours. */
const CONNECTION_SECONDS = 18_060;

const ENVELOPES: Readonly<Record<DeliveryKind, string>> = {
  event: 'events_api',
  interaction: 'interactive',
  options: 'interactive',
  command: 'slash_commands',
};

export class Sockets {
  readonly #clock: EmulatorClock;
  readonly #appId: string;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #open: WebSocket[] = [];
  readonly #waiting = new Map<string, (answer: AppAnswer) => void>();
  readonly #watchers = new Set<() => void>();
  #turn = 0;

  constructor(clock: EmulatorClock, appId: string) {
    this.#clock = clock;
    this.#appId = appId;
  }

  get connections(): number {
    return this.#open.length;
  }

  /** The path and query of a new connection; good once. */
  ticket(): string {
    const ticket = randomBytes(16).toString('hex');
    this.#tickets.add(ticket);
    return `/link/?ticket=${ticket}&app_id=${this.#appId}`;
  }

  /** Takes the connection of a client that comes with a ticket, and nobody else's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const ticket = url.searchParams.get('ticket') ?? '';
    if (url.pathname !== '/link/' || !this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#welcome(connection));
  }

  /** Resolves when `count` connections are open. */
  connected(count = 1): Promise<void> {
    if (this.#open.length >= count) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (this.#open.length < count) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
    });
  }

  /** Sends it to one connection. `undefined`: there is none. */
  send({ kind, payload }: Parcel, retry?: { readonly attempt: number; readonly reason: string }) {
    const connection = this.#open[this.#turn++ % Math.max(1, this.#open.length)];
    if (connection === undefined) return undefined;
    const envelopeId = randomUUID();
    const answered = new Promise<AppAnswer>((resolve) => this.#waiting.set(envelopeId, resolve));
    say(connection, {
      envelope_id: envelopeId,
      type: ENVELOPES[kind],
      accepts_response_payload: kind !== 'event',
      payload,
      ...(retry === undefined ? {} : { retry_attempt: retry.attempt, retry_reason: retry.reason }),
    });
    return { answered, giveUp: () => void this.#waiting.delete(envelopeId) };
  }

  /** Slack renews its side: a warning, then a word of farewell, and the connection ends. The client comes back. */
  refresh(): void {
    for (const connection of [...this.#open]) {
      say(connection, { type: 'disconnect', reason: 'warning', debug_info: debugInfo() });
      this.#dismiss(connection, 'refresh_requested');
    }
  }

  /** The network goes, without a word. */
  drop(): void {
    for (const connection of [...this.#open]) {
      this.#forget(connection);
      connection.terminate();
    }
  }

  stop(): void {
    this.drop();
    this.#server.close();
  }

  #welcome(connection: WebSocket): void {
    if (this.#open.length >= MOST_CONNECTIONS) {
      this.#dismiss(connection, 'too_many_websockets');
      return;
    }
    this.#open.push(connection);
    const renewal = this.#clock.after(CONNECTION_SECONDS * 1000, () => this.#dismiss(connection, 'refresh_requested'));
    connection.on('message', (text) => this.#acknowledge(String(text)));
    connection.on('error', () => connection.terminate());
    connection.once('close', () => {
      renewal();
      this.#forget(connection);
    });
    say(connection, {
      type: 'hello',
      num_connections: this.#open.length,
      debug_info: debugInfo(),
      connection_info: { app_id: this.#appId },
    });
    for (const look of [...this.#watchers]) look();
  }

  /** Nothing more is sent there, from the farewell on. */
  #dismiss(connection: WebSocket, reason: string): void {
    this.#forget(connection);
    say(connection, { type: 'disconnect', reason, debug_info: debugInfo() });
    connection.close(1000);
  }

  #forget(connection: WebSocket): void {
    const index = this.#open.indexOf(connection);
    if (index >= 0) this.#open.splice(index, 1);
  }

  #acknowledge(text: string): void {
    const message = read(text);
    const envelopeId = textOf(message.envelope_id) ?? '';
    const resolve = this.#waiting.get(envelopeId);
    if (resolve === undefined) return;
    this.#waiting.delete(envelopeId);
    const { payload } = message;
    const said = isObject(payload) && Object.keys(payload).length > 0;
    resolve({ status: 200, body: said ? JSON.stringify(payload) : '', headers: {} });
  }
}

const say = (connection: WebSocket, message: JsonObject) => connection.send(JSON.stringify(message));
const debugInfo = () => ({ host: 'emulator', approximate_connection_time: CONNECTION_SECONDS });

function read(text: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
