/**
 * Both lines of the brake over one change of many: the product's own count decides whether it is held as a whole; of
 * one that goes on, what it takes is booked by the hour as reconcile books it.
 */
import type { BrakeLimits } from '../../src/core/policy/model.ts';
import { brakeReasons, type CountedItem } from '../../src/core/reconcile/index.ts';
import { connectionId, type GroupId, groupId, personId } from '../../src/core/shared/ids.ts';
import { type Edit, type Holdings, membersOf } from './memberships.ts';

const HOUR = 3_600_000;
const OKTA = connectionId('okta');

/** People who differ, with what each would gain and lose. */
export function itemsOf(edits: readonly Edit[]): readonly CountedItem[] {
  return edits.flatMap(({ person, before, after }) => {
    const gains = [...after].filter((group) => !before.has(group)).map(named);
    const loses = [...before].filter((group) => !after.has(group)).map(named);
    if (gains.length + loses.length === 0) return [];
    return [{ person: personId(person), gains, loses, opens: [], closes: [], frees: [] }];
  });
}

/** Why it would be held, with what changes of the hour before it have changed; empty = it goes on. */
export function reasonsFor(
  items: readonly CountedItem[],
  holdings: Holdings,
  limits: BrakeLimits,
  earlier: readonly CountedItem[] = [],
) {
  const members = new Map([...membersOf(holdings)].map(([group, count]) => [named(group), count]));
  return brakeReasons(items, { members, holders: members }, limits, (group) => group, earlier);
}

/** What went on within the hour without anybody having to confirm it. */
export class HourBefore {
  #sets: { readonly at: number; readonly items: readonly CountedItem[] }[] = [];

  itemsAt(at: number): readonly CountedItem[] {
    this.#sets = this.#sets.filter((one) => at - one.at < HOUR);
    return this.#sets.flatMap(({ items }) => items);
  }

  add(items: readonly CountedItem[], at: number): void {
    this.#sets.push({ at, items });
  }
}

export const changesIn = (items: readonly CountedItem[]): number =>
  items.reduce((sum, { gains, loses }) => sum + gains.length + loses.length, 0);

/** One origin, one author: the meters of the second line. */
export class HourlyMeters {
  readonly #limits: BrakeLimits;
  #booked: { readonly at: number; readonly group: GroupId }[] = [];

  constructor(limits: BrakeLimits) {
    this.#limits = limits;
  }

  /** How many of what these people lose would wait for the hour. */
  book(items: readonly CountedItem[], at: number): number {
    this.#booked = this.#booked.filter((one) => at - one.at < HOUR);
    const { removalsPerHour, actorRemovalsPerHour, groupRemovalsPerHour } = this.#limits;
    let waiting = 0;
    for (const group of items.flatMap(({ loses }) => loses)) {
      const ofGroup = this.#booked.filter((one) => one.group === group).length;
      const most = Math.min(removalsPerHour, actorRemovalsPerHour);
      if (this.#booked.length < most && ofGroup < groupRemovalsPerHour) this.#booked.push({ at, group });
      else waiting += 1;
    }
    return waiting;
  }
}

const named = (group: string): GroupId => groupId(OKTA, group);
