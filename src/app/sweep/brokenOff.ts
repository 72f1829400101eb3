/**
 * A connection whose listings break off twice in a row is told to a person: nothing is found there any more, and a log
 * line a night is read by nobody. Withdrawn by the first listing that comes to its end.
 */
import { exceptionId } from '../../core/shared/ids.ts';
import { endFinding, isOver } from '../settling/findingRows.ts';
import type { World } from '../world.ts';
import type { SweptConnection } from './model.ts';

const KIND = 'sweep-broken-off';
const PATIENCE = 2;

export async function tellBrokenOff({ store }: World, connections: readonly SweptConnection[]): Promise<void> {
  const known = await store.read.exceptions({ kinds: [KIND] });
  for (const { connection, brokenOff, brokenOffInARow: times } of connections) {
    const rows = known.filter(({ detail }) => detail.connection === connection);
    const standing = rows.find((row) => !isOver(row));
    const isNew = standing === undefined && brokenOff !== null && times >= PATIENCE;
    if (!isNew && (standing === undefined || brokenOff !== null)) continue;
    await store.transaction(async (tx) => {
      await tx.lockSystem();
      if (standing !== undefined) {
        const ended = await endFinding(tx, standing, 'gone');
        if (ended.length > 0) void tx.append('system', ended);
        return;
      }
      const id = exceptionId(`sweep!${KIND}|${connection}!${rows.length + 1}`);
      const detail = { connection, because: brokenOff };
      const none = { case: null, person: null, account: null, group: null };
      void tx.append('system', [{ type: 'ExceptionRaised', exception: id, kind: KIND, detail }]);
      await tx.raiseException({ id, kind: KIND, ...none, detail, openedAt: tx.now, settled: null });
    });
  }
}
