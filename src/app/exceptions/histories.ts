/** What the events say of each exception; a stream in which many stand is read once. */
import type { RecordedEvent, StreamId } from '../../core/evidence/model.ts';
import { type ExceptionHistory, exceptionHistory } from '../../core/exception/index.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import { caseOfFinding } from '../../core/shared/ids.ts';
import type { ExceptionRow, Reader } from '../../ports/store.ts';
import { unlessNewer } from '../newer.ts';
import { verdictsOf } from '../settling/verdicts.ts';
import type { World } from '../world.ts';
import { streamOf } from './commit.ts';

export function histories(read: Pick<Reader, 'stream'>): (row: ExceptionRow) => Promise<ExceptionHistory> {
  const known = new Map<StreamId, Promise<readonly RecordedEvent[]>>();
  const events = (stream: StreamId) => {
    const found = known.get(stream) ?? read.stream(stream);
    known.set(stream, found);
    return found;
  };
  return async (row) => {
    // A finding that was decided about access was settled in a stream of its own.
    const decided = row.case === null && row.settled !== null ? await events(caseOfFinding(row.id)) : [];
    return exceptionHistory(row.id, [...(await events(streamOf(row))), ...decided]);
  };
}

/**
 * Whom it was handed over to. `unread`: why this process cannot say, where a newer one has written what it cannot read; the
 * others on the list are shown all the same.
 */
export async function ownerOf(
  world: Pick<World, 'installation' | 'log'>,
  history: () => Promise<ExceptionHistory>,
): Promise<{ readonly owner: string | null; readonly unread: string | null }> {
  const found = await unlessNewer(world, history);
  return found === null ? { owner: null, unread: world.installation.newer } : { owner: found.owner, unread: null };
}

/**
 * What a decision made elsewhere is bound to: this exception as it stood when it was shown. Whatever is decided about it
 * changes the digest, so nothing decided from one showing counts twice.
 */
export const shownOfException = (row: ExceptionRow, { owner, moments }: ExceptionHistory): string =>
  sha256(
    canonical({ id: row.id, kind: row.kind, detail: row.detail, verdicts: verdictsOf(row), owner, so: moments.length }),
  );
