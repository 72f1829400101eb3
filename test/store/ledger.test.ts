import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { emptyLedger, type PersonLedger } from '../../src/core/grant/ledger.ts';
import type { Grant } from '../../src/core/grant/model.ts';
import type { MembershipRecord } from '../../src/core/reconcile/model.ts';
import { connectionId, engagementId, grantId, groupId, naturalKey } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import { EXAMPLES, engagement } from '../golden/events.ts';
import { describeBeneath, describeOnEveryStore } from '../support/stores.ts';
import { accountOf, ada, at, ledgerOf, onboarding, register, zoe, zoesAccount } from './world.ts';

const okta = connectionId('okta');
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  .map((date) => instantOf(date));
/** What PostgreSQL can store: no NUL, no half of a surrogate pair. */
const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !value.includes('\u0000'));

const grant = (id: string): fc.Arbitrary<Grant> =>
  fc.record({ end: fc.option(instant), start: instant, before: fc.boolean() }).map(({ end, start, before }) => ({
    ...EXAMPLES.GrantGiven.grant,
    id: grantId(id),
    person: zoe,
    start: { kind: before ? 'before' : 'exact', at: start },
    end,
  }));

const record = (group: string): fc.Arbitrary<MembershipRecord> =>
  fc.record({ firstSeen: instant, givenByUs: fc.boolean(), verifiedAt: fc.option(instant) }).map((seen) => ({
    ...seen,
    account: zoesAccount,
    group: groupId(okta, group),
    verifiedUnder: [grantId('g1')],
    removalVerifiedAt: null,
  }));

async function listed<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const some = <Value>(arbitrary: (id: string) => fc.Arbitrary<Value>) =>
  fc
    .subarray(['1', '2', '3', '4'])
    .chain((ids) => fc.tuple(...ids.map((id) => arbitrary(`g${id}`))).map((values) => [...values]));

const ledger: fc.Arbitrary<PersonLedger> = fc
  .record({ grants: some(grant), records: some(record), familyName: text, attributes: fc.dictionary(text, text) })
  .map(({ grants, records, familyName, attributes }) => ({
    ...ledgerOf(zoe),
    person: {
      id: zoe,
      profile: { naturalKey: naturalKey('e-1'), givenName: 'Zoë', familyName, workMail: 'Zoe@Acme.example' },
    },
    engagements: [{ ...engagement, person: zoe, attributes }],
    accounts: [accountOf(zoe, zoesAccount)],
    records,
    grants,
  }));

const sorted = (one: PersonLedger): PersonLedger => ({
  ...one,
  records: [...one.records].sort((a, b) => (a.group < b.group ? -1 : 1)),
  grants: [...one.grants].sort((a, b) => (a.id < b.id ? -1 : 1)),
});

