/** Direct messages, group messages, channels, and what was written in them. */
import type { EmulatorClock } from '../../kit/clock.ts';
import type { JsonObject } from '../../kit/json.ts';
import type { Conversation, ConversationKind, Message } from '../model.ts';
import type { Ids } from './ids.ts';

const PREFIX: Readonly<Record<ConversationKind, string>> = { im: 'D', mpim: 'G', public: 'C', private: 'C' };

/** What the writer chooses of a message. */
export interface Draft {
  readonly user: string;
  readonly byApp: boolean;
  readonly text: string;
  readonly blocks?: readonly JsonObject[];
  readonly threadTs?: string | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly onlyFor?: string;
}

export class Conversations {
  readonly #clock: EmulatorClock;
  readonly #ids: Ids;
  readonly #byId = new Map<string, Conversation>();
  /** Moves with every message written, changed or deleted. */
  version = 0;

  constructor(clock: EmulatorClock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  add(kind: ConversationKind, name: string, members: Iterable<string>, archived = false): Conversation {
    const id = this.#ids.next(PREFIX[kind]);
    const created = this.#clock.now();
    const added: Conversation = { id, kind, name, members: new Set(members), archived, created, messages: [] };
    this.#byId.set(id, added);
    return added;
  }

  get(id: string): Conversation | undefined {
    return this.#byId.get(id);
  }

  all(): readonly Conversation[] {
    return [...this.#byId.values()];
  }

  of(user: string): readonly Conversation[] {
    return this.all().filter(({ members }) => members.has(user));
  }

  named(name: string): Conversation | undefined {
    return this.all().find((one) => one.kind !== 'im' && one.name === name);
  }

  /** The one conversation of exactly these people, when there is one already. */
  among(people: readonly string[]): Conversation | undefined {
    const wanted = new Set(people);
    const kind = wanted.size === 2 ? 'im' : 'mpim';
    return this.all().find(
      (one) => one.kind === kind && one.members.size === wanted.size && people.every((id) => one.members.has(id)),
    );
  }

  /** Opens it when there is none yet. */
  between(people: readonly string[]): Conversation {
    return this.among(people) ?? this.add(new Set(people).size === 2 ? 'im' : 'mpim', '', people);
  }

  write(conversation: Conversation, draft: Draft): Message {
    const message: Message = {
      channel: conversation.id,
      ts: this.#ids.ts(),
      user: draft.user,
      byApp: draft.byApp,
      text: draft.text,
      blocks: draft.blocks ?? [],
      threadTs: draft.threadTs,
      metadata: draft.metadata,
      edited: undefined,
      onlyFor: draft.onlyFor,
    };
    conversation.messages.push(message);
    this.version += 1;
    return message;
  }

  /** Ephemeral messages are found only when asked for: no method of the API knows them. */
  message(conversation: Conversation, ts: string, ephemeralToo = false): Message | undefined {
    return conversation.messages.find((one) => one.ts === ts && (ephemeralToo || one.onlyFor === undefined));
  }

  edit(message: Message, by: string, change: Partial<Pick<Message, 'text' | 'blocks' | 'metadata'>>): void {
    Object.assign(message, change);
    message.edited = { user: by, ts: this.#ids.ts() };
    this.version += 1;
  }

  remove(conversation: Conversation, message: Message): void {
    const index = conversation.messages.indexOf(message);
    if (index >= 0) conversation.messages.splice(index, 1);
    this.version += 1;
  }
}
