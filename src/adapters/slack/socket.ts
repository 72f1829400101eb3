/**
 * Socket Mode: what Slack would post to an address of ours comes over a connection we open, so nothing has to reach us
 * from outside. Slack renews its side every few hours and says so a little before; the next connection is open by then.
 * Slack's own client for this waits five seconds before it comes back and ends the process when the way there is cut.
 */
import { WebSocket } from 'ws';
import { z } from 'zod';
import { epochOf } from '../../core/shared/instant.ts';
import { jsonIn } from '../../core/shared/keepableText.ts';
import type { DeskAct, DeskHandler, DeskLine } from '../../ports/desk.ts';
import { Fault } from '../../ports/fault.ts';
import type { SlackClient } from './client.ts';
import { answerPayload } from './delivery.ts';
import { foreignOrigin, type OwnOrigin } from './origin.ts';
import { readCommand, readEvent, readInteraction } from './payloads.ts';

export interface SocketOptions {
  /** With the app-level token. */
  readonly client: SlackClient;
  readonly ours: OwnOrigin;
  readonly now: () => number;
  /** The line could not be opened, or something on it could not be worked on; in words without secrets. */
  readonly onTrouble: (says: string) => void;
  /** Within which Slack is to greet; it answers pings also where nothing will ever come. */
  readonly greetsWithin?: number;
}

const opened = z.object({ url: z.url({ protocol: /^wss?$/ }) });
const message = z.object({
  type: z.string(),
  envelope_id: z.string().optional(),
  payload: z.unknown().optional(),
});

const SOONEST = 500;
const LONGEST = 30_000;
const PING_EVERY = 15_000;
const GREETS_WITHIN = 10_000;
const LARGEST = 1024 * 1024;

export function socketLine(options: SocketOptions): DeskLine {
  return { listen: (handle) => new Line(options, handle) };
}

class Line {
  readonly #options: SocketOptions;
  readonly #handle: DeskHandler;
  readonly #open = new Set<WebSocket>();
  /** The one that is to be there; those before it only end in order. */
  #newest: WebSocket | null = null;
  #connecting = false;
  #failures = 0;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SocketOptions, handle: DeskHandler) {
    this.#options = options;
    this.#handle = handle;
    void this.#connect();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const socket of this.#open) socket.terminate();
  }

  async #connect(): Promise<void> {
    if (this.#isStopped || this.#connecting) return;
    this.#connecting = true;
    let retryAt: number | null = null;
    try {
      const { url } = await this.#options.client.call('open a line', 'convergent', opened, (web) =>
        web.apps.connections.open({}),
      );
      if (this.#isStopped) return;
      await this.#take(url);
      this.#failures = 0;
    } catch (fault) {
      this.#failures += 1;
      // An address with its ticket stands in what the socket says; a fault holds neither.
      const says = fault instanceof Fault ? fault.message : 'the line could not be opened';
      if (!this.#isStopped) this.#options.onTrouble(says);
      retryAt = fault instanceof Fault && fault.retryAt !== null ? epochOf(fault.retryAt) : null;
    }
    this.#connecting = false;
    if (this.#newest === null) this.#again(retryAt);
  }

  #again(retryAt: number | null): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    const backOff = Math.min(LONGEST, SOONEST * 2 ** Math.min(10, Math.max(0, this.#failures - 1)));
    const wait = retryAt === null ? backOff : Math.max(backOff, retryAt - this.#options.now());
    this.#timer = setTimeout(() => void this.#connect(), wait);
    this.#timer.unref();
  }

  /** Resolves when Slack has greeted; rejects when the connection ends before. */
  #take(url: string): Promise<void> {
    const socket = new WebSocket(url, { maxPayload: LARGEST, handshakeTimeout: 10_000 });
    this.#open.add(socket);
    let isAlive = true;
    const pulse = setInterval(() => {
      if (!isAlive) return socket.terminate();
      isAlive = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, PING_EVERY);
    pulse.unref();
    const ungreeted = setTimeout(() => socket.terminate(), this.#options.greetsWithin ?? GREETS_WITHIN);
    ungreeted.unref();
    socket.on('pong', () => {
      isAlive = true;
    });
    return new Promise((resolve, reject) => {
      socket.on('message', (raw) => {
        isAlive = true;
        const read = parsed(String(raw));
        if (read === null) return;
        switch (read.type) {
          case 'hello':
            clearTimeout(ungreeted);
            this.#newest = socket;
            return resolve();
          case 'disconnect':
            return this.#renew(socket);
          default:
            void this.#answer(socket, read);
        }
      });
      socket.on('error', () => {});
      socket.once('close', () => {
        clearInterval(pulse);
        clearTimeout(ungreeted);
        this.#open.delete(socket);
        reject(new Error('the connection ended'));
        if (this.#newest !== socket) return;
        this.#newest = null;
        if (!this.#connecting) this.#again(null);
      });
    });
  }

  /** This one ends soon: the next is opened now, and takes its place. */
  #renew(socket: WebSocket): void {
    if (this.#newest === socket) void this.#connect();
  }

  /** What was not taken is not acknowledged: Slack tells whoever acted to try again. */
  async #answer(socket: WebSocket, { type, envelope_id: envelope, payload }: z.output<typeof message>): Promise<void> {
    if (envelope === undefined) return;
    const foreign = foreignOrigin(payload, this.#options.ours);
    if (foreign !== null) return this.#options.onTrouble(`what came over the line was refused: ${foreign}`);
    try {
      const act = READERS[type]?.(payload) ?? null;
      const answer = act === null ? null : await this.#handle(act);
      if (answer?.kind === 'busy') return;
      const said = act === null || answer === null ? null : answerPayload(act, answer);
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(JSON.stringify({ envelope_id: envelope, ...(said === null ? {} : { payload: said }) }));
    } catch (fault) {
      this.#options.onTrouble(fault instanceof Error ? fault.message : 'what came over the line was not taken');
    }
  }
}

function parsed(text: string): z.output<typeof message> | null {
  const read = message.safeParse(jsonIn(text));
  return read.success ? read.data : null;
}

/** By the kind of envelope; of others nothing is used. */
const READERS: Readonly<Record<string, (payload: unknown) => DeskAct | null>> = {
  interactive: readInteraction,
  slash_commands: readCommand,
  events_api: readEvent,
};
