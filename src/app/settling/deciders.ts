/** Who decides about a held change set, wherever they do it: on its own name, or from the list of exceptions. */
import { waitsForOwner } from '../../core/reconcile/index.ts';
import { changeSetId } from '../../core/shared/ids.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { isListed } from '../identity.ts';
import type { Kept } from '../policy/changeSets.ts';
import { HELD_SET } from '../policy/heldSets.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { type OwnerRefusal, ownerRefusal, ownersIn } from '../policy/widening.ts';
import type { World } from '../world.ts';

/** The application's owner decides about groups that were added; about everything else, who may confirm. */
export async function deciderRefusal(
  world: World,
  found: Kept | null,
  by: string,
): Promise<'not-allowed' | OwnerRefusal | null> {
  const force = await world.rules.current();
  const gives = found?.row.gives;
  if (found !== null && force !== null && waitsForOwner(gives)) {
    return ownerRefusal(world, force, gives, found.items, by);
  }
  return (await mayConfirm(world, by)) ? null : 'not-allowed';
}

export async function mayConfirm(world: World, by: string): Promise<boolean> {
  const force = await world.rules.current();
  return force === null || (await isListed(world, force.policy.settings.roles.confirm, by));
}

/** Whom an exception waits for by name, whatever the roles say: of groups that were added the application's owner and deputy. */
export async function namedDeciders(
  { store }: World,
  { policy }: RulesInForce,
  { kind, detail }: Pick<ExceptionRow, 'kind' | 'detail'>,
): Promise<readonly string[]> {
  if (kind !== HELD_SET) return [];
  const gives = (await store.read.changeSet(changeSetId(String(detail.changeSet))))?.row.gives;
  return waitsForOwner(gives) ? ownersIn(policy, gives.application) : [];
}