describeOnEveryStore('the ledger', (makeStore, { kind }) => {
  it('comes back as it was saved, whatever was there before', async () => {
    const { store } = await makeStore();
    await fc.assert(
      fc.asyncProperty(fc.array(ledger, { minLength: 1, maxLength: 3 }), async (versions) => {
        for (const after of versions) {
          await store.transaction(async (tx) => tx.saveLedger(await tx.lockPerson(zoe), after));
          expect(sorted(await store.read.person(zoe))).toEqual(sorted(after));
          expect(await store.read.person(zoe)).toEqual(await store.transaction((tx) => tx.lockPerson(zoe)));
        }
      }),
      { numRuns: kind === 'postgres' ? 25 : 12 },
    );
  });

  it('keeps the order in which rows came', async () => {
    const { store } = await makeStore();
    const grants = ['c', 'a', 'b'].map((id) => ({ ...EXAMPLES.GrantGiven.grant, id: grantId(id), person: zoe }));
    await store.transaction((tx) => tx.saveLedger(emptyLedger, { ...ledgerOf(zoe), grants }));
    expect((await store.read.person(zoe)).grants.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });

  it('leaves revision and lease alone when an account’s facts change', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    await store.transaction((tx) => tx.raiseWanted(zoesAccount, at('2030-01-01')));
    const before = await store.read.person(zoe);
    const after = { ...before, accounts: before.accounts.map((one) => ({ ...one, verified: 'active' as const })) };
    await store.transaction((tx) => tx.saveLedger(before, after));
    expect(await store.read.reconcileRow(zoesAccount)).toMatchObject({ wantedRev: 1, nextChange: at('2030-01-01') });
  });

  it('is untouched until somebody, or a case, is in it: what is of nobody does not count', async () => {
    const { store } = await makeStore();
    const isUntouched = () => store.transaction((tx) => tx.isUntouched());
    await store.transaction(async (tx) => {
      await tx.lockCase('system');
      await tx.append('system', [{ type: 'WritesResumed', by: 'ada' }]);
    });
    expect(await isUntouched()).toBe(true);
    await store.transaction(async (tx) => {
      await tx.lockCase(onboarding);
      await tx.append(onboarding, [{ type: 'CaseConcerns', person: zoe }]);
    });
    expect(await isUntouched()).toBe(false);
  });

  it('finds a person by number, work address or login, in any case of letters', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    await register(store, ada);
    for (const text of ['zoe', 'ZOE@acme.example', ' zoe@acme.example '])
      expect(await store.read.findPersons(text)).toEqual([zoe]);
    expect(await store.read.findPersons('nobody')).toEqual([]);
    expect(await store.read.loginTaken(okta, 'Ada@acme.example')).toBe(true);
    expect(await store.read.loginTaken(connectionId('entra'), 'ada@acme.example')).toBe(false);
    expect(await store.read.personOfAccount(zoesAccount)).toBe(zoe);
    expect((await listed(store.read.allPersons())).sort()).toEqual([ada, zoe]);
    expect(await listed(store.read.streams())).toEqual([onboarding]);
  });

  it('knows one person by a natural key', async () => {
    const { store } = await makeStore();
    expect(await store.transaction((tx) => tx.lockNaturalKey(naturalKey('zoe')))).toBeNull();
    await register(store, zoe);
    expect(await store.transaction((tx) => tx.lockNaturalKey(naturalKey('Zoe ')))).toBe(zoe);
    const second = { ...ledgerOf(ada), engagements: [{ ...engagement, id: engagementId('other'), person: ada }] };
    const clash = { ...second, person: { id: ada, profile: { ...ledgerOf(zoe).person?.profile } } };
    await expect(store.transaction((tx) => tx.saveLedger(emptyLedger, Object(clash)))).rejects.toThrow(/natural_key/);
  });
});

describeBeneath('the ledger', 'what is in a row, and when it was written', (makeStore) => {
  it('writes only the rows that differ', async () => {
    const { store, databases } = await makeStore();
    const grants = ['a', 'b', 'c'].map((id) => ({ ...EXAMPLES.GrantGiven.grant, id: grantId(id), person: zoe }));
    const before = { ...ledgerOf(zoe), grants };
    await store.transaction((tx) => tx.saveLedger(emptyLedger, before));
    const versions = async () => {
      const { rows } = await sql<{ id: string; version: string }>`
        select id, xmin::text as version from tenure.access_grant union all select id, xmin::text from tenure.person
        union all select id, xmin::text from tenure.engagement`.execute(databases.main);
      return new Map(rows.map((row) => [row.id, row.version]));
    };
    const first = await versions();
    const after = {
      ...before,
      grants: grants.map((one) => (one.id === 'b' ? { ...one, end: at('2030-01-01') } : one)),
    };
    await store.transaction((tx) => tx.saveLedger(before, after));
    const second = await versions();
    expect([...second].filter(([id, version]) => first.get(id) !== version).map(([id]) => id)).toEqual(['b']);
  });
});
