/**
 * What a look at an issue has found, on the list of exceptions, in the system's own stream: it is about the record, and no
 * case waits for it. Each thing is told once: what was told of an issue is kept beside it until it is right again.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Sent } from '../../ports/engine.ts';
import type { CaseRow, ExceptionRow, Tx } from '../../ports/store.ts';
import type { World } from '../world.ts';

export const EDITED = 'record-edited';
const UNREAD = 'record-unread';
const VANISHED = 'issue-vanished';

/**
 * A right that was lost hides every issue, and a key that is named nowhere any more signs every record: beyond so many of a
 * kind, nobody learns more by one more. The next is told when one of them is settled.
 */
const MOST = 25;
const LONGEST = 1_000;

export interface Finding {
  /** The same for as long as it is the same change. */
  readonly mark: string;
  readonly says: string;
  /** As the tracker says it of the thing itself. */
  readonly by: string | null;
  readonly at: Instant | null;
}

export interface Issue {
  readonly issueId: string;
  readonly issueKey: string;
}

const toldKey = ({ issueId }: Issue) => `record-told:${issueId}`;

/** `findings`: all there is to say of this issue now. */
export async function tellFindings(
  world: World,
  issue: Issue,
  findings: readonly Finding[],
  heard: Sent | null,
): Promise<void> {
  const marks = findings.map(({ mark }) => mark);
  const before = (await world.store.read.getControl<readonly string[]>(toldKey(issue))) ?? [];
  if (marks.join('\n') === before.join('\n')) return;
  const told = await world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const known = (await tx.getControl<readonly string[]>(toldKey(issue))) ?? [];
    const fresh = findings.filter(({ mark }) => !known.includes(mark));
    if (fresh.length > 0 && (await tx.openExceptions({ kind: EDITED })).length >= MOST) return [];
    await tx.setControl(toldKey(issue), marks);
    if (fresh.length > 0) await raise(tx, { kind: EDITED, detail: detailOf(issue, fresh, heard) }, world.freshId());
    return fresh;
  });
  const what = told.map(({ says }) => says);
  if (told.length > 0)
    world.log.warn({ issue: issue.issueKey, what }, 'somebody has laid hands on the record of an issue');
}

/** Who and when, as the thing itself says it, or else as the tracker sent it; nobody is named by guessing. */
function detailOf({ issueId, issueKey }: Issue, fresh: readonly Finding[], heard: Sent | null) {
  const own = fresh.find(({ by, at }) => by !== null || at !== null);
  return {
    issue: issueId,
    key: issueKey,
    what: fresh
      .map(({ says }) => says)
      .join('; ')
      .slice(0, LONGEST),
    by: own?.by ?? heard?.by ?? null,
    at: own?.at ?? heard?.at ?? null,
  };
}

export async function tellUnread({ store, freshId }: World, row: CaseRow): Promise<undefined> {
  const known = await store.read.exceptions({ kinds: [UNREAD, VANISHED] });
  if (known.some((one) => (isOn(row, one) || one.case === row.id) && !isWithdrawn(one))) return;
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    const open = await tx.openExceptions({ kind: UNREAD });
    if (open.length >= MOST || open.some((one) => isOn(row, one))) return;
    await raise(tx, { kind: UNREAD, detail: { issue: row.issueId, key: row.issueKey } }, freshId());
  });
}

const isOn = ({ issueId }: CaseRow, { detail }: ExceptionRow) => detail.issue === issueId;

const READABLE = 'Tenure: it can be read again';
const isWithdrawn = ({ settled }: ExceptionRow) => settled?.by === READABLE;

/** It can be read again, whoever has let it be seen. */
export async function tellReadable({ store }: World, row: CaseRow): Promise<void> {
  const open = await store.read.exceptions({ open: true, kinds: [UNREAD] });
  if (!open.some((one) => isOn(row, one))) return;
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    for (const { id } of (await tx.openExceptions({ kind: UNREAD })).filter((one) => isOn(row, one))) {
      const settlement = { at: tx.now, by: READABLE, verdict: 'retry' } as const;
      await tx.settleException(id, settlement);
      await tx.append('system', [{ type: 'ExceptionSettled', exception: id, ...settlement }]);
    }
  });
}

async function raise(tx: Tx, { kind, detail }: Pick<ExceptionRow, 'kind' | 'detail'>, fresh: string): Promise<void> {
  const id = exceptionId(`${kind}!${fresh}`);
  const raised: TenureEvent = { type: 'ExceptionRaised', exception: id, kind, detail };
  await tx.append('system', [raised]);
  const nobodys = { case: null, person: null, account: null, group: null } as const;
  await tx.raiseException({ id, kind, ...nobodys, detail, openedAt: tx.now, settled: null });
}
