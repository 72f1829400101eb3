/**
 * The open exceptions one person may see where they decide: all, if a role that settles is theirs, else what waits for them by
 * name; none that is about themselves. Of a confidential termination its subject learns nothing here either: it is neither listed nor counted.
 */
import type { ExceptionId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { isListed } from '../identity.ts';
import { unlessNewer } from '../newer.ts';
import { HELD_SET } from '../policy/heldSets.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { namedDeciders } from '../settling/deciders.ts';
import { isOwn, keptFrom, subjectOf } from '../settling/mayDecide.ts';
import type { World } from '../world.ts';

export interface Theirs {
  /** Oldest first. */
  readonly open: readonly ExceptionRow[];
  readonly mayConfirm: boolean;
  readonly mayAccept: boolean;
  /** Of these they decide whatever the roles say. */
  readonly byName: ReadonlySet<ExceptionId>;
}

/** `null` = nothing is theirs to settle, or the tracker has to say whether it is and does not answer. */
export async function exceptionsFor(world: World, force: RulesInForce, mail: string): Promise<Theirs | null> {
  const { roles } = force.policy.settings;
  try {
    const [mayConfirm, mayAccept] = await Promise.all([
      isListed(world, roles.confirm, mail),
      isListed(world, roles.accept, mail),
    ]);
    const byName = await waitingByName(world, force, mail);
    if (!mayConfirm && !mayAccept && byName.size === 0) return null;
    const open = await openBut(world, mail);
    return {
      open: mayConfirm || mayAccept ? open : open.filter(({ id }) => byName.has(id)),
      mayConfirm,
      mayAccept,
      byName,
    };
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    world.log.warn({ fault: trouble.message }, 'whether somebody sees the exceptions could not be asked');
    return null;
  }
}

/** Groups that were added to what an application means wait for its owner, or who stands in for them. */
async function waitingByName(world: World, force: RulesInForce, mail: string): Promise<ReadonlySet<ExceptionId>> {
  const theirs = new Set<ExceptionId>();
  for (const row of await world.store.read.exceptions({ open: true, kinds: [HELD_SET] })) {
    const named = await namedDeciders(world, force, row);
    const isNamed = named.some((one) => one.toLowerCase() === mail.toLowerCase());
    if (isNamed && (await keptFrom(world, force, row, { verdict: 'confirm', by: mail })) === null) theirs.add(row.id);
  }
  return theirs;
}

async function openBut(world: World, mail: string): Promise<readonly ExceptionRow[]> {
  const { read } = world.store;
  const [rows, own] = await Promise.all([read.exceptions({ open: true }), read.findPersons(mail)]);
  const address = mail.trim().toLowerCase();
  const isOthers = async (row: ExceptionRow) => {
    if (row.person !== null) return !own.includes(row.person);
    if (Object.values(row.detail).some((said) => String(said).toLowerCase() === address)) return false;
    const { person } = await subjectOf(world, row);
    return person === null || !isOwn(await read.person(person), mail);
  };
  // Of one that a newer Tenure has written about nobody here knows whether it is their own.
  const others = await Promise.all(rows.map((row) => unlessNewer(world, () => isOthers(row))));
  return rows.filter((_, nth) => others[nth] === true);
}
