/** Invariant 6: a transaction is committed whole or not at all; and what it may see, lock and repeat. */
import { expect, it } from 'vitest';
import { CommitOfFailedTransaction } from '../../src/adapters/postgres/dialect.ts';
import { LockOrder } from '../../src/adapters/postgres/lockOrder.ts';
import { ReadBesideTransaction } from '../../src/adapters/postgres/store.ts';
import { accountId, caseId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { describeOnEveryStore, describeSideBySide, type PortStore } from '../support/stores.ts';
import { ada, at, gate, ledgerOf, onboarding, register, zoe, zoesAccount } from './world.ts';

describeOnEveryStore('a transaction', (makeStore) => {
  it('commits everything or nothing', async () => {
    const { store } = await makeStore();
    const failing = store.transaction(async (tx) => {
      await tx.lockPerson(zoe);
      await tx.lockCase(onboarding);
      await tx.append(onboarding, [{ type: 'CaseConcerns', person: zoe }]);
      await tx.saveLedger(await tx.lockPerson(zoe), ledgerOf(zoe));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.read.stream(onboarding)).toEqual([]);
    expect((await store.read.person(zoe)).person).toBeNull();
  });

  it('does not pretend to have committed when a failed statement was swallowed', async () => {
    const { store } = await makeStore();
    const swallowing = store.transaction(async (tx) => {
      await tx.setControl('a', 1);
      await tx.rememberDeliveries(['\u0000']).catch(() => {});
    });
    await expect(swallowing).rejects.toThrow(CommitOfFailedTransaction);
    expect(await store.read.getControl('a')).toBeNull();
  });

  it('throws at the latest at its commit what went wrong with a write, and then nothing is committed', async () => {
    const { store } = await makeStore();
    const writing = store.transaction(async (tx) => {
      await tx.setControl('a', 1);
      await tx.setControl('b', '\u0000');
      await tx.setControl('c', 1);
    });
    await expect(writing).rejects.toThrow(/unicode|null/i);
    expect(await store.read.getControl('a')).toBeNull();
    await store.transaction((tx) => tx.setControl('a', 2));
    expect(await store.read.getControl('a')).toBe(2);
  });

  it('lets nobody read the store beside it, at whatever depth: on one connection that would wait for ever', async () => {
    const { store } = await makeStore();
    const deeper = async () => store.read.person(zoe);
    await expect(store.transaction(async () => deeper())).rejects.toThrow(ReadBesideTransaction);
    await expect(store.transaction(async (tx) => tx.lockPerson(zoe))).resolves.toBeDefined();
    expect(await store.read.person(zoe)).toBeDefined();
  });

  it('reads what it has written', async () => {
    const { store } = await makeStore();
    await store.transaction(async (tx) => {
      const before = await tx.lockPerson(zoe);
      await tx.saveLedger(before, ledgerOf(zoe));
      expect(await tx.raiseWanted(zoesAccount, null)).toBe(1);
      await tx.setControl('a', 1);
      await tx.setControl('a', 2);
      expect(await tx.getControl('a')).toBe(2);
      expect(await tx.lockPerson(zoe)).toEqual(ledgerOf(zoe));
    });
  });

  it('answers what it was told to ask first as it would have answered without', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    const first = { person: zoe, case: onboarding, account: zoesAccount, evidenceCursor: onboarding, control: 'a' };
    const ask = (told: typeof first | undefined) =>
      store.transaction(async (tx) => {
        const asked = [await tx.lockPerson(zoe), await tx.lockCase(onboarding), await tx.lockReconcile(zoesAccount)];
        const before = [...asked, await tx.evidenceCursor(onboarding), await tx.getControl('a')];
        await tx.setControl('a', 1);
        return [...before, await tx.getControl('a')];
      }, told);
    const told = await ask(first);
    await store.transaction((tx) => tx.setControl('a', null));
    expect(told).toEqual(await ask(undefined));
  });

  it('answers with what was written since, though it was told to ask first', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    const next = at('2030-01-01');
    const row = await store.transaction(
      async (tx) => {
        await tx.raiseWanted(zoesAccount, next);
        return tx.lockReconcile(zoesAccount);
      },
      { account: zoesAccount },
    );
    expect(row).toMatchObject({ wantedRev: 1, nextChange: next });
  });

  it('fails with a write nobody waited for', async () => {
    const { store } = await makeStore();
    const raising = store.transaction(async (tx) => {
      await tx.setControl('a', 1);
      void tx.raiseWanted(accountId('okta/nobody'), null);
    });
    await expect(raising).rejects.toThrow();
    expect(await store.read.getControl('a')).toBeNull();
  });

  it('says what went wrong first, though nobody waited for it', async () => {
    const { store } = await makeStore();
    const asking = store.transaction(async (tx) => {
      void tx.raiseWanted(accountId('okta/nobody'), null);
      return tx.getControl('a');
    });
    await expect(asking).rejects.toThrow(/division by zero|no account/);
    const told = store.transaction(async (tx) => tx.getControl('b'), { control: '\u0000', person: zoe });
    await expect(told).rejects.toThrow(/invalid byte|null/i);
  });

  it('refuses a second person, a second case, and a person after a case', async () => {
    const { store } = await makeStore();
    const second = caseId('jira', '2');
    const refused = [
      () => store.transaction(async (tx) => [await tx.lockPerson(zoe), await tx.lockPerson(ada)]),
      () => store.transaction(async (tx) => [await tx.lockCase(onboarding), await tx.lockCase(second)]),
      () => store.transaction(async (tx) => [await tx.lockCase(onboarding), await tx.lockPerson(zoe)]),
    ];
    const told = [
      () => store.transaction((tx) => tx.lockPerson(ada), { case: onboarding }),
      () => store.transaction((tx) => tx.lockPerson(ada), { person: zoe }),
      () => store.transaction((tx) => tx.lockCase(second), { case: onboarding }),
    ];
    for (const each of [...refused, ...told]) await expect(each()).rejects.toThrow(LockOrder);
    await store.transaction(async (tx) => [await tx.lockCase(onboarding), await tx.lockCase('system')]);
  });

  it('takes its time from the clock it was given, everywhere', async () => {
    let now = at('2026-03-02T08:00:00Z');
    const { store } = await makeStore({ clock: () => now });
    await register(store, zoe);
    expect((await store.read.stream(onboarding))[0]?.at).toBe(now);
    await store.transaction((tx) => tx.raiseWanted(zoesAccount, at('2026-03-03T08:00:00Z')));
    expect(await store.read.now()).toBe(now);
    expect(await store.read.dueAccounts(10)).toEqual([]);
    expect(await store.read.nearestChange()).toBe(at('2026-03-03T08:00:00Z'));
    now = at('2026-03-03T08:00:00Z');
    expect(await store.read.dueAccounts(10)).toEqual([{ account: zoesAccount, person: zoe, nextChange: now }]);
    expect(await store.read.nearestChange()).toBeNull();
    expect(await store.read.unsettledAccounts(milliseconds(3_600_000), 10)).toEqual([zoesAccount]);
    expect(await store.read.unsettledAccounts(milliseconds(2 * 86_400_000), 10)).toEqual([]);
  });

  it('uses the database’s clock otherwise', async () => {
    const { store } = await makeStore();
    const now = await store.transaction(async (tx) => tx.now);
    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(10_000);
  });

  it('is tried again three times when it collides with another, and no more', async () => {
    const { store } = await makeStore();
    const colliding = (times: number) => {
      let tries = 0;
      return store.transaction(async (tx) => {
        await tx.setControl('tries', ++tries);
        if (tries <= times) throw Object.assign(new Error('collision'), { code: '40001' });
        return tries;
      });
    };
    expect(await colliding(3)).toBe(4);
    expect(await store.read.getControl('tries')).toBe(4);
    await expect(colliding(4)).rejects.toThrow('collision');
    expect(await store.read.getControl('tries')).toBe(4);
  });
});

