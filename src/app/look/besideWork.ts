/**
 * Forms that would hire somebody who works here already, and were refused for it. The work that stands in the way may be to
 * end on another day, or be taken back as the mistake it was: whoever filed the other form hears no more of that, so it is
 * read again then. That the work ends by its date lets nobody in: what was asked for beside it stays refused.
 */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { Tx } from '../../ports/store.ts';
import type { Committed } from '../commit.ts';

/** Issues that wait for somebody's work to be out of the way. */
type Waiting = Readonly<Record<string, unknown>>;

const keyOf = (person: PersonId) => `hired-beside:${person}`;

const waits = ({ problems }: Pick<CaseState, 'problems'>) => problems.some(({ code }) => code === 'already-engaged');

const MOVES_WORK: ReadonlySet<TenureEvent['type']> = new Set(['EngagementChanged', 'CaseWithdrawn']);

/** In the transaction of the look that refuses one, or moves the work it waits for; under the person's lock. */
export async function wakeBesideWork(
  tx: Tx,
  before: CaseState,
  { state, ledger }: Committed,
  events: readonly TenureEvent[],
): Promise<void> {
  const { person } = ledger;
  const moves = events.some(({ type }) => MOVES_WORK.has(type));
  const own = state.issue?.id;
  if (person === null || own === undefined || !(moves || waits(before) || waits(state))) return;
  const waiting = (await tx.getControl<Waiting>(keyOf(person.id))) ?? {};
  const { [own]: known, ...others } = waiting;
  if (moves) for (const issue of Object.keys(others)) await tx.send({ lane: 'look', issue });
  if (!waits(state)) {
    if (known !== undefined) await tx.setControl(keyOf(person.id), others);
    return;
  }
  if (known === undefined) await tx.setControl(keyOf(person.id), { ...others, [own]: true } satisfies Waiting);
}

/** In the transaction that begins work: what was filed about it and read before it was taken for a change of other work. */
export async function wakeChanges(tx: Tx, events: readonly TenureEvent[], changes: readonly string[]): Promise<void> {
  if (!events.some(({ type }) => type === 'EngagementOpened')) return;
  for (const issue of changes) await tx.send({ lane: 'look', issue });
}
