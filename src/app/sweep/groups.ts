/** Groups that are not what the ledger takes them for: gone, made anew under the same name, or filled by somebody else. */
import type { Finding } from '../../core/finding/model.ts';
import type { GroupId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { IdentityProvider } from '../../ports/provider.ts';
import type { StoredGroup } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import type { Concluded } from './found.ts';
import { BULK } from './listing.ts';

export async function groupFindings(
  { store }: World,
  provider: IdentityProvider,
  { groupsByName }: RulesInForce,
  managed: readonly StoredGroup[],
): Promise<readonly Concluded[]> {
  const suspect = managed.filter(({ vanished, owner }) => vanished || owner === 'rule' || owner === 'directory');
  const held = new Map((await store.sweeps.heldIn(suspect.map(({ id }) => id))).map((one) => [one.group, one]));
  return suspect.flatMap(({ id: group, name, owner, vanished }): Concluded[] => {
    const { holders, givenByUs } = held.get(group) ?? { holders: 0, givenByUs: 0 };
    if (vanished) {
      const finding: Finding = { kind: 'group-vanished', group, name, holders, remade: groupsByName.has(name) };
      return holders === 0 ? [] : [{ finding, stillSo: () => isGone(provider, group) }];
    }
    const finding: Finding = { kind: 'group-owned-elsewhere', group, owner, holders: givenByUs };
    // Somebody else has filled it from the start: nothing of ours is in it.
    return givenByUs === 0 ? [] : [{ finding, stillSo: () => Promise.resolve(true) }];
  });
}

/** By its id. What cannot be read is not gone. */
async function isGone(provider: IdentityProvider, group: GroupId): Promise<boolean> {
  try {
    return !(await provider.hasGroup(group, BULK));
  } catch (fault) {
    if (fault instanceof Fault) return false;
    throw fault;
  }
}
