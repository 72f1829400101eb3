/** The small company of the simulation: which groups there are, who fills them, and what is out of reach. */
import type { Bounds } from '../../src/core/reconcile/index.ts';
import type { GroupOwner } from '../../src/core/reconcile/model.ts';
import type { GroupId } from '../../src/core/shared/ids.ts';
import { group } from '../support/build.ts';

export const OURS: readonly GroupId[] = ['a', 'b', 'c'].map(group);
export const MIXED = group('mixed');
export const RULE = group('rule');
export const DIRECTORY = group('directory');
export const BUILT_IN = group('everyone');
export const PROTECTED = group('super-admins');
export const ALUMNI = group('alumni');
/** In nobody's catalogue: somebody made it by hand. */
export const UNMANAGED = group('book-club');

export const OWNERS: ReadonlyMap<GroupId, GroupOwner> = new Map<GroupId, GroupOwner>([
  ...OURS.map((one) => [one, 'tenure'] as const),
  [MIXED, 'mixed'],
  [RULE, 'rule'],
  [DIRECTORY, 'directory'],
  [BUILT_IN, 'built-in'],
  [PROTECTED, 'tenure'],
  [ALUMNI, 'tenure'],
]);

export const ALL: readonly GroupId[] = [...OWNERS.keys(), UNMANAGED];
/** What grants may name. */
export const GRANTABLE: readonly GroupId[] = [...OURS, ...OURS, MIXED, RULE, DIRECTORY, BUILT_IN, PROTECTED, ALUMNI];
/** What Tenure may both give and take. */
export const WRITABLE: ReadonlySet<GroupId> = new Set([...OURS, ALUMNI]);

export const bounds = (unaddable: ReadonlySet<GroupId> = new Set(), protectedAccount = false): Bounds => ({
  ownerOf: (one) => OWNERS.get(one),
  protectedAccount,
  protectedGroups: new Set([PROTECTED]),
  keep: new Set([ALUMNI]),
  unaddable,
  shadows: () => false,
});
