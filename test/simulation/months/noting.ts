/** A process's view of the store: its transactions begin and end on the owned clock, and the trace hears what they made true. */
import type { StreamId, TenureEvent } from '../../../src/core/evidence/model.ts';
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import type { ReconcileRow, Store, Tx } from '../../../src/ports/store.ts';
import type { Process } from './process.ts';
import type { Trace } from './trace.ts';

interface Draft {
  readonly events: { readonly stream: StreamId; readonly event: TenureEvent }[];
  readonly ledgers: PersonLedger[];
  readonly rows: ReconcileRow[];
}

/** Between two of its own transactions a process may end; inside one, that is the same as before it. */
export function notedStore(
  store: Store,
  process: Process,
  trace: Trace,
  now: () => number,
  writes: () => number,
): Store {
  return {
    read: store.read,
    sweeps: store.sweeps,
    seals: store.seals,
    close: () => store.close(),
    async transaction(work, first) {
      await process.wait(1, 'begin');
      let draft: Draft = { events: [], ledgers: [], rows: [] };
      const result = await store.transaction((tx) => {
        draft = { events: [], ledgers: [], rows: [] };
        return work(noted(tx, draft));
      }, first);
      trace.committed({ at: now(), process: process.name, afterWrites: writes(), ...draft });
      await process.wait(1, 'commit');
      return result;
    },
  };
}

function noted(tx: Tx, draft: Draft): Tx {
  const own: Partial<Tx> = {
    append(stream, events) {
      draft.events.push(...events.map((event) => ({ stream, event })));
      return tx.append(stream, events);
    },
    saveLedger(before, after) {
      draft.ledgers.push(after);
      return tx.saveLedger(before, after);
    },
    saveReconcile(row) {
      draft.rows.push(row);
      return tx.saveReconcile(row);
    },
  };
  return new Proxy(tx, {
    get(target, name) {
      const mine: unknown = Reflect.get(own, name);
      if (mine !== undefined) return mine;
      const theirs: unknown = Reflect.get(target, name, target);
      return typeof theirs === 'function' ? theirs.bind(target) : theirs;
    },
  });
}
