/**
 * DPoP (RFC 9449; "Configure OAuth 2.0 Demonstrating Proof-of-Possession"): the token is bound to a key of this process,
 * and each request carries a small JWT that proves it, made for this one request. Okta asks for it, so nothing is
 * configured: new service apps have it on. At the token endpoint it also asks for a nonce, which it renews daily.
 */
import { createHash, generateKeyPairSync, type JsonWebKey, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Refusal } from './errors.ts';
import { tokenRefusal } from './schemas.ts';

export class Prover {
  readonly #now: () => number;
  /** Made when it is first needed; it lives as long as the process, and is never stored. */
  #key: { readonly privateKey: KeyObject; readonly jwk: JsonWebKey } | null = null;
  #nonce: string | null = null;
  /** The org has asked for a proof. */
  needed = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether a token request was refused for want of a proof or its nonce, and repeating it makes sense. */
  isAsked({ status, body, headers }: Refusal): boolean {
    const refusal = status === 400 ? tokenRefusal.safeParse(body) : null;
    if (refusal?.success !== true) return false;
    switch (refusal.data.error) {
      case 'invalid_dpop_proof': {
        const isFirst = !this.needed;
        this.needed = true;
        return isFirst;
      }
      case 'use_dpop_nonce':
        return this.takeNonce(headers.get('dpop-nonce'));
      default:
        return false;
    }
  }

  /** `false` = there is none, or the one we used already. */
  takeNonce(nonce: string | null): boolean {
    if (nonce === null || nonce === this.#nonce) return false;
    this.#nonce = nonce;
    return true;
  }

  /** `htu` is without query; `ath` binds the proof to the token it goes with. A proof works once. */
  async proofOf(method: string, address: string, token: string | null): Promise<string> {
    this.#key ??= freshKey();
    const { privateKey, jwk } = this.#key;
    return new SignJWT({
      htm: method,
      htu: address,
      ...(token === null ? {} : { ath: createHash('sha256').update(token).digest('base64url') }),
      ...(this.#nonce === null ? {} : { nonce: this.#nonce }),
    })
      .setProtectedHeader({ alg: 'RS256', typ: 'dpop+jwt', jwk: publicPart(jwk) })
      .setIssuedAt(Math.floor(this.#now() / 1_000))
      .setJti(randomUUID())
      .sign(privateKey);
  }
}

function freshKey() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { privateKey, jwk: publicKey.export({ format: 'jwk' }) };
}

const publicPart = ({ n = '', e = '' }: JsonWebKey) => ({ kty: 'RSA', n, e });
