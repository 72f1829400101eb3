/**
 * Whether another process works on this PostgreSQL. Each holds a shared lock as long as the connection lasts on which it
 * listens; whoever begins and sees nobody else hold it is alone, as far as locks can tell. One of an older version, or one
 * whose connection is lost for a moment, holds none: so nothing that harms the living may follow from it. It only hastens,
 * so nobody waits here for anybody, and whatever goes wrong is no reason not to begin.
 */
import type { Ask } from './listen.ts';

const KEY = `hashtextextended('tenure: works here', 0)`;

/** A lock's key of 64 bits is shown in two halves. */
const OTHERS = `select exists (
  select from pg_locks
  where locktype = 'advisory' and objsubid = 1 and ((classid::bigint << 32) | objid::bigint) = ${KEY}
    and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()
) as yes`;

/** For each connection of one process, the first one included. Of two that begin at the same time neither may be alone. */
export function presence(
  whenAlone: () => Promise<void>,
  onFault: (fault: unknown) => void,
): (ask: Ask) => Promise<void> {
  let begun = false;
  return async (ask) => {
    const isFirst = !begun;
    begun = true;
    try {
      await ask(`select pg_try_advisory_lock_shared(${KEY})`);
      if (isFirst && !isTrue(await ask(OTHERS))) await whenAlone();
    } catch (fault) {
      onFault(fault);
    }
  };
}

const isTrue = (row: unknown) => typeof row === 'object' && row !== null && 'yes' in row && row.yes === true;
