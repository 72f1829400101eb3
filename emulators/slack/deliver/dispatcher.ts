/**
 * The road from Slack to the app: signed HTTP or the socket, three seconds for an answer, and on request everything a
 * road can do to a message. The three seconds run on the emulator's clock, so a test reaches them by moving it.
 */
import type { EmulatorClock } from '../../kit/clock.ts';
import type { JsonObject } from '../../kit/json.ts';
import {
  ACKNOWLEDGED_WITHIN,
  type AppAnswer,
  type DeliveryKind,
  type DeliveryRecord,
  type DeliveryResult,
  type Parcel,
} from './delivery.ts';
import { encode, post } from './http.ts';
import { signedHeaders } from './signature.ts';
import type { Sockets } from './sockets.ts';

export interface Retry {
  readonly attempt: number;
  readonly reason: string;
}

interface Flight {
  readonly id: number;
  readonly parcel: Parcel;
  readonly retry: Retry | undefined;
  readonly repeats: number | null;
  /** The signature of an earlier delivery, when that is sent again as it was. */
  readonly headers?: Record<string, string>;
}

/** Of a long run only the newest are kept. */
const MOST_RECORDS = 20_000;

export class Dispatcher {
  readonly #clock: EmulatorClock;
  readonly #secret: string;
  readonly #sockets: Sockets;
  readonly #records: DeliveryRecord[] = [];
  readonly #sent = new Map<number, Flight>();
  readonly #idle = new Set<() => void>();
  #held: (() => Promise<unknown>)[] | undefined;
  #sequence = 0;
  #flying = 0;
  #lose = 0;
  #loseAnswers = 0;
  #duplicate = 0;
  /** Where the app listens. `undefined`: it is in Socket Mode. */
  requestUrl: string | undefined;

  constructor(clock: EmulatorClock, secret: string, sockets: Sockets, requestUrl: string | undefined) {
    this.#clock = clock;
    this.#secret = secret;
    this.#sockets = sockets;
    this.requestUrl = requestUrl;
  }

  /** What was sent and has been answered, given up or refused, in the order of leaving. */
  get records(): readonly DeliveryRecord[] {
    return this.#records.toSorted((a, b) => a.id - b.id);
  }

