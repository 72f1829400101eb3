/**
 * Whether another process works on this PostgreSQL. Each holds a shared lock as long as the connection lasts on which it
 * listens; whoever begins and could have the lock alone knows that nobody else does. A process whose connection is lost
 * for a moment is taken for gone: so only what may be done twice follows from it, and never that a call is over.
 */
import type { Ask } from './listen.ts';

const KEY = `hashtextextended('tenure: works here', 0)`;

/** For each connection of one process, the first one included. Nobody else begins until `whenAlone` is done. */
export function presence(whenAlone: () => Promise<void>): (ask: Ask) => Promise<void> {
  let begun = false;
  return async (ask) => {
    const alone = begun ? false : isTrue(await ask(`select pg_try_advisory_lock(${KEY}) as yes`));
    begun = true;
    if (alone) await whenAlone();
    await ask(`select pg_advisory_lock_shared(${KEY})`);
    if (alone) await ask(`select pg_advisory_unlock(${KEY})`);
  };
}

const isTrue = (row: unknown) => typeof row === 'object' && row !== null && 'yes' in row && row.yes === true;
