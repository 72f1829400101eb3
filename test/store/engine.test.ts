import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { EngineOptions, PostgresEngine } from '../../src/adapters/postgres/engine.ts';
import { presses } from '../../src/adapters/postgres/lanes.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { instantOf, milliseconds, plus } from '../../src/core/shared/instant.ts';
import type { Job, JobHandler } from '../../src/ports/engine.ts';
import { describeBeneath, describeOnEveryStore, type MakePortStore } from '../support/stores.ts';
import { at, gate } from './world.ts';

const job = (name: string): Job => ({ lane: 'reconcile', account: accountId(name) });
const urgent = (name: string): Job => ({ lane: 'urgent', account: accountId(name) });
const nameOf = (seen: Job) => ('account' in seen ? seen.account : '');

/** A handler that can be waited for: `seen(n)` resolves with the first n jobs. */
function watching(handle: JobHandler = async () => undefined) {
  const jobs: string[] = [];
  const waiters: { readonly count: number; readonly resolve: (names: string[]) => void }[] = [];
  const handler: JobHandler = async (each) => {
    jobs.push(nameOf(each));
    for (const waiter of waiters) if (jobs.length >= waiter.count) waiter.resolve([...jobs]);
    return handle(each);
  };
  const seen = (count: number) =>
    new Promise<string[]>((resolve) => {
      if (jobs.length >= count) resolve([...jobs]);
      else waiters.push({ count, resolve });
    });
  return { handler, seen, jobs };
}

