/** Logins the naming rule would give somebody, and others have already: asked of the ledger before the transaction. */
import type { Filed } from '../../core/person/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

type Names = Pick<Filed, 'naturalKey' | 'givenName' | 'familyName'>;
const NAMELESS: Names = { naturalKey: null, givenName: null, familyName: null };

/** The name a login is made of: as the form gives it, and of a change what stands otherwise. */
async function namesIn({ store }: World, filed: Filed, [known]: readonly PersonId[]): Promise<Names> {
  if (filed.kind === 'onboarding') return filed.workMail === null ? filed : NAMELESS;
  const isRenaming = filed.kind === 'change' && (filed.givenName !== null || filed.familyName !== null);
  const profile = isRenaming && known !== undefined ? (await store.read.person(known)).person?.profile : undefined;
  if (profile === undefined) return NAMELESS;
  const { naturalKey } = profile;
  return {
    naturalKey,
    givenName: filed.givenName ?? profile.givenName,
    familyName: filed.familyName ?? profile.familyName,
  };
}

/** Logins by the naming rule that the ledger has given to somebody already. */
export async function loginsTaken(
  world: World,
  filed: Filed,
  known: readonly PersonId[],
  { rules }: RulesInForce,
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  const { store } = world;
  const { naturalKey, givenName, familyName } = await namesIn(world, filed, known);
  if (naturalKey === null || givenName === null || familyName === null) return taken;
  for (let n = 1; n <= 50; n += 1) {
    const login = rules.login({ naturalKey, givenName, familyName, workMail: '' }, n);
    if (login === null || !(await store.read.loginTaken(rules.primary, login))) break;
    taken.add(login.toLowerCase());
  }
  return taken;
}
