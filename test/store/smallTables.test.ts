import { expect, it } from 'vitest';
import { PolicyShelf } from '../../src/adapters/postgres/policies.ts';
import {
  accountId,
  caseId,
  changeSetId,
  connectionId,
  deskUserId,
  exceptionId,
  groupId,
  groupName,
  policyVersion,
} from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import type { DeskCardRow } from '../../src/ports/deskRows.ts';
import type { ChangeSetRow, ExceptionRow, StoredGroup } from '../../src/ports/store.ts';
import { describeBeneath, describeOnEveryStore } from '../support/stores.ts';
import { ada, at, onboarding, register, zoe, zoesAccount } from './world.ts';

const HOUR = milliseconds(3_600_000);
const meter = (name: string, count: number, limit: number) => ({ meter: name, count, limit, window: HOUR });

describeOnEveryStore('the small tables', (makeStore) => {
  it('keep a card with its buttons, each good once, and what was pressed until it is worked on', async () => {
    const { store } = await makeStore({ clock: () => at('2026-03-02T08:00:00Z') });
    const of = caseId('jira', '1');
    const card: DeskCardRow = {
      ...{ key: 'k', case: of, question: '1-1', user: null, place: null, stands: null, trouble: null },
      triedSince: at('2026-03-02T08:00:00Z'),
      heldBy: { holder: 'me', until: at('2026-03-02T08:01:00Z') },
    };
    const act = {
      kind: 'form',
      by: deskUserId('U1'),
      name: 'question.refuse',
      token: 't',
      answers: {},
      fields: [],
    } as const;
    await store.transaction(async (tx) => {
      await tx.saveDeskCard(card);
      await tx.addDeskToken({ hash: 'h', card: 'k', shown: 's', facts: 'f' });
      await tx.saveDeskActs([{ id: 'a', act }]);
    });
    expect(await store.read.deskCards(of)).toEqual([card]);
    expect(await store.read.deskWork(at('2026-03-02T08:00:00Z'))).toEqual({ cases: [], acts: [] });
    expect(await store.read.deskWork(at('2026-03-02T08:01:01Z'))).toEqual({ cases: [of], acts: ['a'] });
    const token = { hash: 'h', card: 'k', shown: 's', facts: 'f' };
    expect(await store.read.deskToken('h')).toEqual({ token, card, isSpent: false });
    expect(await store.read.deskToken('none')).toBeNull();
    const spend = () => store.transaction((tx) => tx.spendDeskToken('h'));
    expect([await spend(), await spend()]).toEqual([true, false]);
    expect((await store.read.deskToken('h'))?.isSpent).toBe(true);
    expect(await store.read.deskTroubles()).toEqual([]);
    await store.transaction((tx) => tx.saveDeskCard({ ...card, heldBy: null, trouble: 'denied' }));
    expect(await store.read.deskTroubles()).toEqual([{ trouble: 'denied', cards: 1 }]);
    await store.transaction((tx) => tx.saveDeskCard({ ...card, heldBy: null, stands: 'd' }));
    expect((await store.read.deskWork(at('2026-03-03T08:00:00Z'))).cases).toEqual([]);
    // A request that asks somebody is found until they have a card; one that asks nobody, for a day.
    const request = (id: string, approvers: readonly string[]) =>
      store.transaction(async (tx) => {
        const row = { id: caseId('jira', id), issueId: id, issueKey: `HELP-${id}`, kind: 'access-request' } as const;
        const times = { openedAt: at('2026-03-02T08:00:00Z'), updatedAt: at('2026-03-02T08:00:00Z') };
        await tx.saveCase({ ...row, ...times, person: zoe, state: 'waiting' });
        await tx.saveParties(row.id, { askers: [ada], approvers });
      });
    await request('8', ['omar@acme.example']);
    await request('9', []);
    const found = async (before: string) => (await store.read.deskWork(at(before))).cases;
    expect(await found('2026-03-02T09:00:00Z')).toEqual([caseId('jira', '8'), caseId('jira', '9')]);
    expect(await found('2026-03-04T09:00:00Z')).toEqual([caseId('jira', '8')]);
    expect((await store.read.openRequestsBy(ada)).map(({ issueKey }) => issueKey)).toEqual(['HELP-8', 'HELP-9']);
    expect((await store.read.requestsBy(ada, 1)).map(({ issueKey }) => issueKey)).toEqual(['HELP-8']);
    expect(await store.transaction((tx) => tx.lockDeskCard('k'))).toMatchObject({ stands: 'd' });
    expect(await store.read.deskAct('a')).toEqual(act);
    const take = () => store.transaction((tx) => tx.takeDeskAct('a'));
    expect([await take(), await take(), await store.read.deskAct('a')]).toEqual([true, false, null]);
  });

  it('remember a delivery once', async () => {
    const { store } = await makeStore();
    const remember = (...ids: string[]) => store.transaction((tx) => tx.rememberDeliveries(ids));
    expect(await remember('jira:1', 'jira:2', 'jira:1')).toEqual(new Set(['jira:1', 'jira:2']));
    expect(await remember('jira:3', 'jira:2')).toEqual(new Set(['jira:3']));
  });

  it('let who changes what is kept under a key see what others have made of it', async () => {
    const { store } = await makeStore();
    const add = () =>
      store.transaction(async (tx) => {
        await tx.setControl('n', ((await tx.lockControl<number>('n')) ?? 0) + 1);
      });
    await Promise.all(Array.from({ length: 10 }, add));
    expect(await store.read.getControl('n')).toBe(10);
  });

  it('book all meters or none', async () => {
    let now = at('2026-03-02T08:00:00Z');
    const { store } = await makeStore({ clock: () => now });
    const book = (...meters: ReturnType<typeof meter>[]) => store.transaction((tx) => tx.bookMeters(meters));
    expect(await book(meter('a', 3, 5), meter('b', 1, 5))).toEqual({ booked: true, over: [] });
    expect(await book(meter('a', 3, 5), meter('b', 4, 5))).toEqual({ booked: false, over: ['a'] });
    expect(await book(meter('b', 4, 5))).toEqual({ booked: true, over: [] });
    now = at('2026-03-02T09:00:00Z');
    expect(await book(meter('a', 5, 5))).toEqual({ booked: true, over: [] });
  });

  it('count what a clock that stood ahead has booked no more once it is put right, and what was booked just ahead still', async () => {
    let now = at('2026-03-05T08:00:00Z');
    const { store } = await makeStore({ clock: () => now });
    const book = (...named: { meter: string; key: string }[]) =>
      store.transaction((tx) => tx.bookMeters(named.map((one) => ({ ...one, count: 1, limit: 1, window: HOUR }))));
    expect(await book({ meter: 'a', key: 'one' }, { meter: 'b', key: 'one' })).toEqual({ booked: true, over: [] });
    now = at('2026-03-05T07:30:00Z');
    expect(await book({ meter: 'a', key: 'two' })).toEqual({ booked: false, over: ['a'] });
    now = at('2026-03-02T08:00:00Z');
    expect(await book({ meter: 'a', key: 'two' }, { meter: 'b', key: 'two' })).toEqual({ booked: true, over: [] });
    expect(await book({ meter: 'a', key: 'three' })).toEqual({ booked: false, over: ['a'] });
  });

  it('do not let two bookings pass that only fit alone', async () => {
    const { store } = await makeStore();
    const booked = await Promise.all(
      Array.from({ length: 10 }, () => store.transaction((tx) => tx.bookMeters([meter('a', 1, 3), meter('b', 1, 9)]))),
    );
    expect(booked.filter((each) => each.booked)).toHaveLength(3);
  });

  it('count what is named once in its window, and anew after it', async () => {
    let now = at('2026-03-02T08:00:00Z');
    const { store } = await makeStore({ clock: () => now });
    const book = (...named: { meter: string; key: string; limit: number }[]) =>
      store.transaction((tx) => tx.bookMeters(named.map((one) => ({ ...one, count: 1, window: HOUR }))));
    const a = (key: string) => ({ meter: 'a', key, limit: 2 });
    expect(await book(a('one'), { meter: 'b', key: 'one', limit: 1 })).toEqual({ booked: true, over: [] });
    expect(await book(a('one'), { meter: 'b', key: 'one', limit: 1 })).toEqual({ booked: true, over: [] });
    expect(await book(a('two'), a('two'), a('three'))).toEqual({ booked: false, over: ['a'] });
    expect(await book(a('two'), a('two'), a('one'))).toEqual({ booked: true, over: [] });
    expect(await book(a('three'))).toEqual({ booked: false, over: ['a'] });
    now = at('2026-03-02T09:00:00Z');
    expect(await book(a('one'), a('three'))).toEqual({ booked: true, over: [] });
    expect(await book(a('two'))).toEqual({ booked: false, over: ['a'] });
  });

  it('count each of what has no name, however alike', async () => {
    const { store } = await makeStore();
    const book = (count: number) =>
      store.transaction((tx) => tx.bookMeters(Array.from({ length: count }, () => meter('a', 1, 3))));
    expect(await book(4)).toEqual({ booked: false, over: ['a'] });
    expect(await book(2)).toEqual({ booked: true, over: [] });
    expect(await book(2)).toEqual({ booked: false, over: ['a'] });
  });

  it('count what is booked twice at the same time once', async () => {
    const { store } = await makeStore();
    const named = { ...meter('a', 1, 1), key: 'one' };
    const booked = await Promise.all(
      Array.from({ length: 10 }, () => store.transaction((tx) => tx.bookMeters([named]))),
    );
    expect(booked.filter((each) => each.booked)).toHaveLength(10);
    expect(await store.transaction((tx) => tx.bookMeters([{ ...named, key: 'two' }]))).toMatchObject({ booked: false });
  });

  it('keep the reconcile row of an account', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    expect(await store.transaction((tx) => tx.raiseWanted(zoesAccount, null))).toBe(1);
    expect(await store.transaction((tx) => tx.raiseWanted(zoesAccount, at('2030-01-01')))).toBe(2);
    const row = await store.transaction((tx) => tx.lockReconcile(zoesAccount));
    expect(row).toMatchObject({ person: zoe, wantedRev: 2, appliedRev: 0, leaseEpoch: 0, leaseReleased: true });
    const leased = {
      ...row,
      appliedRev: 2,
      leaseEpoch: 1,
      leaseHolder: 'one',
      leaseUntil: at('2026-03-02T08:00:30Z'),
      leaseReleased: false,
      retryAt: at('2026-03-02T09:00:00Z'),
      attempts: 2,
      answeredGone: [[groupId(connectionId('okta'), 'g1'), at('2026-03-02T07:00:00Z')]] as const,
    };
    const touchedAt = await store.transaction(async (tx) => {
      await tx.saveReconcile(leased);
      return tx.now;
    });
    expect(await store.read.reconcileRow(zoesAccount)).toEqual({ ...leased, touchedAt });
    expect(await store.read.reconcileRow(accountId('none'))).toBeNull();
    await expect(store.transaction((tx) => tx.lockReconcile(accountId('none')))).rejects.toThrow(/no account/);
  });

  it('list an exception until it is settled, and keep the first verdict', async () => {
    const { store } = await makeStore();
    const row: ExceptionRow = {
      id: exceptionId('x'),
      kind: 'login-clash',
      case: onboarding,
      person: zoe,
      account: zoesAccount,
      group: null,
      detail: { tries: 2, sure: false, text: null },
      openedAt: at('2026-03-02T08:00:00Z'),
      settled: null,
    };
    await store.transaction(async (tx) => [await tx.raiseException(row), await tx.raiseException(row)]);
    expect(await store.transaction((tx) => tx.openExceptions({ account: zoesAccount, kind: 'login-clash' }))).toEqual([
      row,
    ]);
    expect(await store.transaction((tx) => tx.openExceptions({ kind: 'other' }))).toEqual([]);
    const settled = { at: at('2026-03-02T09:00:00Z'), by: 'ada', verdict: 'retry' };
    await store.transaction((tx) => tx.settleException(row.id, settled));
    await store.transaction((tx) => tx.settleException(row.id, { ...settled, by: 'eve' }));
    expect(await store.read.exception(row.id)).toEqual({ ...row, settled });
    expect(await store.read.exceptions({ open: true })).toEqual([]);
    expect(await store.read.exceptions({ case: onboarding })).toHaveLength(1);
  });

  it('keep a case’s shown facts', async () => {
    const { store } = await makeStore();
    const row = {
      id: onboarding,
      issueId: '1',
      issueKey: 'ONB-1',
      kind: 'onboarding',
      person: null,
      state: 'open',
      openedAt: at('2026-03-02T08:00:00Z'),
      updatedAt: at('2026-03-02T08:00:00Z'),
    } as const;
    await store.transaction((tx) => tx.saveCase(row));
    const moved = { ...row, issueKey: 'HR-9', person: zoe, state: 'proved' } as const;
    await store.transaction((tx) => tx.saveCase(moved));
    expect(await store.read.case(onboarding)).toEqual(moved);
    expect(await store.read.caseByKey('HR-9')).toEqual(moved);
    expect(await store.read.caseByKey('ONB-1')).toBeNull();
    expect(await store.read.cases({ state: 'proved', person: zoe })).toEqual([moved]);
    expect(await store.read.cases({ person: ada })).toEqual([]);
  });

  it('have one policy in force, the last one put there', async () => {
    const { store } = await makeStore();
    const by = { author: 'grace', approver: 'ada', changeSet: null };
    const policy = (version: string, company: string) =>
      Object({ version: policyVersion(version), settings: { company }, table: [], catalogue: { applications: [] } });
    expect(await store.read.policyInForce()).toBeNull();
    await store.transaction((tx) => tx.putPolicyInForce(policy('v1', 'Acme'), by));
    expect(await store.read.policyInForce()).toEqual(policy('v1', 'Acme'));
    await store.transaction((tx) => tx.putPolicyInForce(policy('v2', 'Acme 2'), by));
    expect(await store.transaction((tx) => tx.policyInForce())).toEqual(policy('v2', 'Acme 2'));
    expect(await store.read.policyInForce()).toBe(await store.read.policyInForce());
  });

  it('keep groups, control values and change sets', async () => {
    const { store } = await makeStore();
    const okta = connectionId('okta');
    const group: StoredGroup = {
      id: groupId(okta, '00g1'),
      name: groupName(okta, 'eng-core'),
      owner: 'tenure',
      members: 3,
      mfaEnrolment: false,
      vanished: false,
    };
    const other: StoredGroup = { ...group, id: groupId(okta, '00g2'), name: groupName(okta, 'eng-all') };
    const set: ChangeSetRow = {
      id: changeSetId('cs'),
      origin: { kind: 'policy', ref: 'v2', actor: 'grace' },
      state: 'counted',
      hash: 'h',
      because: [],
      createdAt: at('2026-03-02T08:00:00Z'),
      policy: null,
      problems: [],
    };
    const item = { gains: [], loses: [group.id], opens: [], closes: [], frees: [], state: 'open' } as const;
    await store.transaction(async (tx) => {
      await tx.saveGroups(okta, [group], tx.now);
      await tx.saveGroups(okta, [other], tx.now);
      await tx.saveGroups(okta, [], tx.now);
      await tx.setControl('stop', { by: 'ada' });
      await tx.setControl('stop', { by: 'grace' });
      await tx.saveChangeSet(set);
      await tx.saveChangeSetItems(set.id, [{ ...item, person: ada }]);
      await tx.saveChangeSetItems(set.id, [
        { ...item, person: zoe },
        { ...item, person: ada },
      ]);
    });
    expect(await store.read.groups(okta)).toEqual([{ ...group, vanished: true }, other]);
    expect(await store.read.groups(connectionId('entra'))).toEqual([]);
    expect(await store.read.getControl('stop')).toEqual({ by: 'grace' });
    expect(await store.transaction((tx) => tx.lockChangeSet(set.id))).toEqual(set);
    expect(await store.transaction((tx) => tx.markItem(set.id, zoe, 'applied'))).toEqual({ open: 1, applied: 1 });
    // Whoever came in between found it half done, and said so first: that it was applied is said all the same.
    expect(await store.transaction((tx) => tx.markItem(set.id, ada, 'recount'))).toEqual({ open: 0, applied: 1 });
    expect(await store.transaction((tx) => tx.markItem(set.id, ada, 'applied'))).toEqual({ open: 0, applied: 2 });
    // Another had it in hand too, and found it done: what was applied is not counted anew, and stays in the hour's count.
    expect(await store.transaction((tx) => tx.markItem(set.id, ada, 'recount'))).toEqual({ open: 0, applied: 2 });
    expect((await store.read.changeSet(set.id))?.items.map(({ state }) => state)).toEqual(['applied', 'applied']);
    await store.transaction((tx) => tx.saveChangeSet({ ...set, state: 'done' }));
    expect(await store.read.changeSets('counted')).toEqual([]);
    expect(await store.read.changeSets('done')).toEqual([{ ...set, state: 'done' }]);
  });
});

describeBeneath('policies', 'what the process keeps of the database’s answers', (makeStore) => {
  it('give the policy that was in force when it was asked for, whoever asked meanwhile', async () => {
    const { store, databases } = await makeStore();
    const by = { author: 'a', approver: null, changeSet: null };
    const put = (version: string) =>
      store.transaction((tx) => tx.putPolicyInForce(Object({ version: policyVersion(version) }), by));
    const shelf = new PolicyShelf();
    await put('v1');
    const first = await shelf.inForce(databases.main);
    const executor = databases.main.getExecutor();
    // Answered before the change, heard of after it.
    const late = executor.withConnectionProvider({
      provideConnection: async (consumer) => {
        const answer = await executor.provideConnection(consumer);
        await put('v2');
        await shelf.inForce(databases.main);
        return answer;
      },
    });
    expect(await shelf.inForce({ getExecutor: () => late })).toBe(first);
    expect(await shelf.inForce(databases.main)).toMatchObject({ version: 'v2' });
  });
});
