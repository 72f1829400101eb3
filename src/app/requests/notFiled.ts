/**
 * A request raised outside the tracker that the tracker refuses for good: tried again it is refused again, so a person is
 * told, once, until it is filed. Whoever asked has been told that it is kept, and would wait for nothing.
 */
import { sha256 } from '../../core/shared/canonical.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { isAwaited } from '../../core/shared/putOff.ts';
import type { JobResult } from '../../ports/engine.ts';
import type { Fault } from '../../ports/fault.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { ExceptionRow, Tx } from '../../ports/store.ts';
import { endFinding, isOver } from '../settling/findingRows.ts';
import type { World } from '../world.ts';

const KIND = 'request-not-filed';

/** Of what may pass, nobody is told. */
export const isForGood = ({ kind }: Fault): boolean => kind === 'invalid' || kind === 'denied' || kind === 'missing';

/** Also where a person has let it be: they have heard of it. */
export async function tellNotFiled(
  { store }: World,
  { key, beneficiary }: RaisedRow,
  { message, right, parts }: Fault,
): Promise<void> {
  const before = await rowsOf(store.read, key);
  const request = named(key);
  if (before.some((row) => !isOver(row))) return;
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    const id = exceptionId(`request!${request}!${before.length + 1}`);
    // Another process may have told it meanwhile.
    if ((await tx.exceptionNow(id)) !== null) return;
    const detail = { request, because: message, right, fields: parts.length === 0 ? null : parts.join(', ') };
    const none = { case: null, account: null, group: null } as const;
    void tx.append('system', [{ type: 'ExceptionRaised', exception: id, kind: KIND, person: beneficiary, detail }]);
    await tx.raiseException({ id, kind: KIND, ...none, person: beneficiary, detail, openedAt: tx.now, settled: null });
  });
}

export const toldNotFiled = async ({ store }: World, key: RaisedRow['key']): Promise<readonly ExceptionRow[]> =>
  (await rowsOf(store.read, key)).filter((row) => !isOver(row));

/** Its issue is there. */
export async function endNotFiled(tx: Tx, rows: readonly ExceptionRow[]): Promise<void> {
  if (rows.length > 0) await tx.lockSystem();
  for (const row of rows) {
    const ended = await endFinding(tx, row, 'gone');
    if (ended.length > 0) void tx.append('system', ended);
  }
}

/** Refused for good, and a person does not wait for it: it stands in nobody's way. */
export const isLetBe = async (world: World, key: RaisedRow['key']): Promise<boolean> =>
  (await toldNotFiled(world, key)).some(({ settled }) => settled !== null);

/**
 * It is not tried any more, the record says what it was, and whoever asked is told. `busy`: until when an attempt may be under way, which may get
 * through still.
 */
export async function dropLetBe(
  world: World,
  key: RaisedRow['key'],
  busy: (row: RaisedRow) => Instant | null,
): Promise<JobResult> {
  const told = await toldNotFiled(world, key);
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const row = await tx.lockRaised(key);
    if (row === null || row.issue !== null) return undefined;
    const until = row.droppedAt === undefined ? busy(row) : null;
    if (isAwaited(until, tx.now)) return { again: until ?? tx.now };
    const { asker, lines, raisedAt } = row;
    for (const one of told) {
      for (const event of await endFinding(tx, one, 'dropped'))
        void tx.append('system', [
          event.type === 'FindingOver' ? { ...event, kept: { asker, lines, raisedAt } } : event,
        ]);
    }
    // An older version beside us knows of no such end, and may have told of it anew.
    if (row.droppedAt !== undefined) return undefined;
    await tx.saveRaised({ ...row, triedAt: null, droppedAt: tx.now });
    await tx.send({ lane: 'notify', dropped: key });
    return undefined;
  });
}

const rowsOf = async (read: World['store']['read'], key: RaisedRow['key']): Promise<readonly ExceptionRow[]> =>
  (await read.exceptions({ kinds: [KIND] })).filter(({ detail }) => detail.request === named(key));

/** The key is somebody else's words, and the record keeps what it is told. */
const named = (key: RaisedRow['key']) => sha256(key).slice(0, 16);
