/**
 * The System Log: an append-only list in the order of storage. Old events fall out after 90 days as in the
 * product, and beyond a fixed number so that a long benchmark does not fill the memory.
 */
import { randomUUID } from 'node:crypto';
import type { EmulatorClock } from '../../kit/clock.ts';

export interface LogParty {
  readonly id: string;
  readonly type: string;
  readonly alternateId: string;
  readonly displayName: string;
}

export interface LogEntry {
  readonly uuid: string;
  /** Place in the order of storage; the polling cursor. */
  readonly sequence: number;
  readonly at: number;
  readonly eventType: string;
  readonly displayMessage: string;
  readonly result: 'SUCCESS' | 'FAILURE' | 'SKIPPED';
  readonly reason?: string;
  readonly actor: LogParty;
  readonly targets: readonly LogParty[];
  /** Everything one API call caused carries the same transaction. */
  readonly transaction: string;
  readonly agent?: string;
}

export interface NewEntry {
  readonly actor: LogParty;
  readonly targets: readonly LogParty[];
  readonly displayMessage?: string;
  readonly result?: LogEntry['result'];
  readonly reason?: string;
  readonly transaction?: string;
  readonly agent?: string;
}

const RETENTION_MILLISECONDS = 90 * 24 * 3600 * 1000;
const MOST_ENTRIES = 300_000;

export class SystemLog {
  readonly #entries: LogEntry[] = [];
  readonly #clock: EmulatorClock;
  readonly #delayMilliseconds: number;
  #first = 0;
  /** Whoever stands behind an app of the org, and the event hooks: they hear of every entry as it is stored. */
  readonly #listeners: ((entry: LogEntry) => void)[] = [];

  constructor(clock: EmulatorClock, delayMilliseconds: number) {
    this.#clock = clock;
    this.#delayMilliseconds = delayMilliseconds;
  }

  listen(listener: (entry: LogEntry) => void): void {
    this.#listeners.push(listener);
  }

  add(eventType: string, entry: NewEntry): void {
    const stored: LogEntry = {
      uuid: randomUUID(),
      sequence: this.#first + this.#entries.length,
      at: this.#clock.now(),
      eventType,
      displayMessage: entry.displayMessage ?? eventType,
      result: entry.result ?? 'SUCCESS',
      ...(entry.reason === undefined ? {} : { reason: entry.reason }),
      actor: entry.actor,
      targets: entry.targets,
      transaction: entry.transaction ?? 'emulator',
      ...(entry.agent === undefined ? {} : { agent: entry.agent }),
    };
    this.#entries.push(stored);
    for (const hear of this.#listeners) hear(stored);
    if (this.#entries.length > MOST_ENTRIES) this.#forget(MOST_ENTRIES / 10);
  }

  /** Entries from `sequence` on that have become visible and are still kept, oldest first. */
  *from(sequence: number): Generator<LogEntry> {
    const now = this.#clock.now();
    const start = Math.max(0, sequence - this.#first, this.#indexAt(now - RETENTION_MILLISECONDS));
    for (let index = start; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry === undefined || entry.at + this.#delayMilliseconds > now) return;
      yield entry;
    }
  }

  /** The sequence of the first entry stored at or after `instant`. */
  sequenceAt(instant: number): number {
    return this.#first + this.#indexAt(instant);
  }

  #indexAt(instant: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.at ?? Number.POSITIVE_INFINITY) < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forget(count: number): void {
    this.#entries.splice(0, count);
    this.#first += count;
  }
}
