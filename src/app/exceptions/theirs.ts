/**
 * The open exceptions one person may see where they decide: those of the roles that settle, and of them none that is about
 * themselves. Of a confidential termination its subject learns nothing here either: it is neither listed nor counted.
 */
import { foldCase } from '../../core/evidence/index.ts';
import { Fault } from '../../ports/fault.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { isListed } from '../identity.ts';
import { isOwn } from '../mayDecide.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';

export interface Theirs {
  /** Oldest first. */
  readonly open: readonly ExceptionRow[];
  readonly mayConfirm: boolean;
  readonly mayAccept: boolean;
}

/** `null` = neither role is theirs, or the tracker has to say whether it is and does not answer. */
export async function exceptionsFor(world: World, force: RulesInForce, mail: string): Promise<Theirs | null> {
  const { roles } = force.policy.settings;
  try {
    const [mayConfirm, mayAccept] = await Promise.all([
      isListed(world, roles.confirm, mail),
      isListed(world, roles.accept, mail),
    ]);
    if (!mayConfirm && !mayAccept) return null;
    return { open: await openBut(world, mail), mayConfirm, mayAccept };
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    world.log.warn({ fault: trouble.message }, 'whether somebody sees the exceptions could not be asked');
    return null;
  }
}

async function openBut({ store: { read } }: World, mail: string): Promise<readonly ExceptionRow[]> {
  const [rows, own] = await Promise.all([read.exceptions({ open: true }), read.findPersons(mail)]);
  const address = mail.trim().toLowerCase();
  const isOthers = async ({ case: on, person, detail }: ExceptionRow) => {
    if (person !== null) return !own.includes(person);
    if (Object.values(detail).some((said) => String(said).toLowerCase() === address)) return false;
    const sealed = on === null ? null : foldCase(on, await read.stream(on)).sealed;
    return sealed === null || !isOwn(await read.person(sealed.person), mail);
  };
  const others = await Promise.all(rows.map(isOthers));
  return rows.filter((_, nth) => others[nth]);
}
