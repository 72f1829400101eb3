/** Everybody in the workspace: people, guests, people who have left, bots. */
import type { EmulatorClock } from '../../kit/clock.ts';
import type { JsonObject } from '../../kit/json.ts';
import type { User } from '../model.ts';
import type { UserSeed } from '../options.ts';
import type { Ids } from './ids.ts';

/** What may be changed of a user. */
export type UserChange = Partial<Omit<User, 'id' | 'bot' | 'updated'>>;

export class Users {
  readonly #clock: EmulatorClock;
  readonly #ids: Ids;
  readonly #teamId: string;
  readonly #byId = new Map<string, User>();

  constructor(clock: EmulatorClock, ids: Ids, teamId: string) {
    this.#clock = clock;
    this.#ids = ids;
    this.#teamId = teamId;
  }

  add(seed: UserSeed): User {
    const name = seed.name ?? seed.email?.split('@')[0] ?? 'someone';
    const user: User = {
      id: this.#ids.next('U'),
      name,
      realName: seed.realName ?? name,
      displayName: seed.displayName ?? name,
      email: seed.bot === true ? undefined : seed.email,
      emailConfirmed: seed.emailConfirmed ?? true,
      deleted: seed.deleted ?? false,
      bot: seed.bot ?? false,
      guest: seed.guest ?? 'no',
      timeZone: seed.timeZone ?? 'Europe/Berlin',
      updated: this.#clock.now(),
    };
    this.#byId.set(user.id, user);
    return user;
  }

  /** In the order of joining. */
  all(): readonly User[] {
    return [...this.#byId.values()];
  }

  get(id: string): User | undefined {
    return this.#byId.get(id);
  }

  /** Whom `users.lookupByEmail` finds: nobody who has left. */
  byEmail(address: string): User | undefined {
    const wanted = address.trim().toLowerCase();
    return this.all().find(({ email, deleted }) => !deleted && email?.toLowerCase() === wanted);
  }

  /** For tests and pages, which name a person as they like: by id, address or name. */
  find(idOrAddressOrName: string): User {
    const found =
      this.get(idOrAddressOrName) ??
      this.byEmail(idOrAddressOrName) ??
      this.all().find(({ email, name }) => email === idOrAddressOrName || name === idOrAddressOrName);
    if (found === undefined) throw new Error(`the workspace has no user ${idOrAddressOrName}`);
    return found;
  }

  change(id: string, change: UserChange): User {
    const user = Object.assign(this.find(id), change);
    user.updated = this.#clock.now();
    return user;
  }

  /** The user as the API shows it; the address only to a token with `users:read.email`. */
  show(user: User, withEmail: boolean): JsonObject {
    const { guest } = user;
    return {
      id: user.id,
      team_id: this.#teamId,
      name: user.name,
      deleted: user.deleted,
      ...(user.deleted ? {} : { real_name: user.realName, tz: user.timeZone }),
      profile: {
        real_name: user.realName,
        real_name_normalized: user.realName,
        display_name: user.displayName,
        display_name_normalized: user.displayName,
        title: '',
        phone: '',
        skype: '',
        fields: null,
        avatar_hash: '',
        status_text: '',
        status_emoji: '',
        team: this.#teamId,
        ...(withEmail && user.email !== undefined ? { email: user.email } : {}),
      },
      is_bot: user.bot,
      is_app_user: false,
      ...(user.deleted
        ? {}
        : {
            is_admin: false,
            is_owner: false,
            is_primary_owner: false,
            is_restricted: guest !== 'no',
            is_ultra_restricted: guest === 'single-channel',
            is_email_confirmed: user.emailConfirmed,
          }),
      updated: Math.floor(user.updated / 1000),
    };
  }
}
