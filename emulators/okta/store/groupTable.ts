/** The groups of the org, by id and by name. */
import type { StoredGroup } from './model.ts';
import { OrderedTable } from './orderedTable.ts';
import type { SearchIndex } from './searchIndex.ts';

export class Groups {
  readonly rows = new OrderedTable<StoredGroup>();
  readonly #byName = new Map<string, string>();
  readonly #index: SearchIndex<StoredGroup>;

  constructor(index: SearchIndex<StoredGroup>) {
    this.#index = index;
  }

  get searchable(): OrderedTable<StoredGroup> {
    return this.#index.rows();
  }

  get(id: string): StoredGroup | undefined {
    return this.rows.get(id);
  }

  /** Names are unique among the groups Okta owns; an imported group may repeat one. */
  byName(name: string): StoredGroup | undefined {
    const id = this.#byName.get(name.toLowerCase());
    return id === undefined ? undefined : this.get(id);
  }

  put(group: StoredGroup): StoredGroup {
    const before = this.get(group.id);
    if (before?.profile.name !== group.profile.name && group.type !== 'APP_GROUP') {
      if (before !== undefined) this.#byName.delete(before.profile.name.toLowerCase());
      this.#byName.set(group.profile.name.toLowerCase(), group.id);
    }
    this.rows.set(group.id, group);
    this.#index.note(group.id, group);
    return group;
  }

  delete(group: StoredGroup): void {
    if (this.byName(group.profile.name)?.id === group.id) this.#byName.delete(group.profile.name.toLowerCase());
    this.rows.delete(group.id);
    this.#index.note(group.id, undefined);
  }
}
