/**
 * A role that is held through a group of the site: the group has to be the role's actor, which is one fact for everybody in
 * it. It is put there when it is missing and somebody is to hold the role; never again once it was read back and another
 * hand has taken it out, until a person decides. It is held for a person too where it opens the role for many in the group
 * whom nobody has given it. It is never taken out by us: nobody in the group holds nothing.
 */
import type { CaseId, GrantId, GroupId } from '../shared/ids.ts';
import type { PlanInput } from './input.ts';
import type { Awaited, Change, Obstacle } from './model.ts';

interface ThroughGroup {
  readonly group: GroupId;
  readonly for: CaseId;
  /** Live grants of it under which the role was never read back. */
  readonly unverified: readonly GrantId[];
}

interface GroupActorPlan {
  readonly changes: readonly Change[];
  readonly obstacles: readonly Obstacle[];
  readonly awaited: readonly Awaited[];
}

const NOTHING: GroupActorPlan = { changes: [], obstacles: [], awaited: [] };

/** `null` = the group is in the role, or the role is held by people: nothing about an actor. */
export function planGroupActor(
  { seen, rules }: Pick<PlanInput, 'seen' | 'rules'>,
  { group, for: on, unverified }: ThroughGroup,
): GroupActorPlan | null {
  if (seen.groupActors?.get(group) !== false) return null;
  const onRecord = rules.actorOnRecord?.(group);
  // Of somebody who held it the group was in the role, whether or not that is on record by itself.
  const wasThere = onRecord === 'verified' || (onRecord === undefined && unverified.length === 0);
  if (wasThere) {
    // Whoever held it already is not asked about one by one: it is one finding.
    if (unverified.length === 0) return NOTHING;
    return { ...NOTHING, obstacles: [{ type: 'role-actor-gone', for: on, group }] };
  }
  const change: Change = { type: 'add-group-actor', for: on, group };
  const others = seen.opensForOthers?.get(group);
  const isHeld =
    onRecord !== 'set-aside' && others !== undefined && (others?.length ?? Infinity) > (rules.mostOthers ?? Infinity);
  if (isHeld && !rules.shadows(change)) {
    return { ...NOTHING, obstacles: [{ type: 'role-opens-for-others', for: on, group, others }] };
  }
  const isAwaited = unverified.length > 0 && !rules.shadows(change);
  return {
    changes: [change],
    obstacles: [],
    awaited: isAwaited ? [{ for: on, group, owner: 'rule' }] : [],
  };
}
