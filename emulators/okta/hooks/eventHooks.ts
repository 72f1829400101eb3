/**
 * Event hooks: who hears what, and the road to a receiver. At least once, in batches and in no order: a delivery may
 * come late, twice or not at all; one that fails is sent once more, unless the receiver said it was to blame (4xx).
 */
import { randomUUID } from 'node:crypto';
import type { EmulatorClock } from '../../kit/clock.ts';
import type { Faults } from '../../kit/faults/faults.ts';
import { Road } from '../../kit/faults/road.ts';
import { logEvent } from '../logs/logEvent.ts';
import { OrderedTable } from '../store/orderedTable.ts';
import type { LogEntry } from '../store/systemLog.ts';

export interface StoredEventHook {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly verificationStatus: 'UNVERIFIED' | 'VERIFIED';
  readonly events: readonly string[];
  readonly uri: string;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  /** The value is never shown again. */
  readonly auth: { readonly key: string; readonly value: string } | null;
  readonly createdBy: string;
  readonly created: string;
  readonly lastUpdated: string;
}

export interface HookDelivery {
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HookRecord {
  readonly events: readonly string[];
  readonly attempt: number;
  /** The receiver's status; 0 when there was no answer in time, -1 when it was lost on purpose. */
  readonly status: number;
}

/** "Event hooks, time-out and retry": three seconds, one retry. */
const PATIENCE_MILLISECONDS = 3_000;
const MOST_ATTEMPTS = 2;

export class EventHooks {
  readonly table = new OrderedTable<StoredEventHook>();
  readonly records: HookRecord[] = [];
  readonly #clock: EmulatorClock;
  readonly #road: Road;
  readonly #delayMilliseconds: number;
  readonly #idle = new Set<() => void>();
  #gathered: LogEntry[] = [];
  #flying = 0;
  #held: (() => void)[] | undefined;

  constructor(clock: EmulatorClock, faults: Faults, delayMilliseconds: number) {
    this.#clock = clock;
    this.#road = new Road(faults, clock);
    this.#delayMilliseconds = delayMilliseconds;
  }

  /** Nothing goes out until `release`, which sends the last first. */
  hold(): void {
    this.#held ??= [];
  }
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const send of held.reverse()) send();
  }

  /** Resolves when nothing is on its way; what is held or waits for the clock does not count. */
  async settled(): Promise<void> {
    await this.#road.settled();
    if (this.#flying === 0) return;
    await new Promise<void>((resolve) => this.#idle.add(resolve));
  }

  /** What is logged in one go is delivered together. */
  hear(entry: LogEntry): void {
    if (this.table.size === 0) return;
    this.#gathered.push(entry);
    if (this.#gathered.length > 1) return;
    this.#flying += 1;
    setImmediate(() => {
      const entries = this.#gathered;
      this.#gathered = [];
      for (const hook of this.table.values()) this.#tell(hook, entries);
      this.#landed();
    });
  }

  #tell(hook: StoredEventHook, entries: readonly LogEntry[]): void {
    if (hook.status !== 'ACTIVE' || hook.verificationStatus !== 'VERIFIED') return;
    const events = entries.filter(({ eventType }) => hook.events.includes(eventType));
    if (events.length === 0) return;
    const names = events.map(({ eventType }) => eventType);
    const delivery = { uri: hook.uri, headers: headersFor(hook), body: bodyOf(hook, events, this.#clock.now()) };
    const sent = this.#road.send(names.join(' '), (_, { answerLost }) => () => {
      return new Promise<void>((resolve) => {
        this.#send(() => this.#attempt(delivery, names, 1, answerLost).finally(resolve));
      });
    });
    if (sent.lost) this.#note(names, 0, -1);
  }

  #send(work: () => Promise<void>): void {
    const go = () => {
      this.#flying += 1;
      void work().finally(() => this.#landed());
    };
    if (this.#held !== undefined) this.#held.push(go);
    else if (this.#delayMilliseconds > 0) this.#clock.after(this.#delayMilliseconds, go);
    else go();
  }

  async #attempt(delivery: HookDelivery, names: readonly string[], attempt: number, deaf: boolean): Promise<void> {
    const answered = await post(delivery);
    const status = deaf && attempt === 1 ? 0 : answered;
    this.#note(names, attempt, status);
    const isTried = status !== 0 && status < 500;
    if (!isTried && attempt < MOST_ATTEMPTS) await this.#attempt(delivery, names, attempt + 1, deaf);
  }

  #landed(): void {
    this.#flying -= 1;
    if (this.#flying > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  #note(events: readonly string[], attempt: number, status: number): void {
    this.records.push({ events, attempt, status });
    if (this.records.length > 20_000) this.records.splice(0, 10_000);
  }
}

/** "One-time verification request": the address answers what it is asked, or it is somebody else's. */
export async function answersChallenge({ uri }: StoredEventHook): Promise<boolean> {
  const challenge = randomUUID();
  try {
    const answer = await fetch(uri, {
      headers: { 'x-okta-verification-challenge': challenge, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    });
    const said: unknown = await answer.json();
    return answer.ok && typeof said === 'object' && said !== null && 'verification' in said
      ? said.verification === challenge
      : false;
  } catch {
    return false;
  }
}

const headersFor = ({ auth, headers }: StoredEventHook): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  accept: 'application/json',
  ...Object.fromEntries(headers.map(({ key, value }) => [key, value])),
  ...(auth === null ? {} : { [auth.key]: auth.value }),
});

function bodyOf({ id }: StoredEventHook, events: readonly LogEntry[], now: number): string {
  return JSON.stringify({
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    source: `https://emulator.okta.test/api/v1/eventHooks/${id}`,
    eventId: randomUUID(),
    data: { events: events.map(logEvent) },
    eventTime: new Date(now).toISOString(),
    contentType: 'application/json',
  });
}

async function post({ uri, headers, body }: HookDelivery): Promise<number> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const answer = await fetch(uri, { method: 'POST', headers, body, redirect: 'manual', signal });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
