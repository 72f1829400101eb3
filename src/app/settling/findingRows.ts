/**
 * How findings stand on the list of exceptions, whether a sweep or a list of HR's has found them. One that is open is
 * withdrawn; one that a person has settled stays as it was settled, and is noted as over, so that it is told again when
 * it comes back.
 */
import type { OverBecause, TenureEvent } from '../../core/evidence/model.ts';
import { OVER_WORDS } from '../../core/exception/index.ts';
import { type CaseId, caseOfFinding, type PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { ExceptionRow, Reader, Tx } from '../../ports/store.ts';

/** Kinds that are about one person's access, so that a verdict can make a grant of it or end it. */
export const DECIDED_AS_ACCESS: readonly string[] = ['unexplained-membership', 'unexplained-actor'];

/** What a person has decided about findings of theirs has no issue, and so no row among their cases. */
export async function findingStreams(read: Pick<Reader, 'exceptions'>, of: PersonId): Promise<readonly CaseId[]> {
  const rows = await read.exceptions({ kinds: DECIDED_AS_ACCESS, open: false });
  return rows.filter(({ person }) => person === of).map(({ id }) => caseOfFinding(id));
}

const BY = 'Tenure: ';
/** What a row says in somebody's own words, beside what it is known by. */
const WORDS: readonly string[] = ['values', 'number'];

/** Withdrawn, or settled and gone since: what is found now is another one. */
export const isOver = ({ settled }: ExceptionRow): boolean =>
  settled !== null && (settled.overAt !== undefined || settled.by.startsWith(BY));

/**
 * The caller holds the system's stream, and appends what is answered: nothing, where somebody has settled or withdrawn it
 * since it was read. What they said stands.
 */
export async function endFinding(
  tx: Tx,
  { id, settled }: ExceptionRow,
  because: OverBecause,
): Promise<readonly TenureEvent[]> {
  const at: Instant = tx.now;
  const current = await tx.exceptionNow(id);
  if (current === null || isOver(current) || (current.settled === null) !== (settled === null)) return [];
  await tx.forgetInDetail(id, WORDS);
  if (settled !== null) {
    await tx.endException(id, at);
    return [{ type: 'FindingOver', exception: id, because, at }];
  }
  const settlement = { at, by: `${BY}${OVER_WORDS[because]}`, verdict: 'retry' } as const;
  await tx.settleException(id, settlement);
  return [{ type: 'ExceptionSettled', exception: id, ...settlement }];
}

/** By what makes two tellings one finding, oldest first. */
export function byKey(
  rows: readonly ExceptionRow[],
  keyOf: (row: ExceptionRow) => string,
): ReadonlyMap<string, readonly ExceptionRow[]> {
  const keyed = new Map<string, ExceptionRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    keyed.set(key, [...(keyed.get(key) ?? []), row]);
  }
  return keyed;
}
