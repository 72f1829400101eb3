/** The brake's limits on one counted change set, each exceeded one said in a sentence. */
import type { BrakeLimits } from '../policy/model.ts';
import type { GroupId, PersonId } from '../shared/ids.ts';

export interface CountedItem {
  readonly person: PersonId;
  readonly gains: readonly GroupId[];
  readonly loses: readonly GroupId[];
}

export function brakeReasons(
  items: readonly CountedItem[],
  /** Present members by group; absent = unknown, and then the count alone decides. */
  members: ReadonlyMap<GroupId, number>,
  limits: BrakeLimits,
  nameOf: (group: GroupId) => string,
): readonly string[] {
  const reasons: string[] = [];
  if (items.length > limits.peoplePerOrigin) {
    reasons.push(`${items.length} people are touched; ${limits.peoplePerOrigin} are allowed at once`);
  }
  for (const [verb, pick] of [
    ['gain', (item: CountedItem) => item.gains],
    ['lose', (item: CountedItem) => item.loses],
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
  return reasons;
}

function tally(items: readonly CountedItem[], pick: (item: CountedItem) => readonly GroupId[]): Map<GroupId, number> {
  const counts = new Map<GroupId, number>();
  for (const item of items) for (const group of pick(item)) counts.set(group, (counts.get(group) ?? 0) + 1);
  return counts;
}
