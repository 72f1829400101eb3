/** A counter over the last `windowMilliseconds`, not aligned to the clock, as Okta and Jira count. */
export class RollingLimit {
  readonly limit: number;
  readonly #windowMilliseconds: number;
  readonly #hits: number[] = [];
  #head = 0;

  constructor(limit: number, windowMilliseconds = 60_000) {
    this.limit = limit;
    this.#windowMilliseconds = windowMilliseconds;
  }

  /**
   * Counts one request at `now` (epoch ms) and says whether it fits and when the window frees again. Another `limit` may
   * hold for this one: a vendor lowers it from one moment to the next, and what was counted stays counted.
   */
  hit(
    now: number,
    limit = this.limit,
  ): { readonly allowed: boolean; readonly remaining: number; readonly resetAt: number } {
    while (this.#head < this.#hits.length && (this.#hits[this.#head] ?? 0) <= now - this.#windowMilliseconds) {
      this.#head += 1;
    }
    if (this.#head > 1_000) {
      this.#hits.splice(0, this.#head);
      this.#head = 0;
    }
    const used = this.#hits.length - this.#head;
    const resetAt = (this.#hits[this.#head] ?? now) + this.#windowMilliseconds;
    if (used >= limit) return { allowed: false, remaining: 0, resetAt };
    this.#hits.push(now);
    return { allowed: true, remaining: limit - used - 1, resetAt };
  }
}
