/**
 * The differences of a list as findings: each told once, whoever sends how many lists; withdrawn when the next list does
 * not show it any more. What a person has settled stays settled while it lasts. With it, the list becomes the last one
 * that was used: all of it in one transaction, or nothing.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { isToldAnew } from '../../core/finding/index.ts';
import type { ManyOnRoster, RosterFinding, UsedRoster } from '../../core/roster/index.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { byKey, endFinding, isOver } from '../settling/findingRows.ts';
import type { World } from '../world.ts';
import { keysOf, raise, rosterRows } from './rows.ts';

export interface Told {
  readonly all: readonly RosterFinding[];
  /** More of one kind are one finding. */
  readonly most: number;
  readonly used: UsedRoster;
  /** Where the last list that was used is kept. */
  readonly control: string;
  /** Whether one that this list does not show is really over: read where the list alone does not tell. */
  isReallyOver(row: ExceptionRow): Promise<boolean>;
}

/** `null` = a newer list was used in between, and this one tells nothing any more. */
export async function tellRoster(
  world: World,
  { all, most, used, control, isReallyOver }: Told,
): Promise<{ readonly raised: number; readonly withdrawn: number } | null> {
  const { keyOf, keyOfRow } = keysOf(used.salt);
  const keys = new Map(gathered(all, most).map((one) => [keyOf(one), one]));
  const still = new Set([...all.map(keyOf), ...keys.keys()]);
  const rows = await rosterRows(world.store.read);
  const keyed = byKey(rows, keyOfRow);
  const over: ExceptionRow[] = [];
  for (const row of rows) {
    if (!isOver(row) && !still.has(keyOfRow(row)) && (await isReallyOver(row))) over.push(row);
  }
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const last = await tx.getControl<UsedRoster>(control);
    if (last !== null && last.madeAt > used.madeAt) return null;
    const events: TenureEvent[] = [];
    let raised = 0;
    for (const [key, finding] of keys) {
      const before = keyed.get(key) ?? [];
      const standing = before.filter((row) => !isOver(row));
      if (standing.length > 0 && !standing.every((row) => hasOutgrown(row, finding, tx.now))) continue;
      const ended: TenureEvent[] = [];
      for (const row of standing) ended.push(...(await endFinding(tx, row, 'told-anew')));
      events.push(...ended);
      // Somebody has let it be in this moment: it is not asked again.
      if (ended.length < standing.length) continue;
      events.push(await raise(tx, finding, key, before.length + 1));
      raised += 1;
    }
    let withdrawn = 0;
    for (const row of over) {
      const ended = await endFinding(tx, row, 'list-agrees');
      events.push(...ended);
      if (ended.length > 0 && row.settled === null) withdrawn += 1;
    }
    const { digest, total, madeAt, by } = used;
    void tx.append('system', [{ type: 'RosterUsed', digest, total, madeAt, by, findings: all.length }, ...events]);
    await tx.setControl(control, used);
    return { raised, withdrawn };
  });
}

/** One by one, and one for each kind of which there are too many. */
function gathered(all: readonly RosterFinding[], most: number): readonly (RosterFinding | ManyOnRoster)[] {
  return [...new Set(all.map(({ kind }) => kind))].flatMap((of): readonly (RosterFinding | ManyOnRoster)[] => {
    const some = all.filter(({ kind }) => kind === of);
    return some.length > most ? [{ kind: 'many-roster-findings', of, findings: some.length }] : some;
  });
}

function hasOutgrown({ detail, settled }: ExceptionRow, finding: RosterFinding | ManyOnRoster, now: Instant): boolean {
  if (finding.kind !== 'many-roster-findings') return false;
  return isToldAnew({ findings: Number(detail.findings), letBeAt: settled?.at ?? null }, finding.findings, now);
}
