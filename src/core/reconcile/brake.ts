/** The brake's limits on one counted change set, each exceeded one said in a sentence. */
import type { BrakeLimits } from '../policy/model.ts';
import type { AccountId, EntitlementId, GroupId, PersonId } from '../shared/ids.ts';

/** What one person would gain and lose. */
export interface AccessDifference {
  readonly gains: readonly GroupId[];
  readonly loses: readonly GroupId[];
  /** No group stands for these: a person opens and closes them. */
  readonly opens: readonly EntitlementId[];
  readonly closes: readonly EntitlementId[];
  /** Decided before and held back by shadow: the rules to come make it live. */
  readonly frees: readonly FreedChange[];
  /**
   * Held before and after, or to be, and not for the same reasons: nothing changes until one of them is over, and then it does.
   * Absent = none.
   */
  readonly reasons?: readonly (GroupId | EntitlementId)[];
}

export interface FreedChange {
  readonly account: AccountId;
  readonly change: string;
  readonly group: GroupId | null;
}

export interface CountedItem extends AccessDifference {
  readonly person: PersonId;
}

/** One person's group is one person's access, and ends like theirs. */
const EMPTIES_UP_TO = 1;

export interface PresentMembers {
  /** As the provider counts them; absent = unknown, and then the count alone decides. */
  readonly members: ReadonlyMap<GroupId, number>;
  /** As our own records have them, each read back once; absent = nobody. */
  readonly holders: ReadonlyMap<GroupId, number>;
}

export function brakeReasons(
  items: readonly CountedItem[],
  { members, holders }: PresentMembers,
  limits: BrakeLimits,
  nameOf: (group: GroupId) => string,
): readonly string[] {
  const reasons: string[] = [];
  if (items.length > limits.peoplePerOrigin) {
    reasons.push(`${items.length} people are touched; ${limits.peoplePerOrigin} are allowed at once`);
  }
  for (const [verb, pick] of [
    ['gain', GAINS],
    ['lose', LOSES],
  ] as const) {
    for (const [group, count] of tally(items, pick)) {
      const present = members.get(group);
      // Both must be exceeded, so that a group of four does not trip on one.
      const share = present === undefined || present === 0 ? 1 : count / present;
      if (count <= limits.membersPerGroup || share <= limits.sharePerGroup) continue;
      const of = present === undefined ? '' : ` of ${present}`;
      reasons.push(
        `${nameOf(group)} would ${verb} ${count}${of} members; ${limits.membersPerGroup} are allowed at once`,
      );
    }
  }
  for (const [group, count] of tally(items, LOSES)) {
    // Not the provider's count: that is of the last listing, and two changes of one day would each leave some.
    const held = holders.get(group) ?? 0;
    if (held === 0 || count < held || count <= (limits.emptiesUpTo ?? EMPTIES_UP_TO)) continue;
    reasons.push(`${nameOf(group)} would lose all ${count} who hold it`);
  }
  for (const [verb, pick] of [
    ['opened', (item: CountedItem) => item.opens],
    ['closed', (item: CountedItem) => item.closes],
  ] as const) {
    for (const [entitlement, count] of tally(items, pick)) {
      // Who has it at all is known nowhere outside: the count alone decides.
      if (count <= limits.membersPerGroup) continue;
      reasons.push(
        `${entitlement} would be ${verb} by hand for ${count}; ${limits.membersPerGroup} are allowed at once`,
      );
    }
  }
  return reasons;
}

/** What was held back takes effect like what is new. */
const freed = ({ frees }: CountedItem, change: string) =>
  frees.flatMap((one) => (one.change === change && one.group !== null ? [one.group] : []));

const GAINS = (item: CountedItem) => [...new Set([...item.gains, ...freed(item, 'add-member')])];
const LOSES = (item: CountedItem) => [...new Set([...item.loses, ...freed(item, 'remove-member')])];

function tally<Id>(items: readonly CountedItem[], pick: (item: CountedItem) => readonly Id[]): Map<Id, number> {
  const counts = new Map<Id, number>();
  for (const item of items) for (const id of pick(item)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