const idle = async (engine: PostgresEngine) => {
  for (;;) {
    const counts = Object.values(await engine.backlog());
    if (counts.every((count) => count === 0)) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Whoever waits for a poll this slow fails by the test's own time-out. */
const LONGER_THAN_ANY_TEST = 120_000;

/** So many take some seconds of the processor. */
const BUSY = 120;
const PLACES_OF_RECONCILE = 24;

async function running(makeStore: MakePortStore, handler: JobHandler, options: EngineOptions = {}) {
  const opened = await makeStore();
  const faults: unknown[] = [];
  const engine = opened.engineOf({ onFault: (fault) => faults.push(fault), ...options });
  await engine.start(handler);
  return { ...opened, engine, faults };
}

describeBeneath('the engine', 'what is in a row, and when it was written', (makeStore) => {
  it('has fewer under way while its own processor is what is waited for, and all its places while vendors are', async () => {
    const door = gate();
    let underWay = 0;
    const busy: number[] = [];
    const { handler, seen } = watching(async (each) => {
      underWay += 1;
      if (nameOf(each).startsWith('busy')) {
        busy.push(underWay);
        for (let step = 0; step < 6; step += 1) {
          const until = performance.now() + 4;
          while (performance.now() < until);
          await new Promise((resolve) => setImmediate(resolve));
        }
      } else await door.opened;
      underWay -= 1;
      return undefined;
    });
    const { engine, store } = await running(makeStore, handler);
    await store.transaction(async (tx) => {
      for (let number = 0; number < BUSY; number += 1) await tx.send(job(`busy${number}`));
    });
    await seen(BUSY);
    expect(Math.max(...busy.slice(BUSY / 2))).toBeLessThan(PLACES_OF_RECONCILE / 2);

    await store.transaction(async (tx) => {
      for (let number = 0; number < PLACES_OF_RECONCILE; number += 1) await tx.send(job(`waits${number}`));
    });
    await seen(BUSY + PLACES_OF_RECONCILE);
    door.open();
    await engine.stop(5_000);
  });

  it('hands over at its end what it could not finish, so that nobody waits for its heartbeat to stop', async () => {
    const { handler, seen } = watching(() => new Promise(() => {}));
    const { engineOf, databases } = await makeStore();
    const engine = engineOf();
    await engine.start(handler);
    await engine.send(job('endless'));
    await seen(1);
    expect(engine.standing().state).toBe('working');
    await engine.stop(0);
    expect(engine.standing().state).toBe('stopped');
    const { rows } = await sql<{ state: string }>`select state::text from tenure_jobs.job`.execute(databases.main);
    expect(rows).toEqual([{ state: 'retry' }]);
  });
});

describeOnEveryStore('the engine', (makeStore) => {
  it('runs a job sent in a committed transaction when it hears of it, not at the next poll, and once', async () => {
    const { handler, seen, jobs } = watching();
    const { store, engine } = await running(makeStore, handler, { pollMilliseconds: LONGER_THAN_ANY_TEST });
    await store.transaction((tx) => tx.send(job('first')));
    await seen(1);
    await store.transaction((tx) => tx.send(job('second')));
    await seen(2);
    await idle(engine);
    expect(jobs).toEqual(['first', 'second']);
  });

  it('never runs a job sent in a transaction that was rolled back', async () => {
    const { handler, seen, jobs } = watching();
    const { store, engine } = await running(makeStore, handler);
    const failing = store.transaction(async (tx) => {
      await tx.send(job('lost'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await engine.send(job('kept'));
    expect(await seen(1)).toEqual(['kept']);
    expect(jobs).not.toContain('lost');
  });

  it('takes the same alarm, said twice in one transaction, as one', async () => {
    const { handler, jobs } = watching();
    const { store, engine } = await running(makeStore, handler);
    await store.transaction(async (tx) => [await tx.send(job('a')), await tx.send(job('a'))]);
    await idle(engine);
    expect(jobs).toEqual(['a']);
  });

  it('lets whoever leaves go before thousands of ends by their date, and only they hold up other lanes', async () => {
    const { store, engineOf } = await makeStore();
    const { handler, seen } = watching();
    const end = (name: string): Job => ({ lane: 'urgent', account: accountId(name), ends: true });
    await store.transaction(async (tx) => {
      for (const one of [end('a'), end('b'), urgent('leaver'), end('c')]) await tx.send(one);
    });
    const engine = engineOf({ places: { urgent: 1 } });
    await engine.start(handler);
    const [first, ...ends] = await seen(4);
    // Sent in one transaction, the ends are of one instant: which of them is the first is nobody's promise.
    expect([first, ends.toSorted()]).toEqual(['leaver', ['a', 'b', 'c']]);
    expect([presses(urgent('leaver')), presses(end('a'))]).toEqual([true, false]);
  });

  it('tries again when the handler throws', async () => {
    let tries = 0;
    const { handler, seen } = watching(async () => {
      if (++tries <= 2) throw new Error(`fault ${tries}`);
      return undefined;
    });
    const { engine, faults } = await running(makeStore, handler);
    await engine.send(urgent('a'));
    await seen(3);
    await idle(engine);
    expect(faults.map((fault) => (fault instanceof Error ? fault.message : fault))).toEqual(['fault 1', 'fault 2']);
  });

  it('looks at a job again when the handler says so, not before', async () => {
    let now = at('2026-03-02T08:00:00Z');
    const later = at('2026-03-02T09:00:00Z');
    let tries = 0;
    const { handler, seen, jobs } = watching(async () => (++tries === 1 ? { again: later } : undefined));
    const { engineOf } = await makeStore({ clock: () => now });
    const engine = engineOf({ pollMilliseconds: LONGER_THAN_ANY_TEST });
    await engine.start(handler);
    await engine.send(job('a'));
    await seen(1);
    await idle(engine);
    expect(await engine.fireDue()).toBe(0);
    now = later;
    expect(await engine.fireDue()).toBe(1);
    await seen(2);
    await idle(engine);
    expect(jobs).toEqual(['a', 'a']);
  });

  it('waits for no poll to look at a job again soon', async () => {
    let tries = 0;
    const { handler, seen } = watching(async () =>
      ++tries === 1 ? { again: plus(instantOf(new Date()), milliseconds(50)) } : undefined,
    );
    const { engine } = await running(makeStore, handler, { pollMilliseconds: LONGER_THAN_ANY_TEST });
    await engine.send(job('a'));
    await seen(2);
  });

  it('holds a job for later until the clock it was given says so', async () => {
    let now = at('2026-03-02T08:00:00Z');
    const { handler, seen, jobs } = watching();
    const { store, engineOf } = await makeStore({ clock: () => now });
    const engine = engineOf({ pollMilliseconds: 10_000 });
    await engine.start(handler);
    await store.transaction((tx) => tx.send(job('later'), { startAfter: at('2026-03-02T09:00:00Z') }));
    expect(await engine.fireDue()).toBe(0);
    await engine.send(job('now'));
    expect(await seen(1)).toEqual(['now']);
    now = at('2026-03-02T09:00:00Z');
    expect(await engine.fireDue()).toBe(1);
    await seen(2);
    expect(jobs).toEqual(['now', 'later']);
  });

  it('finds what a moved clock has made due by itself', async () => {
    let now = at('2026-03-02T08:00:00Z');
    const { handler, seen } = watching();
    const { store, engineOf } = await makeStore({ clock: () => now });
    await engineOf({ pollMilliseconds: 50 }).start(handler);
    await store.transaction((tx) => tx.send(job('later'), { startAfter: at('2026-03-02T09:00:00Z') }));
    now = at('2026-03-02T10:00:00Z');
    expect(await seen(1)).toEqual(['later']);
  });

  it('does not let a slow job hold up the others', async () => {
    const { open: release, opened: slow } = gate();
    const { handler, seen } = watching(async (each) => {
      if (nameOf(each) === 'slow') await slow;
      return undefined;
    });
    const { store, engine } = await running(makeStore, handler, { places: { reconcile: 4 } });
    await store.transaction(async (tx) => {
      await tx.send(job('slow'));
      for (let index = 0; index < 20; index++) await tx.send(job(`quick ${index}`));
    });
    await seen(21);
    for (;;) if ((await engine.backlog()).reconcile === 1) break;
    release();
    for (;;) if ((await engine.backlog()).reconcile === 0) break;
  });

  it('runs urgent jobs while all other places are taken', async () => {
    const { open: release, opened: blocked } = gate();
    const { handler, seen } = watching(async (each) => {
      if (each.lane !== 'urgent') await blocked;
      return undefined;
    });
    const { store, engine } = await running(makeStore, handler, { places: { reconcile: 2 } });
    await store.transaction(async (tx) => {
      for (let index = 0; index < 50; index++) await tx.send(job(`backlog ${index}`));
    });
    await seen(2);
    await engine.send(urgent('leaver'));
    expect(await seen(3)).toContain('leaver');
    release();
    await engine.stop(5_000);
  });

  it('finishes what runs before it stops, and takes nothing more', async () => {
    let finished = 0;
    const stopping = gate();
    const { handler, seen } = watching(async () => {
      await stopping.opened;
      finished++;
      return undefined;
    });
    const { engine } = await running(makeStore, handler, { places: { reconcile: 1 } });
    await engine.send(job('a'));
    await engine.send(job('b'));
    await seen(1);
    const stopped = engine.stop(60_000);
    stopping.open();
    await stopped;
    expect(finished).toBe(1);
    expect((await engine.backlog()).reconcile).toBe(1);
  });
});
