/** Okta sessions (the ones a sign-in makes). Sessions inside apps are out of Okta's reach and are not kept. */
import { randomBytes } from 'node:crypto';

export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: number;
}

export class Sessions {
  readonly #byId = new Map<string, Session>();
  readonly #ofUser = new Map<string, Set<string>>();

  start(userId: string, createdAt: number): Session {
    const session = { id: `102${randomBytes(16).toString('base64url')}`, userId, createdAt };
    this.#byId.set(session.id, session);
    const own = this.#ofUser.get(userId) ?? new Set();
    own.add(session.id);
    this.#ofUser.set(userId, own);
    return session;
  }

  get(id: string): Session | undefined {
    return this.#byId.get(id);
  }

  of(userId: string): readonly string[] {
    return [...(this.#ofUser.get(userId) ?? [])];
  }

  end(id: string): void {
    const session = this.#byId.get(id);
    if (session === undefined) return;
    this.#byId.delete(id);
    this.#ofUser.get(session.userId)?.delete(id);
  }

  /** Says how many there were. */
  endAllOf(userId: string): number {
    const own = this.of(userId);
    for (const id of own) this.end(id);
    this.#ofUser.delete(userId);
    return own.length;
  }
}
