/** The things of a workspace. Slack's own words, because what is stored here is what Slack would store. */
import type { JsonObject } from '../kit/json.ts';

export interface User {
  readonly id: string;
  name: string;
  realName: string;
  displayName: string;
  /** Bots have none. */
  email: string | undefined;
  /** Whether the person has proved that the address is theirs (`is_email_confirmed`). */
  emailConfirmed: boolean;
  deleted: boolean;
  readonly bot: boolean;
  /** A guest of several channels (`is_restricted`), or of one (`is_ultra_restricted` too). */
  guest: 'no' | 'multi-channel' | 'single-channel';
  timeZone: string;
  /** Epoch milliseconds. */
  updated: number;
}

export interface Message {
  readonly channel: string;
  /** Unique in its channel, and text: 1700000000.000100. */
  readonly ts: string;
  /** Who wrote it; of the app's messages its bot user. */
  readonly user: string;
  readonly byApp: boolean;
  text: string;
  blocks: readonly JsonObject[];
  readonly threadTs: string | undefined;
  metadata: JsonObject | undefined;
  edited: { readonly user: string; readonly ts: string } | undefined;
  /** An ephemeral message: only this user sees it, and the API never gives it back. */
  readonly onlyFor: string | undefined;
}

export type ConversationKind = 'im' | 'mpim' | 'public' | 'private';

export interface Conversation {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly name: string;
  readonly members: Set<string>;
  archived: boolean;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly messages: Message[];
}

/** What a person has typed or chosen: block_id, action_id, the value as Slack sends it in `state.values`. */
export type FormValues = Map<string, Map<string, JsonObject>>;

export interface View {
  readonly id: string;
  readonly user: string;
  /** As the app sent it, block and action ids filled in. */
  spec: JsonObject;
  hash: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  values: FormValues;
  /** What the app answered to a submission, by block. */
  errors: Readonly<Record<string, string>>;
}
