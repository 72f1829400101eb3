/** A list of HR's told as findings, without a store: what somebody settles while the list is being told stays as they settled it. */
import { expect, it } from 'vitest';
import { tellRoster } from '../../src/app/roster/findings.ts';
import type { World } from '../../src/app/world.ts';
import type { RosterFinding } from '../../src/core/roster/index.ts';
import { exceptionId, naturalKey } from '../../src/core/shared/ids.ts';
import type { ExceptionRow } from '../../src/ports/store.ts';
import { at, mara } from '../support/build.ts';

const by = 'lea@small.example';
const open = (kind: string, detail: ExceptionRow['detail']): ExceptionRow => ({
  id: exceptionId(`roster!${kind}|${detail.of ?? mara}|!1`),
  kind,
  case: null,
  person: detail.of === undefined ? mara : null,
  account: null,
  group: null,
  detail,
  openedAt: at(0),
  settled: null,
});
const letBe = { at: at(4), by, verdict: 'ignore' };

/** `meanwhile`: how the row stands when the list's own transaction looks. */
async function told(row: ExceptionRow, meanwhile: ExceptionRow['settled'], findings: number) {
  const did: string[] = [];
  const tx = {
    now: at(5),
    lockSystem: async () => {},
    getControl: async () => null,
    setControl: async () => {},
    forgetInDetail: async () => {},
    exceptionNow: async () => ({ ...row, settled: meanwhile }),
    raiseException: async ({ kind }: ExceptionRow) => void did.push(`raise ${kind}`),
    settleException: async (_: string, said: { readonly by: string }) => void did.push(said.by),
    append: () => {},
  };
  const world = {
    store: { read: { exceptions: async () => [row] }, transaction: (work: (of: typeof tx) => unknown) => work(tx) },
  } as unknown as World;
  const used = { salt: 's', digest: 'd', total: 9, madeAt: at(3), usedAt: at(5), by, keys: [] };
  const all = Array.from({ length: findings }, (_, n): RosterFinding => {
    return { kind: 'unknown-on-roster', key: naturalKey(`e${n}`), number: `E${n}`, hasAccount: false };
  });
  await tellRoster(world, { all, most: 1, used, control: 'roster', isReallyOver: async () => true });
  return did;
}

it.each<[string, ExceptionRow, number, readonly string[]]>([
  ['agrees by now', open('not-on-roster', {}), 0, ['Tenure: the list agrees']],
  [
    'counts clearly more',
    open('many-roster-findings', { of: 'unknown-on-roster', findings: 2 }),
    30,
    ['Tenure: told anew', 'raise many-roster-findings'],
  ],
])('what the list %s is withdrawn, unless somebody has just settled it', async (_, row, findings, expected) => {
  expect(await told(row, null, findings)).toEqual(expected);
  expect(await told(row, letBe, findings)).toEqual([]);
});
