/** The users of the org with the indexes every lookup needs: id, login, and the part of the login before the @. */
import type { StoredUser } from './model.ts';
import { OrderedTable } from './orderedTable.ts';
import type { SearchIndex } from './searchIndex.ts';

export const loginOf = (user: StoredUser): string => String(user.profile.login ?? '');
const fold = (login: string): string => login.toLowerCase();
const shortOf = (login: string): string => fold(login).split('@')[0] ?? '';

export class UserTable {
  readonly #rows = new OrderedTable<StoredUser>();
  readonly #byLogin = new Map<string, string>();
  readonly #byShortName = new Map<string, Set<string>>();
  readonly #index: SearchIndex<StoredUser>;

  constructor(index: SearchIndex<StoredUser>) {
    this.#index = index;
  }

  get rows(): OrderedTable<StoredUser> {
    return this.#rows;
  }

  get searchable(): OrderedTable<StoredUser> {
    return this.#index.rows();
  }

  get(id: string): StoredUser | undefined {
    return this.#rows.get(id);
  }

  byLogin(login: string): StoredUser | undefined {
    const id = this.#byLogin.get(fold(login));
    return id === undefined ? undefined : this.#rows.get(id);
  }

  /** By id, login, or a short name that only one login has. */
  find(idOrLogin: string): StoredUser | undefined {
    const exact = this.get(idOrLogin) ?? this.byLogin(idOrLogin);
    if (exact !== undefined) return exact;
    const candidates = this.#byShortName.get(fold(idOrLogin));
    const [only] = candidates?.size === 1 ? candidates : [];
    return only === undefined ? undefined : this.get(only);
  }

  put(user: StoredUser): StoredUser {
    const before = this.#rows.get(user.id);
    if (before === undefined || loginOf(before) !== loginOf(user)) {
      if (before !== undefined) this.#forgetLogin(before);
      const login = loginOf(user);
      this.#byLogin.set(fold(login), user.id);
      const sameShortName = this.#byShortName.get(shortOf(login)) ?? new Set();
      sameShortName.add(user.id);
      this.#byShortName.set(shortOf(login), sameShortName);
    }
    this.#rows.set(user.id, user);
    this.#index.note(user.id, user);
    return user;
  }

  delete(user: StoredUser): void {
    this.#forgetLogin(user);
    this.#rows.delete(user.id);
    this.#index.note(user.id, undefined);
  }

  #forgetLogin(user: StoredUser): void {
    this.#byLogin.delete(fold(loginOf(user)));
    const sameShortName = this.#byShortName.get(shortOf(loginOf(user)));
    sameShortName?.delete(user.id);
    if (sameShortName?.size === 0) this.#byShortName.delete(shortOf(loginOf(user)));
  }
}
