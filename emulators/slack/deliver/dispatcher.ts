/**
 * The road from Slack to the app: signed HTTP or the socket, three seconds for an answer, and on request everything a
 * road can do to a message. The three seconds run on the emulator's clock, so a test reaches them by moving it.
 */
import type { EmulatorClock } from '../../kit/clock.ts';
import type { Faults } from '../../kit/faults/faults.ts';
import { Road } from '../../kit/faults/road.ts';
import { type JsonObject, objectOf, textOf } from '../../kit/json.ts';
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
  readonly #road: Road;
  readonly #records: DeliveryRecord[] = [];
  readonly #sent = new Map<number, Flight>();
  readonly #idle = new Set<() => void>();
  #held: (() => Promise<unknown>)[] | undefined;
  #sequence = 0;
  #flying = 0;
  /** Where the app listens. `undefined`: it is in Socket Mode. */
  requestUrl: string | undefined;

  constructor(clock: EmulatorClock, secret: string, sockets: Sockets, requestUrl: string | undefined, faults: Faults) {
    this.#clock = clock;
    this.#road = new Road(faults, clock);
    this.#secret = secret;
    this.#sockets = sockets;
    this.requestUrl = requestUrl;
  }

  /** What was sent and has been answered, given up or refused, in the order of leaving. */
  get records(): readonly DeliveryRecord[] {
    return this.#records.toSorted((a, b) => a.id - b.id);
  }

  /** Nothing reaches the app until `release`; the three seconds run meanwhile. */
  hold(): void {
    this.#held ??= [];
  }
  release(order: 'as-sent' | 'reversed' = 'as-sent'): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#road.inTurn(order === 'reversed' ? held.reverse() : held);
  }

  deliver(kind: DeliveryKind, payload: JsonObject, retry?: Retry): Promise<DeliveryRecord> {
    const id = ++this.#sequence;
    return this.#fly({ id, parcel: { kind, payload }, retry, repeats: null });
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
  async settled(): Promise<void> {
    await this.#road.settled();
    if (this.#flying === 0) return;
    await new Promise<void>((resolve) => this.#idle.add(resolve));
  }

  /** The fate of the original; a double has a record of its own. The three seconds begin when it leaves. */
  #fly(flight: Flight): Promise<DeliveryRecord> {
    return new Promise((resolve) => {
      const sent = this.#road.send(nameOf(flight.parcel), (copy, { answerLost }) => () => {
        const double = () => this.#expect({ ...flight, id: ++this.#sequence, repeats: flight.id }, () => {});
        const leave = copy === 0 ? this.#expect(flight, resolve) : double();
        return this.#whenOpen(() => leave(answerLost));
      });
      // Nothing leaves, and the three seconds run all the same.
      if (sent.lost) this.#expect(flight, resolve);
    });
  }

  /** The three seconds begin; what comes back sends the message. `deaf`: the app's answer does not count. */
  #expect(flight: Flight, resolve: (record: DeliveryRecord) => void): (deaf: boolean) => Promise<void> {
    const at = this.#clock.now();
    const transport = this.requestUrl === undefined ? 'socket' : 'http';
    this.#flying += 1;
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
    return async (deaf) => {
      const begun = performance.now();
      const sending = this.#send(flight);
      if (sending === undefined) return finish('dispatch_failed', null, 0);
      giveUp = sending.giveUp;
      const answer = await sending.answered;
      if (deaf && answer !== null) return;
      finish(resultOf(answer), answer, performance.now() - begun);
    };
  }

  #keep(record: DeliveryRecord): void {
    this.#records.push(record);
    for (const old of this.#records.splice(0, this.#records.length - MOST_RECORDS)) this.#sent.delete(old.id);
  }

  #whenOpen(go: () => Promise<unknown>): Promise<unknown> {
    if (this.#held === undefined) return go();
    this.#held.push(go);
    return Promise.resolve();
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

/** What faults know it by: `event team_join`, `interaction block_actions`, `command /access`. */
function nameOf({ kind, payload }: Parcel): string {
  const what = kind === 'command' ? payload.command : (objectOf(payload.event).type ?? payload.type);
  return `${kind} ${textOf(what) ?? ''}`;
}

function resultOf(answer: AppAnswer | null): DeliveryResult {
  if (answer === null) return 'dispatch_failed';
  if (answer.status >= 500) return 'http_service_error';
  return answer.status >= 200 && answer.status < 300 ? 'acknowledged' : 'http_client_error';
}
