/** The issue of a case cannot be read any more: it was deleted, or Tenure may not see it since. */
import { foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger } from '../../core/grant/index.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import type { Sent } from '../../ports/engine.ts';
import { commitCase } from '../commit.ts';
import { unseenTask } from '../exceptions/index.ts';
import { caseOn } from '../requests/ahead.ts';
import { goOnByItself } from '../requests/decide.ts';
import type { World } from '../world.ts';
import { neverSeen } from './unreadForms.ts';

/** What the tracker has sent of it. */
export interface Heard {
  /** That it was deleted, and by whom; believed only because it is not there. */
  readonly deleted?: Sent;
  /** That somebody's work may end by it. */
  readonly first?: true;
}

/** A deleted or moved issue is an exception for a person, never a termination. */
export async function vanishedIssue(world: World, issue: string, { deleted, first }: Heard): Promise<void> {
  await unseenTask(world, issue, deleted !== undefined);
  const { read } = world.store;
  const known =
    (await read.caseByKey(issue)) ?? (await caseOn(world, { connection: world.tracker.connection, id: issue }));
  if (known === null) return neverSeen(world, issue, { isGone: deleted !== undefined, endsWork: first === true });
  world.log.warn({ case: known.id }, 'the issue of a case can no longer be read');
  const force = await world.rules.current();
  if (force === null) return;
  const { person } = known;
  await world.store.transaction(async (tx) => {
    const ledger = person === null ? emptyLedger : await tx.lockPerson(person);
    const state = foldCase(known.id, await tx.lockCase(known.id));
    // What was refused waits for nothing; what was put off would never come, and nobody would hear of it.
    if (person === null && state.postponedUntil === null) return;
    // `retry` = it was to be there again, and is not; whatever else was decided stands.
    const told = state.exceptions.some(({ kind, verdict }) => kind === 'issue-vanished' && verdict !== 'retry');
    if (told) return;
    const id = exceptionId(`${known.id}!issue-vanished-${state.exceptions.length + 1}`);
    const said = deleted === undefined ? {} : { detail: { deletedBy: deleted.by, deletedAt: deleted.at } };
    const events: TenureEvent[] = [{ type: 'ExceptionRaised', exception: id, kind: 'issue-vanished', ...said }];
    const settings = force.policy.settings;
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: false });
  });
  await goOnByItself(world, force, known);
}
