import { expect, it } from 'vitest';
import { ledger, mara } from '../../../test/support/build.ts';
import { openMemory } from '../../../test/support/memory/store.ts';
import { type CaseState, newCase } from '../../core/evidence/index.ts';
import { caseId, connectionId, entitlementId, type PersonId, personId } from '../../core/shared/ids.ts';
import { askedElsewhere, keepOpenAsks } from './openAsks.ts';

const OWN = caseId(connectionId('jira'), '9');
const READER = entitlementId('vault', 'reader');
const [zoe, noah] = [personId('zoe'), personId('noah')];

const askedBy = (by: PersonId): CaseState => {
  const line = { entitlement: READER, asked: { by }, grant: null, ended: null };
  const { request, ...state } = newCase(OWN);
  return { ...state, person: mara, request: { ...request, lines: [line] } } as unknown as CaseState;
};

it('what waits is theirs who ask for it now', async () => {
  const { store } = openMemory();
  for (const by of [zoe, noah]) {
    await store.transaction(async (tx) => {
      await tx.lockPerson(mara);
      await keepOpenAsks(tx, { ledger: ledger({}), state: askedBy(by) });
    });
    const theirs = async (who: PersonId) => (await askedElsewhere(store.read, mara, null, who)).askedByThem;
    expect(await Promise.all([theirs(zoe), theirs(noah)])).toEqual(by === zoe ? [[READER], []] : [[], [READER]]);
  }
});
