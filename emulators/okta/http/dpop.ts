/**
 * DPoP proofs (RFC 9449): a small JWT signed with the key the token is bound to, naming method and address of
 * this one request. Okta asks for a nonce at the token endpoint and not at the API.
 */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose';
import { OktaError } from './errors.ts';

export interface Proof {
  readonly thumbprint: string;
  readonly payload: JWTPayload;
}

export const badProof = () => new OktaError(401, 'E0000011', 'Invalid token provided');

/** Generous, because the client's clock and the emulator's may be different ones. */
const FRESH_SECONDS = 300;

/** Proofs that were shown already, by their `jti`, until they would be stale anyway. */
export class SeenProofs {
  readonly #seen = new Map<string, number>();

  /** `false` = this one was shown before. */
  take(jti: string, now: number): boolean {
    for (const [key, at] of this.#seen) if (now - at > 2 * FRESH_SECONDS * 1000) this.#seen.delete(key);
    if (this.#seen.has(jti)) return false;
    this.#seen.set(jti, now);
    return true;
  }
}

/** Throws when the proof is missing, forged, stale, shown before, or made for another request or token. */
export async function checkProof(
  context: Context,
  now: number,
  seen: SeenProofs,
  accessToken?: string,
): Promise<Proof> {
  const { payload, protectedHeader } = await jwtVerify(context.req.header('dpop') ?? '', EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
  });
  const url = new URL(context.req.url);
  const fresh = [now, Date.now()].some((at) => Math.abs(at / 1000 - (payload.iat ?? 0)) <= FRESH_SECONDS);
  const sound =
    fresh &&
    typeof payload.jti === 'string' &&
    // The official Node client sends the method in the case its caller used.
    String(payload.htm).toUpperCase() === context.req.method &&
    payload.htu === `${url.origin}${url.pathname}` &&
    (accessToken === undefined || payload.ath === createHash('sha256').update(accessToken).digest('base64url'));
  if (!sound || protectedHeader.jwk === undefined || !seen.take(String(payload.jti), now)) throw badProof();
  return { thumbprint: await calculateJwkThumbprint(protectedHeader.jwk), payload };
}
