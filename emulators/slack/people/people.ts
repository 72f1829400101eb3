/** Everybody who has been asked for: one `Person` each, so that what they were offered is not forgotten between two asks. */
import type { Workspace } from '../workspace.ts';
import { Person } from './person.ts';

export class People {
  readonly #workspace: Workspace;
  readonly #known = new Map<string, Person>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** By id, address or name. */
  as(who: string): Person {
    const user = this.#workspace.users.find(who);
    const person = this.#known.get(user.id) ?? new Person(this.#workspace, user);
    this.#known.set(user.id, person);
    return person;
  }
}
