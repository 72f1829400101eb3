/**
 * Who is in which group, both ways round. The public API never tells where a membership came from; the
 * org knows, because a rule takes back only what it gave.
 */
import { OrderedTable } from './orderedTable.ts';

/** `manual`: put there by a person, an API call or an import. Otherwise the rules that hold it. */
export type Origin = 'manual' | ReadonlySet<string>;

const NOBODY: ReadonlySet<string> = new Set();

export class Memberships {
  readonly #members = new Map<string, OrderedTable<Origin>>();
  readonly #groupsOf = new Map<string, Set<string>>();

  origin(groupId: string, userId: string): Origin | undefined {
    return this.#members.get(groupId)?.get(userId);
  }

  set(groupId: string, userId: string, origin: Origin): void {
    const members = this.membersOf(groupId);
    members.set(userId, origin);
    this.#members.set(groupId, members);
    const groups = this.#groupsOf.get(userId) ?? new Set();
    groups.add(groupId);
    this.#groupsOf.set(userId, groups);
  }

  delete(groupId: string, userId: string): boolean {
    this.#groupsOf.get(userId)?.delete(groupId);
    return this.#members.get(groupId)?.delete(userId) ?? false;
  }

  membersOf(groupId: string): OrderedTable<Origin> {
    return this.#members.get(groupId) ?? new OrderedTable();
  }

  groupsOf(userId: string): ReadonlySet<string> {
    return this.#groupsOf.get(userId) ?? NOBODY;
  }

  forgetGroup(groupId: string): void {
    for (const userId of this.membersOf(groupId).keys()) this.#groupsOf.get(userId)?.delete(groupId);
    this.#members.delete(groupId);
  }

  forgetUser(userId: string): void {
    for (const groupId of this.groupsOf(userId)) this.#members.get(groupId)?.delete(userId);
    this.#groupsOf.delete(userId);
  }
}
