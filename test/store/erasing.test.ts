/** One person's words go, wherever they lie beside events and ledger, and nobody else's. What goes is counted as it goes. */
import { expect, it } from 'vitest';
import type { TenureEvent } from '../../src/core/evidence/model.ts';
import {
  adoptionId,
  caseId,
  connectionId,
  exceptionId,
  policyVersion,
  providerAccountId,
} from '../../src/core/shared/ids.ts';
import type { AdoptionItemRow, AdoptionRow, CaseRow, ExceptionRow, Store } from '../../src/ports/store.ts';
import { describeOnEveryStore } from '../support/stores.ts';
import { accountOf, ada, at, ledgerOf, onboarding, register, zoe } from './world.ts';

const when = at('2026-03-02T08:00:00Z');
const request = caseId('jira', '9');
const [hers, adas] = [exceptionId('of zoe'), exceptionId('of ada')];
const her = providerAccountId('00u1');
const list = adoptionId('a1');

const exception = (id: typeof hers, person: typeof zoe): ExceptionRow => ({
  ...{ id, kind: 'differs-from-roster', case: null, person, account: null, group: null },
  ...{ detail: { fields: 'department', values: 'Finance' }, openedAt: when, settled: null },
});
const settled = (exception: typeof hers): TenureEvent => ({
  ...{ type: 'ExceptionSettled', exception, verdict: 'ignore', by: 'ines@acme.example', at: when },
  personal: { reason: 'She said so' },
});
/** Told of by a mail that was taken for one of two. */
const mailed = (exception: typeof hers, notice: string): readonly TenureEvent[] => [
  { type: 'ExceptionEscalated', exception, step: 1, notice, at: when, personal: { told: ['ines@acme.example'] } },
  { type: 'NoticePartlySent', notice, messageId: notice, at: when, personal: { to: ['ines@acme.example'] } },
];
const adoption: AdoptionRow = {
  ...{
    id: list,
    scope: { kind: 'connection', connection: connectionId('okta') },
    state: 'listed',
    case: null,
    issue: null,
  },
  ...{
    filingSince: null,
    by: 'ines',
    policy: policyVersion('p'),
    hash: 'h',
    at: when,
    confirmedBy: null,
    createdAt: when,
  },
  counts: Object({ accounts: 2 }),
};
const line = (account: string): AdoptionItemRow => ({
  ...{ account: providerAccountId(account), person: null, state: 'listed', events: null },
  item: Object({ account, login: `${account}@acme.example` }),
});
const caseRow: CaseRow = {
  ...{ id: onboarding, issueId: '1', issueKey: 'ONB-1', kind: 'onboarding', person: zoe, state: 'proved' },
  ...{ openedAt: when, updatedAt: when },
};

async function filled(store: Store) {
  for (const person of [zoe, ada]) await register(store, person, person === zoe ? onboarding : caseId('jira', '2'));
  await store.transaction(async (tx) => {
    const before = await tx.lockPerson(zoe);
    await tx.saveLedger(before, { ...ledgerOf(zoe), accounts: [{ ...accountOf(zoe), providerId: her }] });
    await tx.saveCase(caseRow);
    await tx.noteUses(connectionId('okta'), [{ account: her, app: 'figma', at: when }]);
  });
  await store.transaction(async (tx) => {
    await tx.lockCase('system');
    await tx.append('system', [settled(hers), settled(adas), ...mailed(hers, 'waits-1'), ...mailed(adas, 'waits-2')]);
    for (const row of [exception(hers, zoe), exception(adas, ada)]) await tx.raiseException(row);
    await tx.saveAdoption(adoption);
    await tx.saveAdoptionItems(list, [line('00u1'), line('00u2')]);
    await tx.saveParties(request, { askers: [], approvers: ['zoe@acme.example', 'ada@acme.example'] });
  });
}

const NOTHING = { texts: 0, streams: [], exceptions: 0, listLines: 0, requests: 0, answers: 0, cards: 0, uses: 0 };

describeOnEveryStore('erasing', (makeStore) => {
  it('takes what is theirs from every table, counts it, and finds nothing the second time', async () => {
    const { store } = await makeStore({ clock: () => when });
    await filled(store);
    const erase = () => store.transaction((tx) => tx.erasePersonalText(zoe));
    expect(await erase()).toEqual({
      ...NOTHING,
      ...{ texts: 4, streams: [onboarding, 'system'], exceptions: 1, listLines: 1, answers: 1, uses: 1 },
    });
    expect(await erase()).toEqual(NOTHING);
    const said = (await store.read.stream('system')).map(({ event }) => ('personal' in event ? event.personal : null));
    const [told, to] = [{ told: ['ines@acme.example'] }, { to: ['ines@acme.example'] }];
    expect(said).toEqual([null, { reason: 'She said so' }, null, null, told, to]);
    const details = await Promise.all([hers, adas].map(async (id) => (await store.read.exception(id))?.detail));
    expect(details).toEqual([{ fields: 'department' }, { fields: 'department', values: 'Finance' }]);
    expect((await store.read.adoptionItems(list)).map(({ item }) => item === null)).toEqual([true, false]);
    expect(await store.read.lastUses(connectionId('okta'))).toEqual(new Map());
    const [other] = await store.read.stream(caseId('jira', '2'));
    expect(other?.event).toMatchObject({ personal: expect.anything() });
  });

  it('that is taken back has taken nothing', async () => {
    const { store } = await makeStore({ clock: () => when });
    await filled(store);
    const rehearsal = store.transaction(async (tx) => {
      await tx.erasePersonalText(zoe);
      throw new Error('taken back');
    });
    await expect(rehearsal).rejects.toThrow('taken back');
    expect(await store.transaction((tx) => tx.erasePersonalText(zoe))).toMatchObject({ texts: 4, exceptions: 1 });
  });
});
