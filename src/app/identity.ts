/**
 * Who somebody is, by whichever name they go: a work address, or the tracker's id. Roles list both, a form knows its
 * author by id, and whoever decides says who they are by either. Two addresses of one person are not told to be one.
 */
import type { World } from './world.ts';

/** Asks the tracker only when one is an address and the other is none. A fault there is thrown: nothing is decided. */
export async function isSamePerson({ tracker }: Pick<World, 'tracker'>, a: string, b: string): Promise<boolean> {
  const [one, other] = [a.trim().toLowerCase(), b.trim().toLowerCase()];
  if (one === other) return true;
  if (isAddress(one) === isAddress(other)) return false;
  const [address, id] = isAddress(one) ? [one, other] : [other, one];
  return (await tracker.findUser(address))?.toLowerCase() === id;
}

/** As the list says it, or by another name of the same person. */
export async function isListed(world: Pick<World, 'tracker'>, list: readonly string[], by: string): Promise<boolean> {
  if (list.some((one) => one.trim().toLowerCase() === by.trim().toLowerCase())) return true;
  for (const one of list) if (await isSamePerson(world, one, by)) return true;
  return false;
}

const isAddress = (name: string) => name.includes('@');
