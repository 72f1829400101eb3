/** One workspace with one app installed in it: all state, and the ways it changes. */
import type { EmulatorClock } from '../kit/clock.ts';
import { Faults } from '../kit/faults/faults.ts';
import type { JsonObject } from '../kit/json.ts';
import { Dispatcher } from './deliver/dispatcher.ts';
import { Events } from './deliver/events.ts';
import { Sockets } from './deliver/sockets.ts';
import { slackFaultKit } from './faultKit.ts';
import type { Conversation, FormValues, Message, User, View } from './model.ts';
import type { AppSettings, Limits, Quirks, WorkspaceSeed } from './options.ts';
import { Conversations } from './state/conversations.ts';
import { Ids } from './state/ids.ts';
import { ResponseUrls, Triggers } from './state/triggers.ts';
import { type UserChange, Users } from './state/users.ts';
import { showView, Views } from './state/views.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

/** Something Slack itself tells a person, beside messages: that a click or a command went wrong. */
export interface Notice {
  readonly at: number;
  readonly text: string;
}

export interface ApiCall {
  readonly sequence: number;
  readonly at: number;
  readonly method: string;
  readonly args: JsonObject;
  readonly status: number;
  readonly answer: JsonObject;
}

export interface WorkspaceOptions {
  readonly team: Team;
  readonly app: AppSettings;
  readonly requestUrl: string | undefined;
  readonly limits: Limits;
  readonly quirks: Quirks;
}

/** Where Slack keeps the picture of an app without one. */
const ICONS = 'https://a.slack-edge.com/80588/img/plugins/app';
const MOST_CALLS = 50_000;

export class Workspace {
  readonly clock: EmulatorClock;
  readonly team: Team;
  readonly app: AppSettings;
  readonly limits: Limits;
  readonly quirks: Quirks;
  readonly ids: Ids;
  readonly users: Users;
  readonly conversations: Conversations;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly sockets: Sockets;
  readonly deliveries: Dispatcher;
  readonly events: Events;
  readonly botUser: User;
  readonly botId: string;
  /** What people chose in messages: by person and message. Of views it is kept in the view. */
  readonly messageForms = new Map<string, FormValues>();
  readonly #calls: ApiCall[] = [];
  #callsCounted = 0;
  readonly #notices = new Map<string, Notice[]>();
  /** Set when the server has its port. */
  baseUrl = '';
  /** A refusal every call with the bot's token gets, once it is revoked or its app removed. */
  tokenRefusal: 'token_revoked' | 'account_inactive' | undefined;

  constructor(
    clock: EmulatorClock,
    { team, app, requestUrl, limits, quirks }: WorkspaceOptions,
    faults = new Faults(clock, slackFaultKit),
  ) {
    this.clock = clock;
    this.team = team;
    this.app = app;
    this.limits = limits;
    this.quirks = quirks;
    this.ids = new Ids(clock);
    this.users = new Users(clock, this.ids, team.id);
    this.conversations = new Conversations(clock, this.ids);
    this.views = new Views(this.ids);
    this.triggers = new Triggers(clock, team.id);
    this.responseUrls = new ResponseUrls(clock);
    this.sockets = new Sockets(clock, app.id);
    this.deliveries = new Dispatcher(clock, app.signingSecret, this.sockets, requestUrl, faults);
    this.botUser = this.users.add({ name: app.name.toLowerCase(), realName: app.name, bot: true });
    this.botId = this.ids.next('B');
    this.events = new Events(clock, this.ids, app, { id: team.id, botUser: this.botUser.id }, this.deliveries);
  }

  seed({ users = [], channels = [] }: WorkspaceSeed): void {
    for (const user of users) this.users.add(user);
    for (const { name, private: hidden = false, archived = false, members = [] } of channels) {
      const ids = members.map((one) => (one === 'app' ? this.botUser.id : this.users.find(one).id));
      this.conversations.add(hidden ? 'private' : 'public', name, ids, archived);
    }
  }

  /** The direct message of a person with the app. */
  directMessage(user: string): Conversation {
    return this.conversations.between([user, this.botUser.id]);
  }

