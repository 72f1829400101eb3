/**
 * How a request proves who sends it. An API token is a constant; an OAuth token is fetched with a signed
 * assertion and shared by all calls until shortly before its end ("Implement OAuth for Okta with a service app").
 * Where the org asks for DPoP, the token is bound to a key, and every request carries a proof of it (dpop.ts).
 */
import { createPrivateKey, type JsonWebKey, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { jsonIn } from '../../core/shared/keepableText.ts';
import { Fault } from '../../ports/fault.ts';
import type { HttpFetch } from '../../ports/http.ts';
import { NEEDED_SCOPES, SCOPES, TOKEN_MARGIN_MILLISECONDS, TOKEN_TIMEOUT_MILLISECONDS } from './config.ts';
import { Prover } from './dpop.ts';
import { faultOf, lostFault, unreadableFault } from './errors.ts';
import { tokenAnswer, tokenRefusal } from './schemas.ts';

export interface Credential {
  /** Headers for one request to this address (without its query). */
  authorize(method: string, address: string): Promise<Readonly<Record<string, string>>>;
  /**
   * After a 401: whether repeating with fresh headers makes sense. `used` is what the refused request carried, `nonce`
   * what the answer asks the next proof to carry.
   */
  renew(used: Readonly<Record<string, string>>, nonce: string | null): boolean;
  /** Scopes the org gave; `null` where there are none (an API token has its admin's powers). */
  grantedScopes(): Promise<ReadonlySet<string> | null>;
}

export const apiToken = (token: string): Credential => ({
  authorize: async () => ({ authorization: `SSWS ${token}` }),
  renew: () => false,
  grantedScopes: async () => null,
});

interface Token {
  readonly authorization: string;
  /** Bound to our proof key: worth nothing without a proof. */
  readonly bound: string | null;
  readonly scopes: ReadonlySet<string>;
  readonly freshUntil: number;
}

export interface PrivateKeyJwt {
  readonly baseUrl: string;
  readonly clientId: string;
  /** PEM (PKCS#8 or PKCS#1) or a JWK as JSON. */
  readonly privateKey: string;
  readonly keyId: string | null;
  readonly fetch: HttpFetch;
  readonly now: () => number;
}

const OPERATION = 'sign in to Okta';
/** A proof, and its nonce; once more in case the nonce has just been renewed. */
const MOST_CHALLENGES = 3;

export function privateKeyJwt(options: PrivateKeyJwt): Credential {
  const key = readKey(options.privateKey);
  const prover = new Prover(options.now);
  let token: Token | null = null;
  let pending: Promise<Token> | null = null;

  async function fetchToken(): Promise<Token> {
    const all = SCOPES.map(({ scope }) => scope);
    const answer = await request(all);
    // Some orgs leave an ungranted scope out of the token, others refuse the whole request.
    return 'refused' in answer && answer.refused === 'invalid_scope'
      ? given(await request(NEEDED_SCOPES))
      : given(answer);
  }

  const given = (answer: Token | { readonly refused: string }): Token => {
    if (!('refused' in answer)) return answer;
    throw new Fault('denied', OPERATION, { vendorCode: answer.refused, ...remedyOf(answer.refused) });
  };

  async function request(scopes: readonly string[], challenges = 0): Promise<Token | { readonly refused: string }> {
    const asked = options.now();
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: scopes.join(' '),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(options, key),
    });
    const answer = await post(options, form, prover);
    // The first challenge asks for a proof, the second for its nonce. Each needs a fresh assertion: one works once.
    if (challenges < MOST_CHALLENGES && prover.isAsked(answer)) return request(scopes, challenges + 1);
    if (answer.status === 200) {
      const parsed = tokenAnswer.safeParse(answer.body);
      if (!parsed.success) throw unreadableFault(OPERATION, 'read', 'token');
      const { access_token, expires_in, scope, token_type } = parsed.data;
      const isBound = token_type.toLowerCase() === 'dpop';
      return {
        authorization: `${isBound ? 'DPoP' : 'Bearer'} ${access_token}`,
        bound: isBound ? access_token : null,
        scopes: new Set((scope ?? scopes.join(' ')).split(' ')),
        freshUntil: asked + expires_in * 1_000 - TOKEN_MARGIN_MILLISECONDS,
      };
    }
    const refusal = answer.status < 500 && answer.status !== 429 ? tokenRefusal.safeParse(answer.body) : null;
    if (refusal?.success) return { refused: refusal.data.error };
    throw faultOf(OPERATION, 'read', answer, options.now());
  }

  function current(): Promise<Token> {
    if (token !== null && options.now() < token.freshUntil) return Promise.resolve(token);
    pending ??= fetchToken()
      .then((fresh) => {
        token = fresh;
        return fresh;
      })
      .finally(() => {
        pending = null;
      });
    return pending;
  }

  return {
    async authorize(method, address) {
      const { authorization, bound } = await current();
      if (bound === null) return { authorization };
      return { authorization, dpop: await prover.proofOf(method, address, bound) };
    },
    renew(used, nonce) {
      // Only the proof was not good enough: the same token goes with the nonce that is asked for.
      if (prover.takeNonce(nonce)) return true;
      // Another call may have renewed it meanwhile; only the token that was refused is thrown away.
      if (token !== null && token.authorization === used.authorization) token = null;
      return true;
    },
    grantedScopes: async () => (await current()).scopes,
  };
}

function readKey(text: string): KeyObject {
  try {
    const trimmed = text.trim();
    if (!trimmed.startsWith('{')) return createPrivateKey(trimmed);
    const jwk: JsonWebKey = JSON.parse(trimmed);
    return createPrivateKey({ key: jwk, format: 'jwk' });
  } catch {
    // The parser's own message is not kept: it can quote the key.
    throw new Fault('invalid', OPERATION, { note: 'the private key is neither PEM nor JWK' });
  }
}

/** "Client assertion": iss = sub = client id, audience the token endpoint, at most an hour long, RS or ES. */
async function assertion({ baseUrl, clientId, keyId, now }: PrivateKeyJwt, key: KeyObject): Promise<string> {
  const seconds = Math.floor(now() / 1_000);
  return new SignJWT({})
    .setProtectedHeader({ alg: algorithmOf(key), typ: 'JWT', ...(keyId === null ? {} : { kid: keyId }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(`${baseUrl}/oauth2/v1/token`)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 300)
    .setJti(randomUUID())
    .sign(key);
}

function algorithmOf(key: KeyObject): string {
  if (key.asymmetricKeyType !== 'ec') return 'RS256';
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return curve === 'secp521r1' ? 'ES512' : curve === 'secp384r1' ? 'ES384' : 'ES256';
}

async function post({ baseUrl, fetch }: PrivateKeyJwt, form: URLSearchParams, prover: Prover) {
  const address = `${baseUrl}/oauth2/v1/token`;
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(prover.needed ? { dpop: await prover.proofOf('POST', address, null) } : {}),
      },
      body: form.toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(TOKEN_TIMEOUT_MILLISECONDS),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: jsonIn(text) };
  } catch (error) {
    throw lostFault(OPERATION, 'read', error);
  }
}

function remedyOf(refused: string): { readonly note?: string } {
  if (refused === 'invalid_dpop_proof' || refused === 'use_dpop_nonce') {
    return { note: 'Okta does not take our DPoP proof: is this machine’s clock right?' };
  }
  if (refused === 'invalid_client')
    return { note: 'the client id or the public key at the app does not fit our private key' };
  if (refused === 'invalid_scope') return { note: `grant the app at least ${NEEDED_SCOPES.join(', ')}` };
  return {};
}
