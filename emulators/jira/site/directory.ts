/** Users and groups of a site, found by id, address, credentials or the beginning of a word; never by a scan. */
import { createHash } from 'node:crypto';
import type { Group, User } from '../model.ts';

export interface UserSeed {
  readonly displayName: string;
  readonly email: string;
  readonly accountId?: string;
  readonly accountType?: User['accountType'];
  readonly active?: boolean;
  readonly mailHidden?: boolean;
  readonly admin?: boolean;
  readonly licensed?: boolean;
  readonly agent?: boolean;
  readonly token?: string;
  /** Names of groups, made when missing. */
  readonly groups?: readonly string[];
}

export interface GroupSeed {
  readonly name: string;
  readonly groupId?: string;
  /** Account ids. */
  readonly members?: readonly string[];
  readonly managedBy?: Group['managedBy'];
}

export class Directory {
  readonly #users = new Map<string, User>();
  readonly #inOrder: User[] = [];
  /**
   * A portal-only account may have the address of an Atlassian account ("Copy customers with mismatched account types"): it comes
   * first.
   */
  readonly #byMail = new Map<string, readonly User[]>();
  readonly #byCredentials = new Map<string, User>();
  readonly #groups = new Map<string, Group>();
  readonly #groupsByName = new Map<string, Group>();
  readonly #groupsOf = new Map<string, Set<Group>>();
  /** Sorted lower-case words of names and addresses, for prefix search. */
  #words: { readonly word: string; readonly user: User }[] = [];
  #wordsSorted = true;

  addUser(seed: UserSeed): User {
    const { accountType = 'atlassian' } = seed;
    const licensed = seed.licensed ?? accountType !== 'customer';
    if (accountType === 'customer' && seed.token !== undefined)
      throw new Error(`${seed.email}: a portal-only account has no API token`);
    const user: User = {
      accountId: seed.accountId ?? accountIdFor(seed.email, accountType),
      accountType,
      displayName: seed.displayName,
      email: seed.email,
      active: seed.active ?? true,
      mailHidden: seed.mailHidden ?? false,
      admin: seed.admin ?? false,
      licensed,
      agent: seed.agent ?? licensed,
      token: seed.token,
    };
    if (this.#users.has(user.accountId)) throw new Error(`there is already a user ${user.accountId}`);
    this.#users.set(user.accountId, user);
    this.#inOrder.push(user);
    const others = this.#byMail.get(user.email.toLowerCase()) ?? [];
    const isPortalOnly = accountType === 'customer';
    this.#byMail.set(user.email.toLowerCase(), isPortalOnly ? [user, ...others] : [...others, user]);
    if (user.token !== undefined) this.#byCredentials.set(`${user.email.toLowerCase()}:${user.token}`, user);
    for (const word of [...user.displayName.split(/\s+/), user.displayName, user.email])
      this.#words.push({ word: word.toLowerCase(), user });
    this.#wordsSorted = false;
    for (const name of seed.groups ?? []) this.join(this.groupNamed(name) ?? this.addGroup({ name }), user.accountId);
    return user;
  }

  addGroup(seed: GroupSeed): Group {
    const group: Group = {
      groupId: seed.groupId ?? uuidFor(`group ${seed.name}`),
      name: seed.name,
      members: new Set(),
      managedBy: seed.managedBy ?? 'local',
    };
    this.#groups.set(group.groupId, group);
    this.#groupsByName.set(group.name.toLowerCase(), group);
    for (const accountId of seed.members ?? []) this.join(group, accountId);
    return group;
  }

  removeGroup(group: Group): void {
    for (const accountId of group.members) this.#groupsOf.get(accountId)?.delete(group);
    this.#groups.delete(group.groupId);
    this.#groupsByName.delete(group.name.toLowerCase());
  }

  renameGroup(group: Group, name: string): void {
    this.#groupsByName.delete(group.name.toLowerCase());
    group.name = name;
    this.#groupsByName.set(name.toLowerCase(), group);
  }

  join(group: Group, accountId: string): void {
    group.members.add(accountId);
    const of = this.#groupsOf.get(accountId) ?? new Set();
    this.#groupsOf.set(accountId, of.add(group));
  }

  leave(group: Group, accountId: string): void {
    group.members.delete(accountId);
    this.#groupsOf.get(accountId)?.delete(group);
  }

  user = (accountId: string): User | undefined => this.#users.get(accountId);
  userWithMail = (email: string): User | undefined => this.#byMail.get(email.toLowerCase())?.at(-1);
  group = (groupId: string): Group | undefined => this.#groups.get(groupId);
  groupNamed = (name: string): Group | undefined => this.#groupsByName.get(name.toLowerCase());
  groupsOf = (accountId: string): readonly Group[] => [...(this.#groupsOf.get(accountId) ?? [])];
  groups = (): Iterable<Group> => this.#groups.values();
  users = (): readonly User[] => this.#inOrder;
  usersFrom = (start: number, count: number): User[] => this.#inOrder.slice(start, start + count);

  /** An inactive account's token no longer signs in. */
  signIn(email: string, token: string): User | undefined {
    const user = this.#byCredentials.get(`${email.toLowerCase()}:${token}`);
    return user?.active === true && user.token === token ? user : undefined;
  }

  /**
   * Active users with a name or address that begins with `query`, also where it is somebody's whole address. What a profile hides is
   * matched all the same: "privacy controls are applied to the response" ("Find users").
   */
  search(query: string, limit: number): User[] {
    const wanted = query.trim().toLowerCase();
    if (!this.#wordsSorted) {
      this.#words = this.#words.sort((a, b) => (a.word < b.word ? -1 : 1));
      this.#wordsSorted = true;
    }
    const found = new Set((this.#byMail.get(wanted) ?? []).filter(({ active }) => active));
    for (let index = this.#firstAt(wanted); index < this.#words.length && found.size < limit; index += 1) {
      const entry = this.#words[index];
      if (entry === undefined || !entry.word.startsWith(wanted)) break;
      if (entry.user.active) found.add(entry.user);
    }
    return [...found];
  }

  #firstAt(wanted: string): number {
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#words[middle]?.word ?? '') < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The newer form of account ids; portal-only ones name their site. The same address gives the same id on every start. */
export const accountIdFor = (email: string, type: User['accountType']): string => {
  const id = uuidFor(`user ${email.toLowerCase()}`);
  return type === 'customer' ? `qm:${uuidFor('this site')}:${id}` : `712020:${id}`;
};

export function uuidFor(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
