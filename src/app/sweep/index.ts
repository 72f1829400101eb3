/**
 * The full sweep: complete listings of every provider, compared with the ledger, from time to time and by hand. It only
 * chooses accounts to look at; each goes through the ordinary reconcile, which reads it by its id. What nothing explains
 * becomes a finding. One sweep at a time, whichever process runs it.
 */
import { isSweepDue, readAgainAt } from '../../core/finding/index.ts';
import type { ConnectionId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { isAwaited } from '../../core/shared/putOff.ts';
import { sweepRoles } from '../roles/sweep.ts';
import { later, type World } from '../world.ts';
import { tellBrokenOff } from './brokenOff.ts';
import { type Swept, sweepConnection } from './connection.ts';
import { SWEEP, type SweepRecord, type SweptConnection } from './model.ts';

export type { SweepRecord, SweptConnection } from './model.ts';

/** A sweep whose process has not been heard of for this long is nobody's. A wait for a limit lasts about a minute. */
const SILENCE = 10 * 60_000;
/** Heard of so often. */
const BREATH = 5_000;

/** Begins one and answers at once; `outcome` is its end. `only`: what broke off before, the rest stays as it was read. */
export async function startSweep(
  world: World,
  by: string,
  isStopping: () => boolean = () => false,
  only: readonly ConnectionId[] | null = null,
): Promise<Outcome<{ readonly record: SweepRecord; readonly outcome: Promise<SweepRecord> }, 'sweeping'>> {
  const begun = await world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const last = await tx.getControl<SweepRecord>(SWEEP);
    if (last?.state === 'running' && isAwaited(later(last.heardAt, SILENCE), tx.now)) return null;
    const at = tx.now;
    const fullAt = only === null || last === null ? at : (last.fullAt ?? last.startedAt);
    const fresh = { startedAt: at, fullAt, heardAt: at, endedAt: null } as const;
    const before = last?.connections ?? [];
    const kept = only === null ? [] : before.filter(({ connection }) => !only.includes(connection));
    const record: SweepRecord = { id: world.freshId(), by, state: 'running', ...fresh, connections: kept };
    await tx.setControl(SWEEP, record);
    return { record, before };
  });
  if (begun === null) return refuse('sweeping');
  return accept({ record: begun.record, outcome: run(world, begun, isStopping) });
}

/** Whether one was begun and carried out. */
export async function sweepWhenDue(world: World, isStopping: () => boolean): Promise<boolean> {
  const [force, last, now] = await Promise.all([
    world.rules.current(),
    world.store.read.getControl<SweepRecord>(SWEEP),
    world.store.read.now(),
  ]);
  if (force === null) return false;
  const { settings } = force.policy;
  // Never swept: the first one keeps the hour too, and the days count from now on.
  if (last === null) {
    const at = { startedAt: now, heardAt: now, endedAt: now };
    const none: SweepRecord = { id: 'none', by: 'clock', state: 'done', ...at, connections: [] };
    await world.store.transaction((tx) => tx.setControl(SWEEP, none));
    return false;
  }
  const before = last.fullAt ?? last.startedAt;
  const isDue =
    // Begun by a clock that stood ahead: when it was, nobody knows.
    before > now || last.state === 'running' || isSweepDue(settings.sweep, settings.timeZone, before, now);
  const again = isDue ? null : toReadAgain(last, now);
  if (again?.length === 0) return false;
  const begun = await startSweep(world, 'clock', isStopping, again);
  if (!begun.ok) return false;
  await begun.value.outcome;
  return true;
}

const toReadAgain = ({ endedAt, connections }: SweepRecord, now: Instant): readonly ConnectionId[] =>
  connections.flatMap(({ connection, brokenOffInARow: times }) =>
    times > 0 && endedAt !== null && readAgainAt(endedAt, times) <= now ? [connection] : [],
  );

async function run(
  world: World,
  { record, before }: { readonly record: SweepRecord; readonly before: readonly SweptConnection[] },
  isStopping: () => boolean,
): Promise<SweepRecord> {
  const kept = new Set(record.connections.map(({ connection }) => connection));
  const connections = [...record.connections];
  let breathed = world.monotonic();
  /** Asked between pages: ends the sweep when the process ends, or when another one has taken it over. */
  const goOn = async () => {
    if (isStopping()) throw new Stopped('the process is stopping');
    if (world.monotonic() - breathed < BREATH) return;
    breathed = world.monotonic();
    if (!(await save(world, { ...record, connections }))) throw new Stopped('another process sweeps now');
  };
  const of = (connection: ConnectionId) => ({ sweep: record.id, connection, goOn });
  const parts = [
    ...[...world.providers].map(([connection, provider]) => ({
      connection,
      read: (): Promise<Swept | null> => sweepConnection(world, of(connection), provider),
    })),
    ...[...world.targets].map(([connection, target]) => ({
      connection,
      read: () => sweepRoles(world, of(connection), target),
    })),
  ];
  for (const { connection, read } of parts) {
    if (kept.has(connection)) continue;
    // Overtaken: the rows of the next connection are the other sweep's to empty.
    if (!(await save(world, { ...record, connections }))) return { ...record, state: 'broken-off', connections };
    const swept = await read();
    if (swept === null) continue;
    const times = before.find((one) => one.connection === connection)?.brokenOffInARow ?? 0;
    connections.push({ ...swept, brokenOffInARow: inARow(swept, times, isStopping()) });
  }
  const broken = connections.some(({ brokenOff }) => brokenOff !== null);
  const endedAt = await world.store.read.now();
  const ended: SweepRecord = { ...record, state: broken ? 'broken-off' : 'done', endedAt, connections };
  if (await save(world, ended)) await tellBrokenOff(world, connections);
  for (const { brokenOff, connection } of connections) {
    if (brokenOff !== null) world.log.warn({ connection, brokenOff }, 'a full sweep broke off');
  }
  return ended;
}

/** That a process stops in the middle says nothing about the provider: it is read again soon, and nobody is told. */
const inARow = ({ brokenOff }: Pick<SweptConnection, 'brokenOff'>, before: number, isStopping: boolean): number =>
  brokenOff === null ? 0 : isStopping ? Math.max(1, before) : before + 1;

class Stopped extends Error {}

/** `false` = it is not ours any more. */
function save(world: World, record: SweepRecord): Promise<boolean> {
  return world.store.transaction(async (tx) => {
    const stored = await tx.getControl<SweepRecord>(SWEEP);
    if (stored?.id !== record.id) return false;
    await tx.setControl(SWEEP, { ...record, heardAt: tx.now } satisfies SweepRecord);
    return true;
  });
}
