/** What a reading shows of one case may prove others: they are asked where it can, and in no transaction where it cannot. */
import { expect, it } from 'vitest';
import { askOtherCases } from '../../src/app/reconcile/otherCases.ts';
import { rulesInForce } from '../../src/app/rules.ts';
import type { World } from '../../src/app/world.ts';
import { compileTable } from '../../src/core/policy/index.ts';
import { policyIn, SMALL } from '../../src/core/policy/testing/policies.ts';
import { type CaseId, caseId, policyVersion } from '../../src/core/shared/ids.ts';
import type { CaseRow } from '../../src/ports/store.ts';
import { at, issue, mara } from '../support/build.ts';
import { given, HIRED, OPENED, type Told } from '../support/given.ts';

/** Accepted, and nothing to be done for it: proved as soon as her account was read with the newest edit. */
const accepted = (name: string): Told => ({
  on: caseId(issue(name).connection, issue(name).id),
  minute: 2,
  events: [
    { type: 'CaseOpened', kind: 'change', issue: issue(name), filedBy: 'hana' },
    { type: 'CaseConcerns', person: mara },
    {
      ...{ type: 'FormAccepted', digest: name, policy: policyVersion('ab'.repeat(32)), asOf: at(2) },
      personal: { notify: [] },
    },
  ],
});
const forms = ['one', 'two'].map(accepted);
const before = given(HIRED, OPENED, ...forms);
const [account] = before.ledger.accounts;
const rowOf = (id: CaseId): CaseRow => ({
  ...{ id, issueId: id, issueKey: id, kind: 'change', person: mara, state: 'open', openedAt: at(2), updatedAt: at(2) },
});

/** Which cases were locked, of an account that was read with edits up to `appliedRev` of three. */
async function asked(appliedRev: number): Promise<readonly unknown[]> {
  const policy = policyIn(SMALL);
  const locked: unknown[] = [];
  const world = {
    store: {
      read: {
        personOfAccount: async () => mara,
        now: async () => at(5),
        person: async () => before.ledger,
        cases: async () => forms.map(({ on }) => rowOf(on as CaseId)),
        reconcileRow: async () => ({ appliedRev, wantedRev: 3 }),
      },
      transaction: async (_: unknown, { case: on }: { readonly case: CaseId }) => locked.push(on),
    },
    engine: { send: async () => {} },
    rules: { current: async () => rulesInForce(policy, compileTable(policy.table), []) },
    folded: {
      of: async (_: unknown, rows: readonly CaseRow[]) => rows.map((row) => ({ row, state: before.caseOf(row.id) })),
    },
  } as unknown as World;
  if (account === undefined) throw new Error('she has an account');
  await askOtherCases(world, { lane: 'reconcile', others: account.id, than: forms[0]?.on as CaseId });
  return locked;
}

it('others are proved by a reading with the newest edit', async () => expect(await asked(3)).toEqual([forms[1]?.on]));

it('while a newer edit waits for its own reading, none of them is locked: that reading asks them', async () =>
  expect(await asked(2)).toEqual([]));
