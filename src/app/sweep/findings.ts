/**
 * Findings on the list of exceptions: each once, whoever sweeps how often; withdrawn when it was read that they are
 * over. What a person has settled stays settled while it lasts, and is told again when it comes back after that.
 */
import type { OverBecause, TenureEvent } from '../../core/evidence/model.ts';
import { isToldAnew } from '../../core/finding/index.ts';
import type { Finding } from '../../core/finding/model.ts';
import type { ConnectionId } from '../../core/shared/ids.ts';
import { type Instant, milliseconds, plus } from '../../core/shared/instant.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { byKey, endFinding, isOver } from '../settling/findingRows.ts';
import type { World } from '../world.ts';
import type { Found } from './found.ts';
import { keyOf, keyOfRow, raise, rowsOf } from './rows.ts';

export interface Swept {
  readonly connection: ConnectionId;
  readonly found: Found;
  /** Every group that was to be compared was read: what counts them may shrink. */
  readonly isWhole: boolean;
  /** Why one that was not found any more is over; `null` = it stands. */
  whyOver(row: ExceptionRow): Promise<OverBecause | null> | OverBecause | null;
  goOn(): Promise<void>;
}

/** How many were put on the list, and how many that waited for somebody were taken off it. */
export async function tellFindings(
  world: World,
  { connection, found, isWhole, whyOver, goOn }: Swept,
): Promise<{ raised: number; withdrawn: number }> {
  const rows = await rowsOf(world.store.read, connection);
  const keyed = byKey(rows, keyOfRow);
  const now = await world.store.read.now();
  const still = new Set(found.still());
  let raised = 0;
  for (const { finding, stillSo } of found.toTell()) {
    await goOn();
    const key = keyOf(finding);
    still.add(key);
    const before = keyed.get(key) ?? [];
    const standing = before.filter((row) => !isOver(row));
    if (standing.length > 0 && !standing.every((row) => hasOutgrown(row, finding, isWhole, now))) continue;
    if (!(await stillSo())) continue;
    const isRaised = await world.store.transaction(async (tx) => {
      await tx.lockSystem();
      const ended: TenureEvent[] = [];
      for (const row of standing) ended.push(...(await endFinding(tx, row, 'told-anew')));
      // Somebody has let it be in this moment: it is not asked again.
      const isAsked = ended.length === standing.length;
      const events = isAsked ? [...ended, await raise(tx, finding, before.length + 1)] : ended;
      if (events.length > 0) void tx.append('system', events);
      return isAsked;
    });
    if (isRaised) raised += 1;
  }
  let withdrawn = 0;
  for (const row of rows) {
    if (isOver(row) || still.has(keyOfRow(row)) || (!isWhole && countsGroups(row))) continue;
    await goOn();
    const because = await whyOver(row);
    if (because === null) continue;
    const ended = await world.store.transaction(async (tx) => {
      await tx.lockSystem();
      const events = await endFinding(tx, row, because);
      if (events.length > 0) void tx.append('system', events);
      return events.length > 0;
    });
    if (ended && row.settled === null) withdrawn += 1;
  }
  return { raised, withdrawn };
}

/** What is to be restored is, within this; otherwise whoever decided it has to hear that it is not. */
const RESTORED_WITHIN = milliseconds(60 * 60_000);

/** Only what counts many can become another question: by what was read, never by what could not be. */
function hasOutgrown(row: ExceptionRow, finding: Finding, isWhole: boolean, now: Instant): boolean {
  const { settled } = row;
  if (settled?.verdict === 'restore') return plus(settled.at, RESTORED_WITHIN) <= now;
  if (finding.kind !== 'many-findings') return false;
  const told = Number(row.detail.findings);
  if (!isWhole && countsGroups(row) && finding.findings <= told) return false;
  return isToldAnew({ findings: told, letBeAt: settled?.at ?? null }, finding.findings, now);
}

/** Accounts come from a list of their own. */
const countsGroups = ({ kind, detail }: ExceptionRow) =>
  kind === 'many-findings' && detail.of !== 'account-without-person';
