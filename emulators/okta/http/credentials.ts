/**
 * Who may call. Two gates for an OAuth app, and both must be open: the scope in the token, and an admin role
 * on the app ("OAuth for Okta" guide). An SSWS token has all the powers of the admin who made it.
 */
import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import type { LogParty } from '../store/systemLog.ts';
import { SeenProofs } from './dpop.ts';

export interface AppCredential {
  readonly clientId: string;
  readonly publicJwk: JWK;
  /** Scopes granted on the app; a request for more gets fewer. */
  readonly scopes: readonly string[];
  /** Default true. Without one `GET /users` answers 200 and an empty list, everything else 403. */
  readonly adminRole?: boolean;
  /** Default true: may change groups that carry admin roles. */
  readonly superAdmin?: boolean;
  /** Its admin roles as it can read them; default a standard role that fits the two flags above. */
  readonly roles?: readonly AppRole[];
  /** "Require DPoP" is on by default for new service apps at Okta; default false here. */
  readonly requireDpop?: boolean;
}

/** A standard role, or a custom one with its permissions. */
export type AppRole = { readonly type: string } | { readonly label: string; readonly permissions: readonly string[] };

export interface Credentials {
  readonly apiTokens?: readonly string[];
  readonly apps?: readonly AppCredential[];
}

export interface Principal {
  readonly id: string;
  readonly party: LogParty;
  /** `all`: an SSWS token. */
  readonly scopes: ReadonlySet<string> | 'all';
  readonly adminRole: boolean;
  readonly superAdmin: boolean;
}

interface AccessToken {
  readonly principal: Principal;
  readonly expiresAt: number;
  /** Thumbprint of the key a DPoP token is bound to. */
  readonly thumbprint?: string;
}

export const TOKEN_LIFETIME_SECONDS = 3600;

export class Access {
  readonly #apiTokens = new Map<string, Principal>();
  readonly #apps = new Map<string, AppCredential>();
  readonly #issued = new Map<string, AccessToken>();
  readonly proofs = new SeenProofs();

  constructor(credentials: Credentials, admin: LogParty) {
    for (const token of credentials.apiTokens ?? []) {
      this.#apiTokens.set(token, {
        id: `token ${token}`,
        party: admin,
        scopes: 'all',
        adminRole: true,
        superAdmin: true,
      });
    }
    for (const app of credentials.apps ?? []) this.#apps.set(app.clientId, app);
  }

  app(clientId: string): AppCredential | undefined {
    return this.#apps.get(clientId);
  }

  apiToken(token: string): Principal | undefined {
    return this.#apiTokens.get(token);
  }

  issue(app: AppCredential, scopes: readonly string[], now: number, thumbprint?: string): string {
    const token = randomBytes(48).toString('base64url');
    const principal: Principal = {
      id: app.clientId,
      party: { id: app.clientId, type: 'PublicClientApp', alternateId: app.clientId, displayName: 'API service app' },
      scopes: new Set(scopes),
      adminRole: app.adminRole ?? true,
      superAdmin: app.superAdmin ?? true,
    };
    const expiresAt = now + TOKEN_LIFETIME_SECONDS * 1000;
    this.#issued.set(token, { principal, expiresAt, ...(thumbprint === undefined ? {} : { thumbprint }) });
    return token;
  }

  token(token: string, now: number): AccessToken | undefined {
    const issued = this.#issued.get(token);
    if (issued === undefined || issued.expiresAt > now) return issued;
    this.#issued.delete(token);
    return undefined;
  }
}

/** A `manage` scope includes reading (scope table of the API reference). */
export function mayUse(principal: Principal, scope: string): boolean {
  if (principal.scopes === 'all') return true;
  return principal.scopes.has(scope) || principal.scopes.has(scope.replace(/\.read$/, '.manage'));
}
