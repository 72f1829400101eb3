/**
 * The full sweep: complete listings of every provider, compared with the ledger, from time to time and by hand. It only
 * chooses accounts to look at; each goes through the ordinary reconcile, which reads it by its id. What nothing explains
 * becomes a finding. One sweep at a time, whichever process runs it.
 */
import { isSweepDue } from '../../core/finding/index.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { later, type World } from '../world.ts';
import { sweepConnection } from './connection.ts';
import { SWEEP, type SweepRecord, type SweptConnection } from './model.ts';

export type { SweepRecord, SweptConnection } from './model.ts';

/** A sweep whose process has not been heard of for this long is nobody's. A wait for a limit lasts about a minute. */
const SILENCE = 10 * 60_000;
/** Heard of so often. */
const BREATH = 5_000;

/** Begins one and answers at once; `outcome` is its end. */
export async function startSweep(
  world: World,
  by: string,
  isStopping: () => boolean = () => false,
): Promise<Outcome<{ readonly record: SweepRecord; readonly outcome: Promise<SweepRecord> }, 'sweeping'>> {
  const record = await world.store.transaction(async (tx): Promise<SweepRecord | null> => {
    await tx.lockCase('system');
    const last = await tx.getControl<SweepRecord>(SWEEP);
    if (last?.state === 'running' && later(last.heardAt, SILENCE) > tx.now) return null;
    const at = tx.now;
    const fresh = { startedAt: at, heardAt: at, endedAt: null, connections: [] } as const;
    const begun: SweepRecord = { id: world.freshId(), by, state: 'running', ...fresh };
    await tx.setControl(SWEEP, begun);
    return begun;
  });
  return record === null ? refuse('sweeping') : accept({ record, outcome: run(world, record, isStopping) });
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
    const none = { id: 'none', by: 'clock', state: 'done', startedAt: now, heardAt: now, endedAt: now } as const;
    await world.store.transaction((tx) => tx.setControl(SWEEP, { ...none, connections: [] } satisfies SweepRecord));
    return false;
  }
  if (last.state !== 'running' && !isSweepDue(settings.sweep, settings.timeZone, last.startedAt, now)) return false;
  const begun = await startSweep(world, 'clock', isStopping);
  if (!begun.ok) return false;
  await begun.value.outcome;
  return true;
}

async function run(world: World, record: SweepRecord, isStopping: () => boolean): Promise<SweepRecord> {
  const connections: SweptConnection[] = [];
  let breathed = performance.now();
  /** Asked between pages: ends the sweep when the process ends, or when another one has taken it over. */
  const goOn = async () => {
    if (isStopping()) throw new Stopped('the process is stopping');
    if (performance.now() - breathed < BREATH) return;
    breathed = performance.now();
    if (!(await save(world, { ...record, connections }))) throw new Stopped('another process sweeps now');
  };
  for (const [connection, provider] of world.providers) {
    // Overtaken: the rows of the next connection are the other sweep's to empty.
    if (!(await save(world, { ...record, connections }))) return { ...record, state: 'broken-off', connections };
    connections.push(await sweepConnection(world, { sweep: record.id, connection, goOn }, provider));
  }
  const broken = connections.some(({ brokenOff }) => brokenOff !== null);
  const endedAt = await world.store.read.now();
  const ended: SweepRecord = { ...record, state: broken ? 'broken-off' : 'done', endedAt, connections };
  await save(world, ended);
  for (const { brokenOff, connection } of connections) {
    if (brokenOff !== null) world.log.warn({ connection, brokenOff }, 'a full sweep broke off');
  }
  return ended;
}

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