async function untilOneWaits(opened: PortStore) {
  while (!(await opened.isSomebodyWaiting())) await new Promise((resolve) => setImmediate(resolve));
}

describeSideBySide('two transactions', (makeStore) => {
  it('on one person wait for each other, and the second sees what the first wrote', async () => {
    const opened = await makeStore();
    const { store } = opened;
    const order: string[] = [];
    const entered = gate();
    const mayGoOn = gate();
    const first = store.transaction(async (tx) => {
      const before = await tx.lockPerson(zoe);
      entered.open();
      await mayGoOn.opened;
      await tx.saveLedger(before, ledgerOf(zoe));
      order.push('first');
    });
    await entered.opened;
    const second = store.transaction(async (tx) => {
      const seen = await tx.lockPerson(zoe);
      order.push('second');
      return seen;
    });
    await untilOneWaits(opened);
    mayGoOn.open();
    expect(await second).toEqual(ledgerOf(zoe));
    await first;
    expect(order).toEqual(['first', 'second']);
  });

  it('on one stream leave no gap and no double', async () => {
    const { store } = await makeStore();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.transaction(async (tx) => {
          await tx.lockCase(onboarding);
          await tx.append(onboarding, [{ type: 'CaseConcerns', person: zoe }]);
        }),
      ),
    );
    const seqs = (await store.read.rawStream(onboarding)).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('that append to the system’s stream, unread, chain it without a gap', async () => {
    const { store } = await makeStore();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.transaction(async (tx) => {
          await tx.lockSystem();
          await tx.append('system', [{ type: 'WritesResumed', by: 'ines' }]);
        }),
      ),
    );
    const raw = await store.read.rawStream('system');
    expect(raw.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(raw.slice(1).map(({ previous }) => previous)).toEqual(raw.slice(0, -1).map(({ hash }) => hash));
  });

  it('that append twice and wait for neither chain both', async () => {
    const { store } = await makeStore();
    await store.transaction(async (tx) => {
      await tx.lockSystem();
      void tx.append('system', [{ type: 'WritesResumed', by: 'ines' }]);
      void tx.append('system', [{ type: 'WritesResumed', by: 'rafael' }]);
    });
    const raw = await store.read.rawStream('system');
    expect(raw.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(raw[1]?.previous).toBe(raw[0]?.hash);
  });

  it('that deadlock end well: one is tried again', async () => {
    const { store } = await makeStore();
    const bothHoldOne = gate();
    let holding = 0;
    const locking = (first: string, second: string) =>
      store.transaction(async (tx) => {
        await tx.setControl(first, 1);
        // The one that is tried again comes by a third time, and finds the gate open.
        if (++holding === 2) bothHoldOne.open();
        await bothHoldOne.opened;
        await tx.setControl(second, 1);
        return 'done';
      });
    expect(await Promise.all([locking('a', 'b'), locking('b', 'a')])).toEqual(['done', 'done']);
  });
});