  /** The next `times` messages never reach the app. */
  loseNext(times: number): void {
    this.#lose += times;
  }
  /** The app gets the next `times` messages and works on them; its answers do not come back. */
  loseAnswerNext(times: number): void {
    this.#loseAnswers += times;
  }
  /** The next `times` messages arrive twice, byte for byte, at the same moment. */
  duplicateNext(times: number): void {
    this.#duplicate += times;
  }
  /** Nothing reaches the app until `release`; the three seconds run meanwhile. */
  hold(): void {
    this.#held ??= [];
  }
  release(order: 'as-sent' | 'reversed' = 'as-sent'): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    void inTurn(order === 'reversed' ? held.reverse() : held);
  }

  deliver(kind: DeliveryKind, payload: JsonObject, retry?: Retry): Promise<DeliveryRecord> {
    const id = ++this.#sequence;
    const flight: Flight = { id, parcel: { kind, payload }, retry, repeats: null };
    if (this.#duplicate > 0) {
      this.#duplicate -= 1;
      const first = this.#fly(flight);
      void this.#fly({ ...flight, id: ++this.#sequence, repeats: id });
      return first;
    }
    return this.#fly(flight);
  }

  /**
   * Sends an earlier delivery again. `as-it-was` has its old signature and time, as somebody who recorded it would
   * send it; `signed-anew` is how it looks when Slack itself sends it twice.
   */
  replay(id: number, how: 'as-it-was' | 'signed-anew'): Promise<DeliveryRecord> {
    const sent = this.#sent.get(id);
    if (sent === undefined) throw new Error(`nothing was delivered under ${id}`);
    const { headers, ...flight } = sent;
    const kept = how === 'as-it-was' && headers !== undefined ? { headers } : {};
    return this.#fly({ ...flight, ...kept, id: ++this.#sequence, repeats: id });
  }

  /** A message that is not Slack's: another secret, another time, a payload of any kind. HTTP only. */
  async forge(
    { kind, payload }: Parcel,
    { secret = this.#secret, timestampSeconds = this.#seconds() }: { secret?: string; timestampSeconds?: number } = {},
  ): Promise<AppAnswer | null> {
    if (this.requestUrl === undefined) throw new Error('the app is in Socket Mode: there is no address to forge for');
    const encoded = encode({ kind, payload });
    return post(this.requestUrl, encoded, signedHeaders(secret, timestampSeconds, encoded.body)).answered;
  }

  /** Resolves when nothing is on its way; what is held or waits for the clock to be sent again does not count. */
  settled(): Promise<void> {
    if (this.#flying === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.add(resolve));
  }

  #fly(flight: Flight): Promise<DeliveryRecord> {
    const at = this.#clock.now();
    const transport = this.requestUrl === undefined ? 'socket' : 'http';
    const lost = this.#lose > 0;
    if (lost) this.#lose -= 1;
    const deaf = !lost && this.#loseAnswers > 0;
    if (deaf) this.#loseAnswers -= 1;
    this.#flying += 1;
    return new Promise((resolve) => {
      let over = false;
      let giveUp = () => {};
      const finish = (result: DeliveryResult, answer: AppAnswer | null, tookMilliseconds: number) => {
        if (over) return;
        over = true;
        cancel();
        const { id, parcel, retry, repeats } = flight;
        const record = { ...parcel, id, transport, at, tookMilliseconds, result, answer, repeats } as const;
        const done: DeliveryRecord = { ...record, attempt: retry?.attempt ?? 0 };
        this.#keep(done);
        this.#landed();
        resolve(done);
      };
      const cancel = this.#clock.after(ACKNOWLEDGED_WITHIN, () => {
        giveUp();
        finish('operation_timeout', null, 0);
      });
      if (lost) return;
      this.#whenOpen(() => {
        const begun = performance.now();
        const sending = this.#send(flight);
        if (sending === undefined) {
          finish('dispatch_failed', null, 0);
          return Promise.resolve();
        }
        giveUp = sending.giveUp;
        return sending.answered.then((answer) => {
          if (deaf && answer !== null) return;
          finish(resultOf(answer), answer, performance.now() - begun);
        });
      });
    });
  }

  #keep(record: DeliveryRecord): void {
    this.#records.push(record);
    for (const old of this.#records.splice(0, this.#records.length - MOST_RECORDS)) this.#sent.delete(old.id);
  }

  #whenOpen(go: () => Promise<unknown>): void {
    if (this.#held === undefined) void go();
    else this.#held.push(go);
  }

  #send(flight: Flight): { readonly answered: Promise<AppAnswer | null>; giveUp(): void } | undefined {
    const { parcel, retry } = flight;
    if (this.requestUrl === undefined) {
      this.#sent.set(flight.id, flight);
      return this.#sockets.send(parcel, retry);
    }
    const encoded = encode(parcel);
    const headers = flight.headers ?? signedHeaders(this.#secret, this.#seconds(), encoded.body);
    this.#sent.set(flight.id, { ...flight, headers });
    const retried =
      retry === undefined ? {} : { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason };
    return post(this.requestUrl, encoded, { ...headers, ...retried });
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }

  #landed(): void {
    this.#flying -= 1;
    if (this.#flying > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }
}

/** Each waits for the answer to the one before: an order that was asked for is kept. */
async function inTurn(held: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const go of held) await go();
}

function resultOf(answer: AppAnswer | null): DeliveryResult {
  if (answer === null) return 'dispatch_failed';
  if (answer.status >= 500) return 'http_service_error';
  return answer.status >= 200 && answer.status < 300 ? 'acknowledged' : 'http_client_error';
}
