/**
 * The differences of a list as findings: each told once, whoever sends how many lists; withdrawn when the next list does
 * not show it any more. What a person has settled stays settled while it lasts. With it, the list becomes the last one
 * that was used: all of it in one transaction, or nothing.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { keyDigest, type RosterFinding, type UsedRoster } from '../../core/roster/index.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import type { ExceptionRow, Tx } from '../../ports/store.ts';
import type { World } from '../world.ts';

const KINDS = [
  'not-on-roster',
  'on-roster-after-leaving',
  'differs-from-roster',
  'unknown-on-roster',
  'account-not-on-roster',
  'many-roster-findings',
] as const;
const GONE = 'Tenure: the list agrees';

/** `null` = a newer list was used in between, and this one tells nothing any more. */
export async function tellRoster(
  world: World,
  all: readonly RosterFinding[],
  most: number,
  used: UsedRoster,
  control: string,
): Promise<{ readonly raised: number; readonly withdrawn: number } | null> {
  const many: RosterFinding = { kind: 'many-roster-findings', findings: all.length };
  const findings = all.length > most ? [many] : all;
  const keys = new Map(findings.map((one) => [keyOf(one), one]));
  const still = new Set(all.map(keyOf));
  const rows = await world.store.read.exceptions({ kinds: KINDS });
  return world.store.transaction(async (tx) => {
    await tx.lockCase('system');
    const last = await tx.getControl<UsedRoster>(control);
    if (last !== null && last.madeAt > used.madeAt) return null;
    const events: TenureEvent[] = [];
    let raised = 0;
    for (const [key, finding] of keys) {
      const before = rows.filter((row) => rowKey(row) === key);
      const newest = before.at(-1);
      if (newest !== undefined && (newest.settled === null || newest.settled.by !== GONE)) continue;
      events.push(await raise(tx, finding, key, before.length + 1));
      raised += 1;
    }
    let withdrawn = 0;
    for (const row of rows) {
      if (row.settled !== null || keys.has(rowKey(row)) || still.has(rowKey(row))) continue;
      const settled = { at: tx.now, by: GONE, verdict: 'retry' } as const;
      events.push({ type: 'ExceptionSettled', exception: row.id, ...settled });
      await tx.settleException(row.id, settled);
      withdrawn += 1;
    }
    const { digest, total, madeAt, by } = used;
    void tx.append('system', [{ type: 'RosterUsed', digest, total, madeAt, by, findings: all.length }, ...events]);
    await tx.setControl(control, used);
    return { raised, withdrawn };
  });
}

async function raise(tx: Tx, finding: RosterFinding, key: string, number: number): Promise<TenureEvent> {
  const exception = exceptionId(`roster!${key}!${number}`);
  const { person, account, detail } = shown(finding);
  // The record names a stranger by a digest; only the list of exceptions says the number.
  const { number: _, ...recorded } = detail;
  const row = { id: exception, kind: finding.kind, case: null, person, account, group: null, detail };
  await tx.raiseException({ ...row, openedAt: tx.now, settled: null });
  return {
    type: 'ExceptionRaised',
    exception,
    kind: finding.kind,
    detail: recorded,
    ...(account === null ? {} : { account }),
  };
}

type Shown = Pick<ExceptionRow, 'person' | 'account' | 'detail'>;

function shown(finding: RosterFinding): Shown {
  const none = { person: null, account: null };
  switch (finding.kind) {
    case 'not-on-roster':
      return { person: finding.person, account: finding.account, detail: {} };
    case 'on-roster-after-leaving':
      return { ...none, person: finding.person, detail: {} };
    case 'differs-from-roster':
      return { ...none, person: finding.person, detail: { fields: finding.fields } };
    case 'unknown-on-roster': {
      const { key, number, hasAccount } = finding;
      return { ...none, detail: { key: keyDigest(key), number, hasAccount } };
    }
    case 'account-not-on-roster':
      return { ...none, detail: { connection: finding.connection, providerId: finding.providerId } };
    case 'many-roster-findings':
      return { ...none, detail: { findings: finding.findings } };
    default:
      return unreachable(finding);
  }
}

/** What makes two tellings one finding: another difference of the same person is another finding. */
const keyOf = (finding: RosterFinding) => rowKey({ kind: finding.kind, ...shown(finding) });

const rowKey = ({ kind, person, detail }: Pick<ExceptionRow, 'kind' | 'person' | 'detail'>) =>
  [kind, person ?? detail.key ?? detail.providerId ?? '', detail.fields ?? ''].join('|');
