/**
 * The road between Jira and a receiver. At least once, in no order: a delivery may come late, twice, after its
 * successor or never, and keeps its identifier through all retries. Times run on the emulator's clock.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { EmulatorClock } from '../../kit/clock.ts';
import type { DeliveryOptions } from '../site/options.ts';

export interface Delivery {
  readonly url: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** Webhooks are sent again; an automation rule's request is not. */
  readonly retried: boolean;
}

export interface DeliveryRecord {
  readonly url: string;
  readonly identifier: string;
  readonly attempt: number;
  readonly at: number;
  /** The receiver's status; 0 when it could not be reached, -1 when the delivery was lost on purpose. */
  readonly status: number;
}

/** Connections are kept for a moment, as a busy sender's are. */
const KEPT = { keepAlive: true, timeout: 4_000 };

const TRIED_AGAIN: ReadonlySet<number> = new Set([408, 409, 425, 429]);

export class Deliveries {
  readonly #clock: EmulatorClock;
  readonly #options: DeliveryOptions;
  readonly #ready: { readonly delivery: Delivery; readonly attempt: number }[] = [];
  readonly #idle = new Set<() => void>();
  readonly #agents = { http: new HttpAgent(KEPT), https: new HttpsAgent(KEPT) };
  readonly records: DeliveryRecord[] = [];
  #held: Delivery[] | undefined;
  #flying = 0;
  #dice: number;
  #lose = 0;
  #duplicate = 0;
  #reorder: { left: number; kept: Delivery[] } = { left: 0, kept: [] };

  constructor(clock: EmulatorClock, options: DeliveryOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#dice = options.dice;
  }

  /** The next `times` deliveries never arrive. */
  loseNext(times: number): void {
    this.#lose += times;
  }
  /** The next `times` deliveries arrive twice, with one identifier. */
  duplicateNext(times: number): void {
    this.#duplicate += times;
  }
  /** The next `times` deliveries are collected and then sent in the opposite order. */
  reorderNext(times: number): void {
    this.#reorder = { left: times, kept: this.#reorder.kept };
  }
  /** Nothing goes out until `release`. */
  hold(): void {
    this.#held ??= [];
  }
  release(order: 'as-sent' | 'reversed' = 'as-sent'): void {
    // Also what waits for company that never came.
    const held = [...this.#reorder.kept.splice(0), ...(this.#held ?? [])];
    this.#reorder.left = 0;
    this.#held = undefined;
    this.#inTurn(order === 'reversed' ? held.reverse() : held);
  }
  get held(): number {
    return (this.#held?.length ?? 0) + this.#reorder.kept.length;
  }

  send(delivery: Delivery): void {
    if (this.#lose > 0 || this.#roll() < this.#options.lose) {
      this.#lose = Math.max(0, this.#lose - 1);
      this.#note(delivery, 0, -1);
      return;
    }
    const twice = this.#duplicate > 0 || this.#roll() < this.#options.duplicate;
    this.#duplicate = Math.max(0, this.#duplicate - 1);
    for (const copy of twice ? [delivery, delivery] : [delivery]) this.#route(copy);
  }

  /** Resolves when nothing is on its way; retries that wait for the clock do not count. */
  settled(): Promise<void> {
    if (this.#flying === 0 && this.#ready.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.add(resolve));
  }

  #route(delivery: Delivery): void {
    if (this.#reorder.left > 0) {
      this.#reorder.kept.push(delivery);
      this.#reorder.left -= 1;
      if (this.#reorder.left > 0) return;
      this.#inTurn(this.#reorder.kept.splice(0).reverse());
      return;
    }
    if (this.#held !== undefined) this.#held.push(delivery);
    else this.#later(delivery);
  }

  #later(delivery: Delivery): void {
    const { delayMilliseconds, shuffleMilliseconds } = this.#options;
    const wait = delayMilliseconds + (shuffleMilliseconds > 0 ? this.#roll() * shuffleMilliseconds : 0);
    if (wait <= 0) this.#push(delivery, 0);
    else this.#clock.after(wait, () => this.#push(delivery, 0));
  }

  /** Each waits for the answer to the one before: an order that was asked for is kept. */
  #inTurn(deliveries: readonly Delivery[]): void {
    const [first, ...rest] = deliveries;
    if (first === undefined) return;
    this.#flying += 1;
    void this.#attempt(first, 0).finally(() => {
      this.#inTurn(rest);
      this.#landed();
    });
  }

  #landed(): void {
    this.#flying -= 1;
    this.#pump();
    if (this.#flying > 0 || this.#ready.length > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  #push(delivery: Delivery, attempt: number): void {
    this.#ready.push({ delivery, attempt });
    this.#pump();
  }

  #pump(): void {
    while (this.#flying < this.#options.concurrency) {
      const next = this.#ready.shift();
      if (next === undefined) break;
      this.#flying += 1;
      void this.#attempt(next.delivery, next.attempt).finally(() => this.#landed());
    }
  }

  async #attempt(delivery: Delivery, attempt: number): Promise<void> {
    const status = await this.#post(delivery, attempt);
    this.#note(delivery, attempt, status);
    const again = status === 0 || status >= 500 || TRIED_AGAIN.has(status);
    if (!again || !delivery.retried || attempt >= this.#options.maxRetries) return;
    this.#clock.after(this.#options.retryDelayMilliseconds(attempt + 1), () => this.#push(delivery, attempt + 1));
  }

  #post({ url, body, headers }: Delivery, attempt: number): Promise<number> {
    const retry = attempt === 0 ? {} : { 'x-atlassian-webhook-retry': String(attempt) };
    const options = { method: 'POST', headers: { ...headers, ...retry, 'content-length': body.length } };
    return new Promise((resolve) => {
      // Node's own client: `fetch` costs several times as much, and deliveries are half of what a site sends.
      const sent = url.startsWith('https:')
        ? httpsRequest(url, { ...options, agent: this.#agents.https })
        : httpRequest(url, { ...options, agent: this.#agents.http });
      const timer = setTimeout(() => sent.destroy(), this.#options.timeoutMilliseconds);
      sent.once('response', (answer) => {
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.resume();
      });
      sent.once('error', () => resolve(0));
      sent.once('close', () => {
        clearTimeout(timer);
        resolve(0);
      });
      sent.end(body);
    });
  }

  #note({ url, headers }: Delivery, attempt: number, status: number): void {
    const identifier = headers['x-atlassian-webhook-identifier'] ?? '';
    this.records.push({ url, identifier, attempt, at: this.#clock.now(), status });
    if (this.records.length > 20_000) this.records.splice(0, 10_000);
  }

  /** A small generator with a seed (mulberry32), so that a failing run can be repeated. */
  #roll(): number {
    this.#dice = (this.#dice + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#dice ^ (this.#dice >>> 15), 1 | this.#dice);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
