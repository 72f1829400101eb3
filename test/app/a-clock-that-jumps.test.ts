/** The database's clock is set: what ends by its date waits for a person, what people decide does not. */
import { expect, it } from 'vitest';
import { type Alarms, startAlarms } from '../../src/app/clock/alarms.ts';
import { clockWatch } from '../../src/app/clock/clockWatch.ts';
import { sweepTracker } from '../../src/app/clock/trackerSweep.ts';
import { stopSignIn } from '../../src/app/reconcile/signIn.ts';
import { sealNow } from '../../src/app/seals/make.ts';
import { later, type World } from '../../src/app/world.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { describeStory } from '../support/company.ts';
import { decide, openException, openKinds } from '../support/hands.ts';
import { accountWith, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const NOAH = 'noah.berg@acme.example';
const LEA = 'lea.roth@acme.example';
const TABLEAU = 'app-tableau';
const DAY = 86_400_000;

/** A tracker in which nothing has changed, and since when it was asked for that. */
function heardBy({ tracker }: World) {
  const asked: Instant[] = [];
  async function* changedSince(since: Instant) {
    asked.push(since);
    yield* [];
  }
  return { asked, tracker: { ...tracker, changedSince } };
}

describeStory('a clock that jumps', (makeCompany) => {
  it('ends nothing by its date until a person confirms it; ends and leavers decided by hand go on', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    await company.file('Onboarding', engineer());
    const noah = { 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' };
    await company.file('Onboarding', engineer(noah));
    const lea = { 'Employee number': 'E2003', 'First name': 'Lea', 'Last name': 'Roth', 'Last day': '2026-03-10' };
    await company.file('Onboarding', engineer(lea));
    await company.untilQuiet();
    const lent = { Applications: ['Tableau'], 'Access until': '2026-03-10' };
    await company.file('Change', { Employee: 'E2001', ...lent });
    const ending = await company.file('Change', { Employee: 'E2002', ...lent, 'Access until': '2026-05-10' });
    await company.untilQuiet();

    let passed = 0;
    const look = clockWatch({ ...world, monotonic: () => passed });
    expect(await look()).toBe(false);
    await company.pass('2026-03-09T12:00:00.000Z');
    expect(await look()).toBe(true);
    const { since } = (await openException(company, 'clock-stepped')).detail;
    expect(String(since) < '2026-03-02T09:00').toBe(true);
    await company.pass('2026-03-12T12:00:00.000Z');
    // Woken by something else, they wait as well; and so does what stops a leaver ahead of everything.
    await company.file('Change', { Employee: 'E2001', Location: 'London' });
    await company.untilQuiet();
    const [person] = await store.read.findPersons('E2003');
    await world.engine.send({ lane: 'urgent', account: accountId(`okta/${person}`) });
    await stopSignIn(world, accountId(`okta/${person}`));
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(expect.arrayContaining(['site-london', TABLEAU]));
    expect(groupsOf(company, LEA)).not.toEqual([]);
    expect(accountWith(company, LEA).status).not.toMatch(/SUSPENDED|DEPROVISIONED/);

    await company.file('Change', { Employee: 'E2002', 'Access that ends': ['Tableau'] });
    await company.untilQuiet();
    expect(groupsOf(company, NOAH)).not.toContain(TABLEAU);
    const left = await company.file('Offboarding', { Employee: 'E2002' });
    await company.untilQuiet();
    expect(accountWith(company, NOAH).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
    expect((await company.state(ending)).exceptions).toEqual([]);

    // The step by which a clock is put right is not told beside the one that stands.
    const other = clockWatch({ ...world, monotonic: () => passed });
    expect(await other()).toBe(false);
    expect(await look()).toBe(true);
    passed = 30 * 86_400_000;
    expect(await look()).toBe(true);
    expect(await openKinds(company)).toEqual(['clock-stepped']);
    // It is on record all the same, and once, however many processes have seen it: what is dated by it is explained by that.
    expect(await other()).toBe(true);
    const told = (await store.read.stream('system')).flatMap(({ event }) =>
      event.type === 'ExceptionRaised' ? [event.detail] : [],
    );
    expect(told.map((one) => String(one?.shown) < String(one?.expected))).toEqual([false, true]);
    expect(await decide(company, 'clock-stepped', 'confirm')).toMatchObject({ ok: true });
    await company.pass('2m');
    expect(groupsOf(company, MARA)).not.toContain(TABLEAU);
    expect(accountWith(company, LEA).status).toBe('DEPROVISIONED');
    expect(await openKinds(company)).toEqual([]);
  });

  it('is held against the last seal at a start: a step that nobody saw is told, and once', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const sealed = await sealNow(world);
    if (sealed === null) throw new Error('nothing was sealed');
    const startedAt = (minutes: number) => {
      const now = async () => later(sealed.at, minutes * 60_000);
      return clockWatch({ ...world, store: { ...store, read: { ...store.read, now } } })();
    };
    expect(await startedAt(-4)).toBe(false);
    expect(await startedAt(600)).toBe(false);
    expect(await startedAt(-60)).toBe(true);
    const [told] = await store.read.exceptions({ open: true });
    expect(told).toMatchObject({
      kind: 'clock-stepped',
      detail: { expected: sealed.at, shown: later(sealed.at, -3_600_000), since: later(sealed.at, -3_600_000) },
    });
    // Confirmed or not, it takes its time to catch up.
    expect(await startedAt(-50)).toBe(false);
    expect(await decide(company, 'clock-stepped', 'confirm')).toMatchObject({ ok: true });
    expect(await startedAt(-40)).toBe(false);
    expect(await startedAt(-90)).toBe(true);
  });

  it('is told by the next look where the first one could not, and nothing is rung in between', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    let isDown = false;
    const transaction: typeof store.transaction = async (work, locks) => {
      if (isDown) throw new Error('the connection was lost');
      return store.transaction(work, locks);
    };
    const look = clockWatch({ ...world, store: { ...store, transaction }, monotonic: () => 0 });
    expect(await look()).toBe(false);
    await company.leap('2026-04-02T09:00:00.000Z');
    isDown = true;
    await expect(look()).rejects.toThrow('the connection was lost');
    isDown = false;
    expect(await look()).toBe(true);
    expect(await openKinds(company)).toEqual(['clock-stepped']);
    expect(await look()).toBe(false);
  });

  it('is told anew where what covered it is confirmed while it is being told', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    let confirms = false;
    const exceptions: typeof store.read.exceptions = async (which) => {
      const found = await store.read.exceptions(which);
      if (confirms) {
        confirms = false;
        expect(await decide(company, 'clock-stepped', 'confirm')).toMatchObject({ ok: true });
      }
      return found;
    };
    const watched = { ...world, store: { ...store, read: { ...store.read, exceptions } }, monotonic: () => 0 };
    const look = clockWatch(watched);
    await look();
    await company.leap('2026-04-02T09:00:00.000Z');
    expect(await look()).toBe(true);
    await company.leap('2026-05-02T09:00:00.000Z');
    confirms = true;
    expect(await look()).toBe(true);
    expect(await openKinds(company)).toEqual(['clock-stepped']);
  });

  it('hides nothing from the sweep of the tracker that is put back', async () => {
    const { world, store, now } = await makeCompany();
    const before = now();
    await store.transaction(async (tx) => {
      await tx.setControl('tracker-swept', later(before, 3 * DAY));
      await tx.setControl('tracker-swept-twice', { from: later(before, -DAY), at: later(before, 3 * DAY) });
    });
    const { tracker, asked } = heardBy(world);
    await sweepTracker({ ...world, tracker });
    await sweepTracker({ ...world, tracker });
    expect(asked.map((since) => since < before)).toEqual([true, true]);
    expect(asked[0]?.slice(0, 10)).toBe(later(before, -DAY).slice(0, 10));
    // That answer may have been cut: the sweep of the next day goes over the same once more.
    const read = { ...store.read, now: async () => later(before, DAY + 60_000) };
    await sweepTracker({ ...world, tracker, store: { ...store, read } });
    expect(asked[2]?.slice(0, 10)).toBe(later(before, -DAY).slice(0, 10));
  });

  it.each([
    ['for hours', 3_600_000, (now: Instant) => [later(now, -3 * DAY), later(now, -3_600_000)], 3 * DAY],
    ['for longer than a week', 30 * DAY, (now: Instant) => [later(now, 23 * DAY), later(now, 30 * DAY)], 7 * DAY],
  ])('and stood ahead %s, what was filed meanwhile is found once it is put right', async (_, ahead, swept, back) => {
    const { world, store } = await makeCompany();
    const now = await store.read.now();
    const before = swept(now);
    await store.transaction(async (tx) => {
      await tx.setControl('tracker-swept', later(now, ahead));
      await tx.setControl('tracker-swept-twice', { from: before[0] ?? now, at: before.at(-1) ?? now, before });
    });
    const { tracker, asked } = heardBy(world);
    await sweepTracker({ ...world, tracker });
    expect(asked.map((since) => since.slice(0, 10))).toEqual([later(now, -back).slice(0, 10)]);
  });

  it('is looked at before anything is rung by it', async () => {
    const { world, store } = await makeCompany();
    const seen: string[] = [];
    let alarms: Alarms | undefined;
    await new Promise<void>((resolve) => {
      const dueAccounts = async () => {
        seen.push('ring');
        resolve();
        return [];
      };
      const read = { ...store.read, dueAccounts };
      alarms = startAlarms({ ...world, store: { ...store, read } }, 3_600_000, async () => seen.push('look') > 1);
    });
    await alarms?.stop();
    expect(seen.slice(0, 2)).toEqual(['look', 'ring']);
  });
});
