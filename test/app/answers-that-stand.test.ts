/** What a provider answered is gone stands across runs: of that account alone, and until a list shows it again. */
import { expect, it } from 'vitest';
import { lookAgain } from '../../src/app/intake/lookAgain.ts';
import { takeLease } from '../../src/app/reconcile/lease.ts';
import { type GroupId, type ProviderAccountId, providerAccountId } from '../../src/core/shared/ids.ts';
import type { AnsweredGone } from '../../src/ports/reconcileRow.ts';
import { type Company, describeStory } from '../support/company.ts';
import { engineer, MARA } from '../support/people.ts';

interface Hired {
  readonly account: Awaited<ReturnType<typeof hired>>['account'];
  readonly of: ProviderAccountId;
  readonly groups: readonly GroupId[];
}

async function hired(company: Company) {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const [person] = await company.store.read.findPersons(MARA);
  const ledger = person === undefined ? null : await company.store.read.person(person);
  const [account] = ledger?.accounts ?? [];
  if (ledger === null || account === undefined || account.providerId === null) throw new Error(`no account of ${MARA}`);
  return { account: account.id, of: account.providerId, groups: ledger.records.map(({ group }) => group).sort() };
}

/** Something is wanted of her account, and that much was answered before. */
async function answered({ store }: Company, { account }: Pick<Hired, 'account'>, answers: readonly AnsweredGone[]) {
  await store.transaction(async (tx) => {
    const row = await tx.lockReconcile(account);
    await tx.saveReconcile({ ...row, wantedRev: row.wantedRev + 1, answeredGone: answers });
  });
}

describeStory('an answer that something is gone', (makeCompany) => {
  it('counts for the account at the provider that it was given about', async () => {
    const company = await makeCompany();
    const { account, of, groups } = await hired(company);
    const [own, others, old] = groups;
    if (own === undefined || others === undefined || old === undefined) throw new Error('too few groups');
    const now = await company.store.read.now();
    await answered(company, { account }, [
      [own, now, of],
      [others, now, providerAccountId('00uOfBefore')],
      [old, now],
    ]);
    const lease = await takeLease(company.world, account);
    expect(lease).toMatchObject({ kind: 'held', lease: { answeredGone: [[own, now]] } });
  });

  it('is over as soon as a list shows it, also of a run that is killed then', async () => {
    const company = await makeCompany();
    const { account, of, groups } = await hired(company);
    const [shown] = groups;
    if (shown === undefined) throw new Error('no group');
    const now = await company.store.read.now();
    await company.store.transaction(async (tx) => {
      const row = await tx.lockReconcile(account);
      await tx.saveReconcile({ ...row, answeredGone: [[shown, now, of]] });
    });
    const exceptions = async () => {
      throw new Error('killed');
    };
    const { store } = company.world;
    const dying = { ...company.world, store: { ...store, read: { ...store.read, exceptions } } };
    await expect(lookAgain(dying, account)).rejects.toThrow('killed');
    expect((await store.read.reconcileRow(account))?.answeredGone).toEqual([]);
  });
});
