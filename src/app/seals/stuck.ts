/** Seals that do not get to the tracker: told to a person once, and over by itself as soon as one gets there. */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { World } from '../world.ts';

const KIND = 'seals-not-written';
const BY = 'Tenure: they are written again';

export async function tellStuck({ store, freshId }: World, seal: number, trouble: unknown): Promise<void> {
  const id = exceptionId(`${KIND}!${freshId()}`);
  const why = trouble instanceof Fault ? { operation: trouble.operation, fault: trouble.kind } : { fault: 'unknown' };
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    if ((await tx.openExceptions({ kind: KIND })).length > 0) return;
    const detail = { seal, ...why };
    const raised: TenureEvent = { type: 'ExceptionRaised', exception: id, kind: KIND, detail };
    await tx.append('system', [raised]);
    const nobodys = { case: null, person: null, account: null, group: null } as const;
    await tx.raiseException({ id, kind: KIND, ...nobodys, detail, openedAt: tx.now, settled: null });
  });
}

export async function tellWritten({ store }: World): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    for (const { id } of await tx.openExceptions({ kind: KIND })) {
      const settlement = { at: tx.now, by: BY, verdict: 'retry' } as const;
      await tx.settleException(id, settlement);
      await tx.append('system', [{ type: 'ExceptionSettled', exception: id, ...settlement }]);
    }
  });
}
