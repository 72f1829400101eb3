/**
 * Findings on the list of exceptions: each once, whoever sweeps how often; withdrawn when a complete listing does not
 * show it any more. What a person has settled stays settled while it lasts.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { Finding } from '../../core/finding/model.ts';
import { type ConnectionId, connectionOf, type ExceptionId, exceptionId, type GroupId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import type { ExceptionRow, Tx } from '../../ports/store.ts';
import type { World } from '../world.ts';
import type { Concluded } from './differences.ts';

const KINDS = [
  'unexplained-membership',
  'account-without-person',
  'group-vanished',
  'group-owned-elsewhere',
  'many-findings',
] as const;
const GONE = 'Tenure: no longer there';

export interface Swept {
  readonly connection: ConnectionId;
  readonly findings: readonly Concluded[];
  /** Groups that were read to their end, since when. */
  readonly readFrom: ReadonlyMap<GroupId, Instant>;
  /** All accounts and groups of the connection were read, since when. */
  readonly from: Instant;
  readonly most: number;
}

/** How many were put on the list, and how many taken off it. */
export async function tellFindings(world: World, swept: Swept): Promise<{ raised: number; withdrawn: number }> {
  const { connection, most } = swept;
  const all = await world.store.read.exceptions({ kinds: KINDS });
  const known = all.filter((row) => connectionOfRow(row) === connection);
  const keys = new Map(swept.findings.map((one) => [keyOf(one.finding), one]));
  const many: Concluded = {
    finding: { kind: 'many-findings', connection, findings: keys.size },
    stillSo: () => Promise.resolve(true),
  };
  const told = keys.size > most ? new Map([[keyOf(many.finding), many]]) : keys;
  let raised = 0;
  for (const [key, one] of told) {
    const before = known.filter((row) => keyOfRow(row) === key);
    const last = before.at(-1);
    const stands = last !== undefined && (last.settled === null || last.settled.by !== GONE);
    if (stands || !(await one.stillSo())) continue;
    await world.store.transaction((tx) => raise(tx, one.finding, before.length + 1));
    raised += 1;
  }
  let withdrawn = 0;
  for (const row of known) {
    if (row.settled !== null || keys.has(keyOfRow(row)) || told.has(keyOfRow(row)) || !wasRead(row, swept)) continue;
    await world.store.transaction((tx) => withdraw(tx, row.id));
    withdrawn += 1;
  }
  return { raised, withdrawn };
}

/** Only a listing that began after it was told, and came to its end, says that it is gone. */
function wasRead({ kind, group, openedAt }: ExceptionRow, { readFrom, from }: Swept): boolean {
  const since = kind === 'unexplained-membership' && group !== null ? readFrom.get(group) : from;
  return since !== undefined && openedAt <= since;
}

async function raise(tx: Tx, finding: Finding, number: number): Promise<void> {
  const exception = exceptionId(`sweep!${keyOf(finding)}!${number}`);
  const { account, person, group, detail } = shown(finding);
  await tx.lockCase('system');
  const event: TenureEvent = {
    type: 'ExceptionRaised',
    exception,
    kind: finding.kind,
    detail,
    ...(account === null ? {} : { account }),
    ...(group === null ? {} : { group }),
  };
  void tx.append('system', [event]);
  await tx.raiseException({
    id: exception,
    kind: finding.kind,
    case: null,
    person,
    account,
    group,
    detail,
    openedAt: tx.now,
    settled: null,
  });
}

async function withdraw(tx: Tx, exception: ExceptionId): Promise<void> {
  const settled = { at: tx.now, by: GONE, verdict: 'retry' } as const;
  await tx.lockCase('system');
  void tx.append('system', [{ type: 'ExceptionSettled', exception, ...settled }]);
  await tx.settleException(exception, settled);
}

type Shown = Pick<ExceptionRow, 'account' | 'person' | 'group' | 'detail'>;

function shown(finding: Finding): Shown {
  const none = { account: null, person: null, group: null };
  switch (finding.kind) {
    case 'unexplained-membership': {
      const { account, person, group } = finding;
      return { account, person, group, detail: {} };
    }
    case 'account-without-person':
      return { ...none, detail: { connection: finding.connection, providerId: finding.providerId } };
    case 'group-vanished': {
      const { group, name, holders, remade } = finding;
      return { ...none, group, detail: { name, holders, remade } };
    }
    case 'group-owned-elsewhere': {
      const { group, owner, holders } = finding;
      return { ...none, group, detail: { owner, holders } };
    }
    case 'many-findings':
      return { ...none, detail: { connection: finding.connection, findings: finding.findings } };
    default:
      return unreachable(finding);
  }
}

/** What makes two tellings one finding. */
function keyOf(finding: Finding): string {
  const { account, group, detail } = shown(finding);
  return keyOfShown(finding.kind, account, group, detail);
}

const keyOfRow = ({ kind, account, group, detail }: ExceptionRow) => keyOfShown(kind, account, group, detail);

const keyOfShown = (kind: string, account: string | null, group: string | null, detail: ExceptionRow['detail']) =>
  [kind, account ?? detail.connection ?? '', group ?? detail.providerId ?? ''].join('|');

function connectionOfRow({ group, detail }: ExceptionRow): string {
  return group === null ? String(detail.connection) : connectionOf(group);
}