  /** Somebody joins; the app hears of it. */
  join(seed: Parameters<Users['add']>[0]): User {
    const user = this.users.add(seed);
    void this.events.emit({ type: 'team_join', user: this.users.show(user, true) });
    return user;
  }

  /** A profile, an address, a guest's standing, or that somebody has left; the app hears of it. */
  changeUser(who: string, change: UserChange): User {
    const user = this.users.change(this.users.find(who).id, change);
    void this.events.emit({ type: 'user_change', user: this.users.show(user, true) });
    return user;
  }

  /** Somebody passes a message on to another channel, with all that is in it. */
  share(message: Message, to: string, by: string): Message {
    const target = this.conversations.get(to) ?? this.conversations.named(to);
    if (target === undefined) throw new Error(`there is no conversation ${to}`);
    const { text, blocks, byApp } = message;
    return this.conversations.write(target, { user: byApp ? message.user : by, byApp, text, blocks });
  }

  /** The bot's token is no good any more; `uninstalled` tells the app so by an event. */
  revoke(why: 'token_revoked' | 'account_inactive' = 'token_revoked'): void {
    this.tokenRefusal = why;
    const tokens = { oauth: [], bot: [this.botUser.id] };
    void this.events.emit(why === 'token_revoked' ? { type: 'tokens_revoked', tokens } : { type: 'app_uninstalled' });
  }

  /** The newest Web API calls, oldest first. */
  get calls(): readonly ApiCall[] {
    return this.#calls;
  }

  noteCall(call: Omit<ApiCall, 'sequence' | 'at'>): void {
    this.#calls.push({ sequence: this.#callsCounted++, at: this.clock.now(), ...call });
    if (this.#calls.length > MOST_CALLS) this.#calls.splice(0, this.#calls.length - MOST_CALLS);
  }

  notices(user: string): readonly Notice[] {
    return this.#notices.get(user) ?? [];
  }

  tell(user: string, text: string): void {
    this.#notices.set(user, [...this.notices(user), { at: this.clock.now(), text }]);
  }

  /** A message as the API and payloads show it. */
  showMessage(message: Message, withMetadata = false): JsonObject {
    const { text, blocks, edited, metadata } = message;
    return {
      type: 'message',
      user: message.user,
      ts: message.ts,
      ...(message.byApp ? { bot_id: this.botId, app_id: this.app.id } : {}),
      text,
      team: this.team.id,
      ...(message.byApp ? { bot_profile: this.#botProfile() } : {}),
      ...(blocks.length === 0 ? {} : { blocks }),
      ...this.#threadOf(message),
      ...(edited === undefined ? {} : { edited }),
      ...(withMetadata && metadata !== undefined ? { metadata } : {}),
    };
  }

  /** What a message says of the thread it begins or belongs to. */
  #threadOf({ channel, ts, threadTs }: Message): JsonObject {
    const { messages = [] } = this.conversations.get(channel) ?? {};
    if (threadTs !== undefined && threadTs !== ts) {
      const parent = messages.find((one) => one.ts === threadTs);
      return { thread_ts: threadTs, ...(parent === undefined ? {} : { parent_user_id: parent.user }) };
    }
    const replies = messages.filter((one) => one.threadTs === ts && one.ts !== ts && one.onlyFor === undefined);
    const latest = replies.at(-1);
    if (latest === undefined) return {};
    const users = [...new Set(replies.map(({ user }) => user))];
    return {
      thread_ts: ts,
      reply_count: replies.length,
      reply_users_count: users.length,
      latest_reply: latest.ts,
      reply_users: users,
      is_locked: false,
      subscribed: false,
    };
  }

  showView(view: View): JsonObject {
    return showView(view, { id: this.team.id, appId: this.app.id, botId: this.botId });
  }

  #botProfile(): JsonObject {
    return {
      id: this.botId,
      app_id: this.app.id,
      name: this.app.name,
      icons: Object.fromEntries([36, 48, 72].map((size) => [`image_${size}`, `${ICONS}/bot_${size}.png`])),
      deleted: false,
      updated: Math.floor(this.botUser.updated / 1000),
      team_id: this.team.id,
    };
  }
}
