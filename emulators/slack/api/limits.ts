/**
 * Rate limits: per method, workspace and app ("Rate limits"), at the lower end of their tiers. Messages besides: about
 * one a second to one channel, "short bursts allowed", and a ceiling for the workspace.
 */
import { RollingLimit } from '../../kit/rollingLimit.ts';
import type { Limits } from '../options.ts';
import type { Method, Tier } from './method.ts';

const PER_MINUTE: Readonly<Record<Tier, number>> = {
  1: 1,
  2: 20,
  3: 50,
  4: 100,
  // The ceiling of a workspace is "several hundred messages per minute".
  posting: 300,
};
/** One a second, as bursts of ten in ten seconds. */
const CHANNEL_WINDOW = { messages: 10, milliseconds: 10_000 };
/** "1+ per minute. A small amount of burst behaviour is tolerated": a client that comes back needs it. */
const BURST_OF_TIER_1 = 10;

export class RateLimits {
  readonly #limits: Limits;
  readonly #windows = new Map<string, RollingLimit>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Counts one call, against a `lowered` number a minute if there is one. Seconds to wait when there is no room, else `undefined`. */
  hit({ name, tier }: Method, channel: string | undefined, now: number, lowered?: number): number | undefined {
    if (this.#limits === 'off' && lowered === undefined) return undefined;
    const set = typeof this.#limits === 'object' ? this.#limits[name] : undefined;
    const most = set ?? (tier === 1 ? BURST_OF_TIER_1 : PER_MINUTE[tier]);
    const waits = [this.#window(name, most, 60_000).hit(now, Math.min(most, lowered ?? most))];
    if (tier === 'posting' && channel !== undefined && set === undefined) {
      const { messages, milliseconds } = CHANNEL_WINDOW;
      waits.push(this.#window(`${name} ${channel}`, messages, milliseconds).hit(now));
    }
    const full = waits.filter(({ allowed }) => !allowed).map(({ resetAt }) => resetAt - now);
    return full.length === 0 ? undefined : Math.max(1, Math.ceil(Math.max(...full) / 1000));
  }

  #window(key: string, limit: number, milliseconds: number): RollingLimit {
    const window = this.#windows.get(key) ?? new RollingLimit(limit, milliseconds);
    this.#windows.set(key, window);
    return window;
  }
}
