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

/** `earlier`: what changes before this one have given and taken within the hour; many small ones are as much as one large. */
export function brakeReasons(
  items: readonly CountedItem[],
  { members, holders }: PresentMembers,
  limits: BrakeLimits,
  nameOf: (group: GroupId) => string,
  earlier: readonly CountedItem[] = [],
): readonly string[] {
  const reasons: string[] = [];
  const all = [...earlier, ...items];
  const allowed = (most: number) => `${most} are allowed ${earlier.length > 0 ? 'within an hour' : 'at once'}`;
  const people = new Set(all.map(({ person }) => person)).size;
  if (items.length > 0 && people > limits.peoplePerOrigin) {
    reasons.push(`${people} people are touched; ${allowed(limits.peoplePerOrigin)}`);
  }
  for (const [verb, pick] of [
    ['gain', GAINS],
    ['lose', LOSES],
  ] as const) {
    for (const [group, count] of tally(items, pick, all)) {
      const present = members.get(group);
      // Both must be exceeded, so that a group of four does not trip on one.
      const share = present === undefined || present === 0 ? 1 : count / present;
      if (count <= limits.membersPerGroup || share <= limits.sharePerGroup) continue;
      const of = present === undefined ? '' : ` of ${present}`;
      reasons.push(`${nameOf(group)} would ${verb} ${count}${of} members; ${allowed(limits.membersPerGroup)}`);
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
    for (const [entitlement, count] of tally(items, pick, all)) {
      // Who has it at all is known nowhere outside: the count alone decides.
      if (count <= limits.membersPerGroup) continue;
      reasons.push(`${entitlement} would be ${verb} by hand for ${count}; ${allowed(limits.membersPerGroup)}`);
    }
  }
  return reasons;
}

/** What was held back takes effect like what is new. */
const freed = ({ frees }: CountedItem, change: string) =>
  frees.flatMap((one) => (one.change === change && one.group !== null ? [one.group] : []));

const GAINS = (item: CountedItem) => [...new Set([...item.gains, ...freed(item, 'add-member')])];
const LOSES = (item: CountedItem) => [...new Set([...item.loses, ...freed(item, 'remove-member')])];

/** Of whatever `items` touch: how many people of `all` do. */
function tally<Id>(
  items: readonly CountedItem[],
  pick: (item: CountedItem) => readonly Id[],
  all: readonly CountedItem[] = items,
): readonly (readonly [Id, number])[] {
  const people = new Map<Id, Set<PersonId>>();
  for (const item of items) for (const id of pick(item)) people.set(id, new Set());
  for (const item of all) for (const id of pick(item)) people.get(id)?.add(item.person);
  return [...people].map(([id, { size }]) => [id, size]);
}
