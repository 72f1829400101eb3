/**
 * The road between Jira and a receiver. At least once, in no order: a delivery may come late, twice, after its
 * successor or never, and keeps its identifier through all retries. Times run on the emulator's clock.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { EmulatorClock } from '../../kit/clock.ts';
import type { Faults } from '../../kit/faults/faults.ts';
import { Road } from '../../kit/faults/road.ts';
import type { DeliveryOptions } from '../site/options.ts';

export interface Delivery {
  readonly url: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** What faults know it by: the webhook's event, or `automation created`. */
  readonly event: string;
  /** Webhooks are sent again; an automation rule's request is not. */
  readonly retried: boolean;
  /** The answer to its first attempt is not heard. */
  readonly deaf?: true;
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
  readonly #ready: (() => Promise<void>)[] = [];
  readonly #idle = new Set<() => void>();
  readonly #agents = { http: new HttpAgent(KEPT), https: new HttpsAgent(KEPT) };
  readonly records: DeliveryRecord[] = [];
  readonly #road: Road;
  #held: Delivery[] | undefined;
  #flying = 0;

  constructor(clock: EmulatorClock, options: DeliveryOptions, faults: Faults) {
    this.#clock = clock;
    this.#options = options;
    this.#road = new Road(faults, clock);
  }

  /** Nothing goes out until `release`. */
  hold(): void {
    this.#held ??= [];
  }
  release(order: 'as-sent' | 'reversed' = 'as-sent'): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#road.inTurn((order === 'reversed' ? held.reverse() : held).map((delivery) => () => this.#fly(delivery, 0)));
  }
  get held(): number {
    return this.#held?.length ?? 0;
  }

  send(delivery: Delivery): void {
    const sent = this.#road.send(delivery.event, (_, { answerLost }) => () => {
      return this.#route(answerLost ? { ...delivery, deaf: true } : delivery);
    });
    if (sent.lost) this.#note(delivery, 0, -1);
  }

  /** Resolves when nothing is on its way; retries that wait for the clock do not count. */
  async settled(): Promise<void> {
    await this.#road.settled();
    if (this.#flying === 0 && this.#ready.length === 0) return;
    await new Promise<void>((resolve) => this.#idle.add(resolve));
  }

  /** Resolves when it has been answered once, or is held or put off: whoever comes after it need not wait. */
  #route(delivery: Delivery): Promise<void> {
    const { delayMilliseconds } = this.#options;
    if (this.#held !== undefined) this.#held.push(delivery);
    else if (delayMilliseconds > 0) this.#clock.after(delayMilliseconds, () => void this.#push(delivery, 0));
    else return this.#push(delivery, 0);
    return Promise.resolve();
  }

  async #fly(delivery: Delivery, attempt: number): Promise<void> {
    this.#flying += 1;
    await this.#attempt(delivery, attempt).finally(() => this.#landed());
  }

  #landed(): void {
    this.#flying -= 1;
    this.#pump();
    if (this.#flying > 0 || this.#ready.length > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  #push(delivery: Delivery, attempt: number): Promise<void> {
    return new Promise((resolve) => {
      this.#ready.push(() => this.#fly(delivery, attempt).finally(resolve));
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#flying < this.#options.concurrency) {
      const next = this.#ready.shift();
      if (next === undefined) break;
      void next();
    }
  }

  async #attempt(delivery: Delivery, attempt: number): Promise<void> {
    const answered = await this.#post(delivery, attempt);
    const status = delivery.deaf === true && attempt === 0 ? 0 : answered;
    this.#note(delivery, attempt, status);
    const again = status === 0 || status >= 500 || TRIED_AGAIN.has(status);
    if (!again || !delivery.retried || attempt >= this.#options.maxRetries) return;
    this.#clock.after(this.#options.retryDelayMilliseconds(attempt + 1), () => void this.#push(delivery, attempt + 1));
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
}
