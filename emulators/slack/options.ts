/** What an emulated workspace and its one app are like. */
import type { FrameOptions } from '../kit/serve.ts';

export interface AppSettings {
  readonly id: string;
  readonly name: string;
  readonly botToken: string;
  /** The app-level token of Socket Mode, with `connections:write`. */
  readonly appToken: string;
  readonly signingSecret: string;
  /** The bot token's scopes. */
  readonly scopes: readonly string[];
  /** Event types the app is subscribed to; others are not sent. */
  readonly events: readonly string[];
  /** Slash commands with their slash. */
  readonly commands: readonly string[];
  /** `callback_id`s of global and of message shortcuts. */
  readonly shortcuts: readonly string[];
  readonly homeTab: boolean;
}

export const DEFAULT_APP: AppSettings = {
  id: 'A0TENURE00',
  name: 'Tenure',
  botToken: 'xoxb-emulator-token',
  appToken: 'xapp-emulator-token',
  signingSecret: 'emulator-signing-secret',
  scopes: ['chat:write', 'im:write', 'im:read', 'im:history', 'users:read', 'users:read.email', 'commands'],
  events: ['app_home_opened', 'user_change', 'team_join', 'tokens_revoked', 'app_uninstalled'],
  commands: ['/access'],
  shortcuts: [],
  homeTab: true,
};

/**
 * `published`: the tiers of "Rate limits" at their lower end. Numbers are calls a minute, by method; what is not
 * named keeps its tier.
 */
export type Limits = 'off' | 'published' | Readonly<Record<string, number>>;

/** Where nothing written by Slack was found, or it contradicts itself. */
export interface Quirks {
  /** What `chat.update` without `blocks` does with those that were there. */
  readonly updateWithoutBlocks: 'dropped' | 'retained';
  /** Refusal of `chat.postMessage` to somebody who has left. */
  readonly postToDeletedUser: string;
  /**
   * Characters of text in all blocks of one message. Unpublished; reports put it between 9,600 (accepted) and
   * 11,300 (`msg_blocks_too_long`): slackapi/bolt-js, issue 2867.
   */
  readonly longestMessageBlocks: number;
  /** Status of a `response_url` that refuses. */
  readonly refusedResponseUrlStatus: number;
}

export const DEFAULT_QUIRKS: Quirks = {
  updateWithoutBlocks: 'dropped',
  postToDeletedUser: 'channel_not_found',
  longestMessageBlocks: 11_000,
  refusedResponseUrlStatus: 404,
};

export interface SlackEmulatorOptions extends FrameOptions {
  readonly team?: { readonly id?: string; readonly name?: string; readonly domain?: string };
  readonly app?: Partial<AppSettings>;
  /**
   * Where the app listens over HTTP: one address for everything, as bolt has it. Left out, the app is in Socket Mode.
   * May be set later with `requestUrl()`.
   */
  readonly requestUrl?: string;
  /** Default `published`. */
  readonly limits?: Limits;
  readonly quirks?: Partial<Quirks>;
  readonly seed?: WorkspaceSeed;
}

export interface UserSeed {
  readonly email?: string;
  readonly name?: string;
  readonly realName?: string;
  readonly displayName?: string;
  /** Default: true. */
  readonly emailConfirmed?: boolean;
  readonly deleted?: boolean;
  readonly bot?: boolean;
  readonly guest?: 'no' | 'multi-channel' | 'single-channel';
  readonly timeZone?: string;
}

export interface ChannelSeed {
  readonly name: string;
  readonly private?: boolean;
  readonly archived?: boolean;
  /** Addresses, names or ids; `app` is the app's bot user. */
  readonly members?: readonly string[];
}

export interface WorkspaceSeed {
  readonly users?: readonly UserSeed[];
  readonly channels?: readonly ChannelSeed[];
}
