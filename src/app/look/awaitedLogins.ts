/**
 * A login that only HR or a directory can give comes with an import, of which the provider need not tell anybody. So
 * whoever is waited for is looked at from time to time; the reading tells whether it has come.
 */
import { LOGIN_AWAITED } from '../../core/person/index.ts';
import type { World } from '../world.ts';

/** Answers how many are looked at. */
export async function lookForLogins({ store, engine }: World): Promise<number> {
  const open = await store.read.exceptions({ open: true, kinds: [LOGIN_AWAITED] });
  const accounts = new Set(open.flatMap(({ account }) => account ?? []));
  for (const look of accounts) await engine.send({ lane: 'bulk', look });
  return accounts.size;
}
