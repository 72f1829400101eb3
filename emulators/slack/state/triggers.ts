/**
 * What a click lends an app for a moment: `trigger_id`, for one modal within three seconds ("Opening modals"), and
 * `response_url`, for five answers within thirty minutes ("Handling user interaction").
 */
import { randomBytes } from 'node:crypto';
import type { EmulatorClock } from '../../kit/clock.ts';

export const TRIGGER_LIFETIME = 3_000;
export const RESPONSE_URL_LIFETIME = 30 * 60_000;
export const RESPONSE_URL_USES = 5;

interface Trigger {
  readonly user: string;
  /** The view the click was in: what a pushed view lies upon. */
  readonly viewId: string | undefined;
  readonly issued: number;
  used: boolean;
}

export class Triggers {
  readonly #clock: EmulatorClock;
  readonly #teamId: string;
  readonly #known = new Map<string, Trigger>();

  constructor(clock: EmulatorClock, teamId: string) {
    this.#clock = clock;
    this.#teamId = teamId;
  }

  issue(user: string, viewId?: string): string {
    const id = `${this.#clock.now()}.${parseInt(this.#teamId.slice(1), 36) % 1e9}.${randomBytes(16).toString('hex')}`;
    this.#known.set(id, { user, viewId, issued: this.#clock.now(), used: false });
    return id;
  }

  /** Exchanges it, or says why not. */
  exchange(id: string): Pick<Trigger, 'user' | 'viewId'> | 'unknown' | 'expired' | 'exchanged' {
    const trigger = this.#known.get(id);
    if (trigger === undefined) return 'unknown';
    if (trigger.used) return 'exchanged';
    if (this.#clock.now() - trigger.issued > TRIGGER_LIFETIME) return 'expired';
    trigger.used = true;
    return trigger;
  }
}

/** Where an answer to a `response_url` goes. */
export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  /** The message that was clicked in; of a command there is none. */
  readonly messageTs: string | undefined;
}

export class ResponseUrls {
  readonly #clock: EmulatorClock;
  readonly #known = new Map<string, ResponseTarget & { readonly issued: number; used: number }>();

  constructor(clock: EmulatorClock) {
    this.#clock = clock;
  }

  issue(target: ResponseTarget): string {
    const secret = randomBytes(12).toString('hex');
    this.#known.set(secret, { ...target, issued: this.#clock.now(), used: 0 });
    return secret;
  }

  use(secret: string): ResponseTarget | 'unknown' | 'used_url' | 'expired_url' {
    const known = this.#known.get(secret);
    if (known === undefined) return 'unknown';
    if (this.#clock.now() - known.issued > RESPONSE_URL_LIFETIME) return 'expired_url';
    if (known.used >= RESPONSE_URL_USES) return 'used_url';
    known.used += 1;
    return known;
  }
}
