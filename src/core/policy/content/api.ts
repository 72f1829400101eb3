/** Who may ask the API, and what of it. */
import type { SecretSource } from './connections.ts';

/** What a token may do. `admin` is all of it, and what no other word names: policy, stop, sweeps, what is wrong. */
export const API_SCOPES = [
  'catalogue:read',
  'requests:read',
  'requests:write',
  'decisions:write',
  'grants:read',
  'people:read',
  'exceptions:read',
  'exceptions:write',
  'admin',
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export interface ApiToken {
  readonly name: string;
  readonly token: SecretSource;
  readonly scopes: readonly ApiScope[];
  /** Whoever shows it is this person, by work address, and acts for nobody else; `null` = it says who acts. */
  readonly person: string | null;
}
