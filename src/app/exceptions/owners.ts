/**
 * Whom open exceptions were handed over to, as this process has read it. Of a stream only what came since is read: the
 * findings of sweeps stand in one that holds everything the system ever said, and there may be hundreds of them.
 */
import type { StreamId } from '../../core/evidence/model.ts';
import { ownersIn } from '../../core/exception/index.ts';
import type { ExceptionId } from '../../core/shared/ids.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { streamOf } from './commit.ts';

interface Owners {
  /** As far as the stream was read. */
  readonly seq: number;
  readonly of: ReadonlyMap<ExceptionId, string>;
}

const UNREAD: Owners = { seq: 0, of: new Map() };
const known = new WeakMap<World, Map<StreamId, Owners>>();

/** For one pass over all that are open: each of their streams is read on once in it. `null` = it is nobody's. */
export function ownersOf(world: World, open: readonly ExceptionRow[]): (row: ExceptionRow) => Promise<string | null> {
  const before = known.get(world);
  const kept = new Map<StreamId, Owners>();
  for (const stream of new Set(open.map(streamOf))) kept.set(stream, before?.get(stream) ?? UNREAD);
  known.set(world, kept);
  const isRead = new Set<StreamId>();
  return async (row) => {
    const stream = streamOf(row);
    const { seq, of } = kept.get(stream) ?? UNREAD;
    if (isRead.has(stream)) return of.get(row.id) ?? null;
    const since = await world.store.read.stream(stream, seq);
    const now = { seq: since.at(-1)?.seq ?? seq, of: new Map([...of, ...ownersIn(since)]) };
    kept.set(stream, now);
    isRead.add(stream);
    return now.of.get(row.id) ?? null;
  };
}
