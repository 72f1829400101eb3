/**
 * Somebody who may settle an exception says that another is to: a person or a role, who may settle it too. It stays open,
 * is shown with the new owner, and they are told. Who may settle what is policy's: handing over changes nothing of that.
 */
import { addressesIn, exceptionHistory, peopleBehind, ROLES_NAMED } from '../../core/exception/index.ts';
import type { ExceptionId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { type KeptFrom, keptFromAll } from '../settling/mayDecide.ts';
import type { Together } from '../settling/settleFinding.ts';
import { verdictsOf } from '../settling/verdicts.ts';
import type { World } from '../world.ts';
import { commitAbout, streamOf } from './commit.ts';
import { shownOfException } from './histories.ts';

export interface HandingOver {
  readonly exception: ExceptionId;
  readonly to: string;
  readonly by: string;
  readonly reason: string;
  /** As it was shown to whoever says so (`shownOfException`); absent = they have looked it up themselves. */
  readonly shown?: string;
}

export type HandOverRefusal =
  | KeptFrom
  | 'unknown'
  | 'settled-already'
  | 'may-not-settle'
  | 'theirs-already'
  | 'shown-otherwise';

export async function handOver(
  world: World,
  { exception, to: named, by, reason, shown }: HandingOver,
  together: Together = async () => {},
): Promise<Outcome<{ readonly to: string }, HandOverRefusal>> {
  const row = await world.store.read.exception(exception);
  const force = await world.rules.current();
  if (row === null || force === null) return refuse('unknown');
  if (row.settled !== null) return refuse('settled-already');
  const verdicts = verdictsOf(row);
  const kept = await keptFromAll(world, force, row, { verdicts, by });
  if (kept !== null) return refuse(kept);
  const to = named.trim().toLowerCase();
  const people = await whoMay(world, force, row, to);
  if (people.length === 0) return refuse('may-not-settle');
  const told = addressesIn(people).filter((one) => one.toLowerCase() !== by.trim().toLowerCase());
  let refusal: HandOverRefusal | null = null;
  await commitAbout(world, force, streamOf(row), async ({ events, now, tx }) => {
    refusal = null;
    const history = exceptionHistory(row.id, events);
    if ((await tx.exceptionNow(row.id))?.settled !== null) refusal = 'settled-already';
    else if (history.owner === to) refusal = 'theirs-already';
    else if (shown !== undefined && shownOfException(row, history) !== shown) refusal = 'shown-otherwise';
    if (refusal !== null) return [];
    await together(tx);
    const notice = `handed-over-${(events.at(-1)?.seq ?? 0) + 1}`;
    const type = 'ExceptionHandedOver';
    return [{ type, exception: row.id, to, by, notice, at: now, personal: { reason, told } }];
  });
  return refusal === null ? accept({ to }) : refuse(refusal);
}

/** Of a role everybody in it who may: whom it is about is in none. */
async function whoMay(world: World, force: RulesInForce, row: ExceptionRow, to: string): Promise<readonly string[]> {
  const isRole = ROLES_NAMED.some((role) => role === to);
  const verdicts = verdictsOf(row);
  const may: string[] = [];
  for (const one of isRole ? peopleBehind([to], force.policy.settings) : [to]) {
    if ((await keptFromAll(world, force, row, { verdicts, by: one })) === null) may.push(one);
  }
  return may;
}
