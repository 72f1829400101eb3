/**
 * Rate limits as last published per minute (the page "Rate limits overview" went away in December 2025; the
 * recordings agree with it). A bucket is shared by the org, a single token or app gets half of it, minutes roll.
 */
import { RollingLimit } from '../../kit/rollingLimit.ts';

const PUBLISHED = {
  users: { workforce: 600, integrator: 100 },
  'user-read': { workforce: 2000, integrator: 100 },
  'user-write': { workforce: 600, integrator: 100 },
  groups: { workforce: 500, integrator: 100 },
  group: { workforce: 1000, integrator: 100 },
  apps: { workforce: 100, integrator: 20 },
  app: { workforce: 500, integrator: 100 },
  logs: { workforce: 120, integrator: 20 },
  sessions: { workforce: 375, integrator: 100 },
  policies: { workforce: 1000, integrator: 100 },
  token: { workforce: 150, integrator: 100 },
  other: { workforce: 1200, integrator: 100 },
} as const;

export type BucketName = keyof typeof PUBLISHED;
/** A number is what one principal gets in that bucket; the rest keeps the workforce limit. */
export type Limits = Partial<Record<BucketName, number>> | 'off' | 'workforce' | 'integrator';

export interface Standing {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Epoch milliseconds. */
  readonly resetAt: number;
}

/** The bucket of a route: exact paths first, then the longest prefix. */
export function bucketOf(method: string, path: string): BucketName {
  if (path === '/oauth2/v1/token') return 'token';
  if (/^\/api\/v1\/users\/(:id|me)$/.test(path)) return method === 'GET' ? 'user-read' : 'user-write';
  if (path === '/api/v1/groups/:id') return 'group';
  if (path === '/api/v1/apps/:id') return 'app';
  const first = path.split('/')[3];
  // Lifecycle and membership calls were recorded in the buckets of the collection.
  if (first === 'users' || first === 'groups' || first === 'apps' || first === 'logs') return first;
  return first === 'sessions' || first === 'policies' ? first : 'other';
}

export class RateLimits {
  #limits: Limits;
  readonly #principalShare: number;
  readonly #windows = new Map<string, RollingLimit>();

  constructor(limits: Limits, principalShare: number) {
    this.#limits = limits;
    this.#principalShare = principalShare;
  }

  /** Other limits from now on; what was counted under the old ones is forgotten. */
  change(limits: Limits): void {
    this.#limits = limits;
    this.#windows.clear();
  }

  /** Counts one call of `principal` and tells the tighter of its own share and the org's bucket, or of a `lowered` share. */
  hit(bucket: BucketName, principal: string, now: number, lowered?: number): Standing {
    if (this.#limits === 'off' && lowered === undefined)
      return { allowed: true, limit: 100_000, remaining: 99_999, resetAt: now + 60_000 };
    const { org, share } = this.#sizes(bucket);
    const own = this.#window(`${bucket} ${principal}`, share);
    const limit = Math.min(own.limit, lowered ?? own.limit);
    const ownStanding = { ...own.hit(now, limit), limit };
    if (!ownStanding.allowed) return ownStanding;
    const shared = this.#window(bucket, org);
    const sharedStanding = { ...shared.hit(now), limit: shared.limit };
    return sharedStanding.remaining < ownStanding.remaining || !sharedStanding.allowed ? sharedStanding : ownStanding;
  }

  #sizes(bucket: BucketName): { org: number; share: number } {
    const profile = this.#limits === 'integrator' ? 'integrator' : 'workforce';
    const org = PUBLISHED[bucket][profile];
    const set = typeof this.#limits === 'object' ? this.#limits[bucket] : undefined;
    if (set !== undefined) return { org: set, share: set };
    return { org, share: Math.max(1, Math.floor(org * this.#principalShare)) };
  }

  #window(key: string, limit: number): RollingLimit {
    const window = this.#windows.get(key) ?? new RollingLimit(limit);
    this.#windows.set(key, window);
    return window;
  }
}
