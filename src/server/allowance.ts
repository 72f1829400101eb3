/**
 * How much one sender may take before they have to wait: a bucket of tokens for each of them, refilled with time. As many
 * senders are remembered as fit a bound; whoever was heard of longest ago is forgotten first, so that a flood from a million
 * addresses costs no more memory than one from ten thousand.
 */
export interface Budget {
  /** At once. */
  readonly burst: number;
  /** What comes back each second. */
  readonly perSecond: number;
}

export interface Allowance {
  /** Whole seconds until there is one to take again, at least 1; 0 = there is one now. Takes nothing. */
  waitOf(sender: string): number;
  /** Takes one; not below nothing. */
  take(sender: string): void;
  /** How many senders are remembered. */
  readonly size: number;
}

export const MOST_SENDERS = 10_000;

/** `now` in milliseconds, of a clock that never runs backwards. */
export function allowance({ burst, perSecond }: Budget, now: () => number, most = MOST_SENDERS): Allowance {
  const senders = new Map<string, { readonly left: number; readonly at: number }>();
  const leftOf = (sender: string) => {
    const known = senders.get(sender);
    return known === undefined ? burst : Math.min(burst, known.left + ((now() - known.at) / 1_000) * perSecond);
  };
  return {
    waitOf(sender) {
      const left = leftOf(sender);
      return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
    },
    take(sender) {
      const left = leftOf(sender);
      // Put in anew, so that the order of the map is the order in which they were last heard of.
      senders.delete(sender);
      senders.set(sender, { left: Math.max(0, left - 1), at: now() });
      if (senders.size > most) for (const [oldest] of senders) return void senders.delete(oldest);
    },
    get size() {
      return senders.size;
    },
  };
}
