/**
 * POST /oauth2/v1/token on the org server: client credentials with a signed assertion, the only way an app gets
 * `okta.*` scopes. Errors here have the OAuth shape, not Okta's.
 */
import { randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { decodeJwt, importJWK, type JWTPayload, jwtVerify } from 'jose';
import { metNow } from '../../kit/faults/met.ts';
import { type Access, type AppCredential, TOKEN_LIFETIME_SECONDS } from './credentials.ts';
import { checkProof, type SeenProofs } from './dpop.ts';
import { tooMany } from './errors.ts';
import { admit, answerWith, type Pipeline } from './pipeline.ts';
import type { Answer } from './route.ts';

export const TOKEN_PATH = '/oauth2/v1/token';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
const LONGEST_ASSERTION_SECONDS = 3600;

class OAuthError extends Error {
  readonly status: number;
  readonly error: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: string, description: string, headers: Record<string, string> = {}) {
    super(description);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

const invalidClient = (description: string) => new OAuthError(401, 'invalid_client', description);

export function mountToken(app: Hono, pipeline: Pipeline): void {
  const used = new Map<string, number>();
  // Renewed daily at Okta, the previous one stays good; one for the emulator's life is the same to a client.
  const nonce = randomBytes(16).toString('base64url');
  const answer = async (context: Context): Promise<Response> => {
    const now = pipeline.org.clock.now();
    const form = new URLSearchParams(await context.req.text());
    const clientId = claimedClient(form);
    const standing = pipeline.limits.hit('token', clientId, now, metNow().limit.perMinute);
    return answerWith(context, pipeline, standing, async () => {
      if (!standing.allowed) throw tooMany();
      try {
        return await issue(context, form, pipeline, used, nonce);
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        const body = { error: error.error, error_description: error.message };
        return { status: error.status, body, headers: error.headers };
      }
    });
  };
  app.post(TOKEN_PATH, (context) => admit(context, pipeline, () => answer(context)));
}

async function issue(
  context: Context,
  form: URLSearchParams,
  { access, org }: Pipeline,
  used: Map<string, number>,
  nonce: string,
): Promise<Answer> {
  const now = org.clock.now();
  if (form.get('grant_type') !== 'client_credentials') {
    throw new OAuthError(400, 'unsupported_grant_type', 'The authorization grant type is not supported.');
  }
  const endpoint = `${new URL(context.req.url).origin}${TOKEN_PATH}`;
  const app = await verifyAssertion(form, access, endpoint, now, used);
  const thumbprint = app.requireDpop === true ? await proveKey(context, now, nonce, access.proofs) : undefined;
  const scopes = grantedScopes(form.get('scope') ?? '', app, org.quirks.ungrantedScope);
  const token = access.issue(app, scopes, now, thumbprint);
  return {
    status: 200,
    body: {
      token_type: thumbprint === undefined ? 'Bearer' : 'DPoP',
      expires_in: TOKEN_LIFETIME_SECONDS,
      access_token: token,
      scope: scopes.join(' '),
    },
  };
}

function grantedScopes(requested: string, app: AppCredential, ungranted: 'vanishes' | 'invalid_scope'): string[] {
  const scopes = requested.split(' ').filter((scope) => scope !== '');
  const granted = scopes.filter((scope) => app.scopes.includes(scope));
  if (granted.length === 0 || (ungranted === 'invalid_scope' && granted.length < scopes.length)) {
    throw new OAuthError(
      400,
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    );
  }
  return granted;
}

async function verifyAssertion(
  form: URLSearchParams,
  access: Access,
  endpoint: string,
  now: number,
  used: Map<string, number>,
): Promise<AppCredential> {
  const assertion = form.get('client_assertion') ?? '';
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw invalidClient('The client_assertion_type is invalid.');
  }
  const app = access.app(claimedClient(form));
  if (app === undefined) throw invalidClient('Invalid value for client_id parameter.');
  const key = await importJWK(app.publicJwk, app.publicJwk.alg ?? (app.publicJwk.kty === 'EC' ? 'ES256' : 'RS256'));
  // The client's clock may be the machine's or the test's; an assertion good on either is good.
  const attempts = [now, Date.now()].map((at) =>
    jwtVerify(assertion, key, { audience: endpoint, algorithms: ALGORITHMS, currentDate: new Date(at) }).then(
      ({ payload }) => ({ payload, at }),
    ),
  );
  const verified = await Promise.any(attempts).catch((failure: AggregateError) => {
    throw invalidClient(reasonOf(failure.errors[0]));
  });
  const { payload, at } = verified;
  if (payload.iss !== app.clientId || payload.sub !== app.clientId) {
    throw invalidClient('The issuer and subject claims for client_assertion are invalid.');
  }
  if (payload.exp === undefined || payload.exp - at / 1000 > LONGEST_ASSERTION_SECONDS) {
    throw invalidClient('The client_assertion token has an expiration too far into the future.');
  }
  refuseReplay(payload, app.clientId, used, at);
  return app;
}

/** `jti` is recommended, not required; when it is there it works once. */
function refuseReplay({ jti, exp = 0 }: JWTPayload, clientId: string, used: Map<string, number>, now: number): void {
  for (const [key, expires] of used) if (expires * 1000 < now) used.delete(key);
  if (jti === undefined) return;
  const key = `${clientId} ${jti}`;
  if (used.has(key)) throw invalidClient('The client_assertion token has already been used.');
  used.set(key, exp);
}

async function proveKey(context: Context, now: number, nonce: string, seen: SeenProofs): Promise<string> {
  const proof = await checkProof(context, now, seen).catch(() => {
    throw new OAuthError(400, 'invalid_dpop_proof', 'The DPoP proof JWT header is missing or invalid.');
  });
  if (proof.payload.nonce !== nonce) {
    throw new OAuthError(400, 'use_dpop_nonce', 'Authorization server requires nonce in DPoP proof.', {
      'dpop-nonce': nonce,
    });
  }
  return proof.thumbprint;
}

function claimedClient(form: URLSearchParams): string {
  try {
    return String(decodeJwt(form.get('client_assertion') ?? '').sub);
  } catch {
    return form.get('client_id') ?? 'unknown';
  }
}

function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  const claim = (error as { claim?: unknown }).claim;
  if (code === 'ERR_JWT_EXPIRED') return 'The client_assertion token is expired.';
  if (claim === 'aud') {
    return 'The audience claim for client_assertion must be the endpoint invoked for the request.';
  }
  return 'The client_assertion signature is invalid.';
}
