/**
 * Who somebody is, by whichever name they go: a work address, or the tracker's id. Roles list both, a form knows its
 * author by id, and whoever decides says who they are by either. Two addresses of one person are not told to be one.
 */
import type { World } from './world.ts';

/** For what is refused to somebody: also whoever may be meant by a hidden address. */
export const isSamePerson = ({ tracker }: Pick<World, 'tracker'>, a: string, b: string): Promise<boolean> =>
  isSame(a, b, (mail) => tracker.whoMayHave(mail));

/** Asks the tracker only when one is an address and the other is none. A fault there is thrown: nothing is decided. */
async function isSame(a: string, b: string, find: (mail: string) => Promise<readonly string[]>): Promise<boolean> {
  const [one, other] = [a.trim().toLowerCase(), b.trim().toLowerCase()];
  if (one === other) return true;
  if (isAddress(one) === isAddress(other)) return false;
  const [address, id] = isAddress(one) ? [one, other] : [other, one];
  return (await find(address)).some((one) => one.toLowerCase() === id);
}

/**
 * As the list says it, or by another name of the same person. It allows something, so an address Jira hides is not
 * believed: the only one found may be somebody with a longer address.
 */
export async function isListed(
  { tracker }: Pick<World, 'tracker'>,
  list: readonly string[],
  by: string,
): Promise<boolean> {
  if (list.some((one) => one.trim().toLowerCase() === by.trim().toLowerCase())) return true;
  const shown = async (mail: string) => [(await tracker.findShownUser(mail)) ?? []].flat();
  for (const one of list) if (await isSame(one, by, shown)) return true;
  return false;
}

const isAddress = (name: string) => name.includes('@');
