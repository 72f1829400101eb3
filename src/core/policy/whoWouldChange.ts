/** One person under a new table: what to give, what to end, what stays. Pure; the caller makes the change set. */
import type { Grant } from '../grant/model.ts';
import type { GroupId } from '../shared/ids.ts';
import type { Birthright } from './birthright.ts';
import { givenKey } from './catalogue.ts';
import type { Given } from './model.ts';
import type { Resolved } from './resolve.ts';

export interface PersonChange {
  readonly give: readonly Birthright[];
  readonly end: readonly Grant[];
  /** Still given, by the rows named: the same access under other rows is no change of access. */
  readonly keep: readonly { readonly grant: Grant; readonly birthright: Birthright }[];
  /** Kept, but what it means is other groups now: reaches the grant only by the owner's decision. */
  readonly regroup: readonly {
    readonly grant: Grant;
    readonly add: readonly GroupId[];
    readonly remove: readonly GroupId[];
  }[];
}

/**
 * `live`: the person's birthright grants that have not ended. `after`: what the new table gives. `resolve` pins names
 * to ids. A group the provider does not know is no reason to end anything: unknown is never gone.
 */
export function whoWouldChange(
  live: readonly Grant[],
  after: readonly Birthright[],
  resolve: (given: Given) => Resolved,
): PersonChange {
  const wanted = after.map((birthright) => ({ birthright, resolved: resolve(birthright.given) }));
  const keep: { grant: Grant; birthright: Birthright }[] = [];
  const end: Grant[] = [];
  const regroup: { grant: Grant; add: readonly GroupId[]; remove: readonly GroupId[] }[] = [];
  const met = new Set<Birthright>();
  for (const grant of live) {
    const match =
      wanted.find(({ birthright }) => givenKey(birthright.given) === givenKey(grant.holds)) ??
      wanted.find(({ resolved }) => isSameGroup(grant, resolved));
    if (match === undefined) {
      end.push(grant);
      continue;
    }
    const { birthright, resolved } = match;
    met.add(birthright);
    keep.push({ grant, birthright });
    if (resolved.missing.length > 0) continue;
    const add = resolved.groups.filter((group) => !grant.groups.includes(group));
    const remove = grant.groups.filter((group) => !resolved.groups.includes(group));
    if (add.length + remove.length > 0) regroup.push({ grant, add, remove });
  }
  return { give: after.filter((birthright) => !met.has(birthright)), end, keep, regroup };
}

/** A group renamed at the provider and in the files is still the group of the grant. */
const isSameGroup = (grant: Grant, { given, groups }: Resolved) =>
  grant.holds.kind === 'group' && given.kind === 'group' && groups.some((group) => grant.groups.includes(group));
