/** Groups that are not what the ledger takes them for: gone, made anew under the same name, or filled by somebody else. */
import type { Finding } from '../../core/finding/model.ts';
import type { StoredGroup } from '../../ports/store.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';

export async function groupFindings(
  { store }: World,
  { groupsByName }: RulesInForce,
  managed: readonly StoredGroup[],
): Promise<readonly Finding[]> {
  const suspect = managed.filter(({ vanished, owner }) => vanished || owner === 'rule' || owner === 'directory');
  const held = new Map((await store.sweeps.heldIn(suspect.map(({ id }) => id))).map((one) => [one.group, one]));
  return suspect.flatMap(({ id: group, name, owner, vanished }): Finding[] => {
    const { holders, givenByUs } = held.get(group) ?? { holders: 0, givenByUs: 0 };
    if (vanished) {
      return holders === 0 ? [] : [{ kind: 'group-vanished', group, name, holders, remade: groupsByName.has(name) }];
    }
    // Somebody else has filled it from the start: nothing of ours is in it.
    return givenByUs === 0 ? [] : [{ kind: 'group-owned-elsewhere', group, owner, holders: givenByUs }];
  });
}
