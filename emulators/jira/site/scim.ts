/**
 * Groups of the site that an identity provider keeps ("SCIM"): it alone decides their members, and the site follows after a
 * while. What the provider does is asked for here, in the process; nobody else may write these groups.
 */
import type { EmulatorClock } from '../../kit/clock.ts';
import type { Group } from '../model.ts';
import type { Directory } from './directory.ts';

export class ScimSync {
  /** How long the site takes to follow. */
  lagMilliseconds: number;
  readonly #clock: EmulatorClock;
  readonly #directory: Directory;

  constructor(clock: EmulatorClock, directory: Directory, lagMilliseconds: number) {
    this.#clock = clock;
    this.#directory = directory;
    this.lagMilliseconds = lagMilliseconds;
  }

  join(groupName: string, accountId: string): void {
    const group = this.#kept(groupName);
    this.#later(() => this.#directory.join(group, accountId));
  }

  leave(groupName: string, accountId: string): void {
    const group = this.#kept(groupName);
    this.#later(() => this.#directory.leave(group, accountId));
  }

  #kept(name: string): Group {
    const group = this.#directory.groupNamed(name);
    if (group?.managedBy !== 'scim') throw new Error(`the identity provider keeps no group ${name}`);
    return group;
  }

  #later(task: () => void): void {
    if (this.lagMilliseconds <= 0) task();
    else this.#clock.after(this.lagMilliseconds, task);
  }
}
