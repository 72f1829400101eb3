/**
 * LISTEN on a connection of its own. A notification only hastens what polling finds anyway, so a lost connection is
 * taken up again in the background, and the first thing afterwards is one look at everything.
 */
import pg from 'pg';

export type Listening = (
  channel: string,
  onNotification: (payload: string) => void,
  onReconnect: () => void,
  /** Said on each connection before anything is heard on it: what it holds lasts as long as the connection. */
  onConnect?: (ask: Ask) => Promise<void>,
) => Promise<{ close(): Promise<void> }>;

/** Answers the first row. */
export type Ask = (text: string) => Promise<unknown>;

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** A connection cut without a word (a firewall, a failover) shows itself by this question. */
const CHECK_EVERY = 15_000;

export async function listenOn(
  databaseUrl: string,
  channel: string,
  told: {
    readonly onNotification: (payload: string) => void;
    readonly onReconnect: () => void;
    readonly onConnect?: ((ask: Ask) => Promise<void>) | undefined;
    readonly onFault: (fault: unknown) => void;
  },
): Promise<{ close(): Promise<void> }> {
  let closed = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let wait = FIRST_WAIT;

  const lost = (which: pg.Client, fault: unknown) => {
    if (closed || client !== which) return;
    client = null;
    which.end().catch(() => {});
    told.onFault(fault);
    again();
  };
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => connect().catch(again), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  const check = (which: pg.Client) => {
    timer = setTimeout(() => {
      which.query('select 1').then(
        () => client === which && !closed && check(which),
        (fault) => lost(which, fault),
      );
    }, CHECK_EVERY);
    timer.unref();
  };
  const connect = async () => {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'tenure listen',
      keepAlive: true,
      query_timeout: CHECK_EVERY,
    });
    next.on('error', (fault) => lost(next, fault));
    next.on('end', () => lost(next, new Error('the listening connection ended')));
    next.on('notification', (message) => told.onNotification(message.payload ?? ''));
    try {
      await next.connect();
      await told.onConnect?.(async (text) => (await next.query(text)).rows[0]);
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (fault) {
      next.end().catch(() => {});
      throw fault;
    }
    if (closed) {
      await next.end();
      return;
    }
    client = next;
    wait = FIRST_WAIT;
    check(next);
    told.onReconnect();
  };

  await connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
