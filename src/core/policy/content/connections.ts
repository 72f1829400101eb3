/** The systems outside, as `tenure.yaml` names them. */
import type { ConnectionId } from '../../shared/ids.ts';
import type { Milliseconds } from '../../shared/instant.ts';

/** A secret is named, never written: an environment variable or a file. */
export type SecretSource = { readonly env: string } | { readonly file: string };

export interface OktaConnection {
  readonly kind: 'okta';
  readonly id: ConnectionId;
  readonly baseUrl: string;
  readonly auth:
    | { readonly kind: 'api-token'; readonly token: SecretSource }
    | {
        readonly kind: 'private-key-jwt';
        readonly clientId: string;
        readonly key: SecretSource;
        readonly keyId: string | null;
      };
  /** The custom profile attribute that carries our mark on accounts we made. */
  readonly markAttribute: string;
  /** What Okta's event hooks show in the header `Authorization`; `null`: there are none. */
  readonly eventHookSecret: SecretSource | null;
  /** Share (0 to 1) of each rate-limit bucket Tenure allows itself. */
  readonly rateShare: number;
}

export interface JiraConnection {
  readonly kind: 'jira';
  readonly id: ConnectionId;
  readonly baseUrl: string;
  readonly auth: { readonly email: string; readonly token: SecretSource };
  readonly webhookSecret: SecretSource | null;
  /** Shared token of Automation's "send web request", in the header `X-Tenure-Token`. */
  readonly automationToken: SecretSource | null;
  /** How often the polling sweep looks for issues a lost webhook hid. */
  readonly sweepEvery: Milliseconds;
  /** Absent in policies of before: by people, and an hour. */
  readonly projectRoles?: ProjectRoleSettings;
}

export interface ProjectRoleSettings {
  /** How roles of this site are held where the catalogue does not say it of one. */
  readonly heldBy: 'person' | 'group';
  /** What the site calls its copy of a provider's group: `{group}` is the group's name. */
  readonly groupName: string;
  /** How long the site may take to follow the provider; then a person is told. */
  readonly within: Milliseconds;
}

export interface MailConnection {
  readonly kind: 'mail';
  readonly id: ConnectionId;
  /** `smtp://` or `smtps://`, without credentials. */
  readonly url: string;
  readonly user: string | null;
  readonly password: SecretSource | null;
}

/** Where people decide. Listened to by Socket Mode, by a door of ours, or both. */
export interface SlackConnection {
  readonly kind: 'slack';
  readonly id: ConnectionId;
  readonly baseUrl: string;
  /** Of the bot. */
  readonly token: SecretSource;
  /** Of the app, for Socket Mode; `null` = it is not used. */
  readonly appToken: SecretSource | null;
  /** `null` = nothing is posted to us. */
  readonly signingSecret: SecretSource | null;
  /** The workspace and the app whose payloads count; `null` = it is not said, and only who acted is looked at. */
  readonly team: string | null;
  readonly app: string | null;
}

export type Connection = OktaConnection | JiraConnection | MailConnection | SlackConnection;
