/** What an emulator was asked and what it answered: the evidence of a test. */
export interface LoggedRequest {
  readonly sequence: number;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly at: number;
  readonly method: string;
  /** Path with query string. */
  readonly path: string;
  /** Parsed JSON, the raw text when it is not JSON, `null` when there is no body. */
  readonly body: unknown;
  readonly status: number;
  /** The answer was thrown away, or none was given; whether the work was done, `faults` says. */
  readonly responseLost: boolean;
  /** Which faults it met, by name. */
  readonly faults: readonly string[];
}

export class RequestLog {
  readonly #entries: LoggedRequest[] = [];
  readonly #limit: number;
  #sequence = 0;

  /** Keeps the newest `limit` requests. */
  constructor(limit = 50_000) {
    this.#limit = limit;
  }

  add(entry: Omit<LoggedRequest, 'sequence'>): void {
    this.#entries.push({ ...entry, sequence: this.#sequence++ });
    if (this.#entries.length > this.#limit) this.#entries.splice(0, this.#entries.length - this.#limit);
  }

  /** Requests since `sequence`, oldest first, optionally only those whose "METHOD /path" matches. */
  list(options: { since?: number; matching?: RegExp } = {}): readonly LoggedRequest[] {
    const { since = 0, matching } = options;
    return this.#entries.filter(
      (entry) => entry.sequence >= since && (matching === undefined || matching.test(`${entry.method} ${entry.path}`)),
    );
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
