/** What each kind of connection is to Tenure: a kind that does not say it here does not compile. */
import type { Connection } from './model.ts';

type Kind = Connection['kind'];

const PARTS = { okta: 'provider', jira: 'tracker', mail: 'mailer', slack: 'desk' } as const satisfies Record<
  Kind,
  'provider' | 'tracker' | 'mailer' | 'desk'
>;

type ProviderKind = { [One in Kind]: (typeof PARTS)[One] extends 'provider' ? One : never }[Kind];

/** An identity provider's: each has an adapter, which src/compose.ts names. */
export type ProviderConnection = Extract<Connection, { readonly kind: ProviderKind }>;

export const isProvider = (connection: Connection): connection is ProviderConnection => isProviderKind(connection.kind);

/** Of a kind as it stands in a file, before anything is known about it. */
export const isProviderKind = (kind: unknown): boolean =>
  Object.entries(PARTS).some(([name, part]) => name === kind && part === 'provider');
