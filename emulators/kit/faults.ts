/**
 * Faults a test asks for. Each matches the next `times` requests whose "METHOD /path" fits `on` (a regular
 * expression source), and then is spent.
 */
export type Fault = { readonly on: string; readonly times?: number } & (
  | {
      readonly do: 'refuse';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  /** The work is done, the connection is cut before the answer. */
  | { readonly do: 'lose-response' }
  /** The connection is cut before any work. */
  | { readonly do: 'drop' }
  | { readonly do: 'delay'; readonly milliseconds: number }
);

export class Faults {
  readonly #pending: { fault: Fault; pattern: RegExp; left: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, pattern: new RegExp(fault.on), left: fault.times ?? 1 });
  }

  /** The first fault that fits, counted down; `undefined` when the request goes through unharmed. */
  take(method: string, path: string): Fault | undefined {
    const index = this.#pending.findIndex(({ pattern }) => pattern.test(`${method} ${path}`));
    const found = this.#pending[index];
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#pending.splice(index, 1);
    return found.fault;
  }

  clear(): void {
    this.#pending.length = 0;
  }
}
