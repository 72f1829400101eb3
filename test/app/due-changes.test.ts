/** The alarm clock: what is due is begun, whatever is wrong beside it. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { nothingPassedOver, ringDue } from '../../src/app/clock/alarms.ts';
import { accountId, exceptionId } from '../../src/core/shared/ids.ts';
import type { Job } from '../../src/ports/engine.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const NOAH = { 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' };

/** Their account as it stands with the alarm clock; `undefined` = nothing of it is due. */
async function dueOf({ store }: Company, number: string) {
  const [person] = await store.read.findPersons(number);
  return (await store.read.dueAccounts(10)).find((one) => one.person === person);
}

describeStory('what is due', (makeCompany) => {
  it('begins although an account that was due before it cannot be read', async () => {
    const company = await makeCompany({ mayStumble: true });
    await company.file('Onboarding', engineer({ 'Start date': '2026-01-05', 'Last day': '2026-03-31' }));
    await company.file('Onboarding', engineer({ ...NOAH, 'Start date': '2026-04-06' }));
    await company.untilQuiet();
    const [noah] = await company.store.read.findPersons('E2002');
    await sql`update tenure.engagement set body = 'null'::jsonb where person = ${noah}`.execute(
      company.opened.databases.main,
    );
    await company.pass('2026-04-01T12:00:00.000Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(company.log.some(({ message }) => message === 'a change that is due could not be begun')).toBe(true);
  });

  it('is not begun at a full limit, where it could not be read back, and goes on when there is place', async () => {
    const company = await makeCompany({ places: { urgent: 1 } });
    const lea = { 'Employee number': 'E2003', 'First name': 'Lea', 'Last name': 'Roth' };
    for (const who of [{}, NOAH, lea]) await company.file('Onboarding', engineer(who));
    await company.untilQuiet();
    for (const number of ['E2001', 'E2002', 'E2003'])
      await company.file('Change', { Employee: number, Applications: ['Tableau'], 'Access until': '2026-03-10' });
    await company.untilQuiet();
    const { okta } = company.systems;
    // Half of it is ours, and one of that is for revocations: two ends of three calls each, and one call more.
    okta.limit({ users: 16 });
    okta.log.clear();
    const calls = () =>
      ['GET .*/users/[^/]+/groups', 'GET .*/users/[^/]+/roles', 'DELETE .*/groups/'].map(
        (route) => okta.log.list({ matching: new RegExp(`^${route}`) }).length,
      );
    await company.pass('2026-03-10T23:00:00.000Z');
    expect(calls()).toEqual([4, 2, 2]);
    const { rows } = await sql<{ job: Job }>`select job from tenure.wake_up where lane = 'urgent'`.execute(
      company.opened.databases.main,
    );
    // It stays one that whoever leaves goes before.
    expect(rows).toEqual([{ job: { lane: 'urgent', account: expect.stringMatching(/^okta/), ends: true } }]);
    await company.pass('2m');
    expect(calls()).toEqual([6, 3, 3]);
    expect(okta.log.list().filter(({ status }) => status === 429)).toEqual([]);
  });

  it('does not go round and round when the clock that listed it is ahead of the one that rings', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    await company.file('Onboarding', engineer({ 'Start date': '2026-01-05', 'Last day': '2026-03-31' }));
    await company.untilQuiet();
    const [person] = await store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody was registered');
    let asked = 0;
    const nextChange = company.now();
    const dueAccounts = async (limit: number) => {
      asked += 1;
      const one = { account: accountId(`okta/${person}`), person, nextChange };
      return Array.from({ length: asked === 1 ? limit : 0 }, () => one);
    };
    expect(await ringDue({ ...world, store: { ...store, read: { ...store.read, dueAccounts } } })).toBe(0);
    expect(asked).toBe(1);
  });

  it('begins behind whatever waits because the clock is in doubt, which nobody locks to see that it waits', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    await company.file('Onboarding', engineer({ 'Start date': '2026-01-05', 'Last day': '2026-03-31' }));
    await company.file('Onboarding', engineer({ ...NOAH, 'Start date': '2026-05-04' }));
    await company.untilQuiet();
    const since = company.now();
    await company.passDown('2026-05-04T12:00:00.000Z');
    const none = { case: null, person: null, account: null, group: null, settled: null };
    const doubt = { id: exceptionId('clock'), kind: 'clock-stepped', ...none, detail: { since }, openedAt: since };
    const [mara, noah] = await Promise.all(['E2001', 'E2002'].map(async (number) => dueOf(company, number)));
    const asked: unknown[] = [];
    let [locked, passedBy, stepped] = [0, 0, [doubt]];
    const dueAccounts: typeof store.read.dueAccounts = (limit, among) => {
      asked.push(among?.after?.nextChange ?? null);
      return store.read.dueAccounts(limit, among);
    };
    const transaction: typeof store.transaction = (work, first) => {
      locked += 1;
      return store.transaction(work, first);
    };
    const read = { ...store.read, dueAccounts, exceptions: async () => stepped };
    const doubting = { ...world, monotonic: () => passedBy, store: { ...store, read, transaction } };
    const passed = nothingPassedOver();
    expect([await ringDue(doubting, passed), locked]).toEqual([1, 1]);
    expect(await dueOf(company, 'E2001')).toEqual(mara);
    expect(await dueOf(company, 'E2002')).not.toEqual(noah);
    passedBy = 59_000;
    await ringDue(doubting, passed);
    passedBy = 60_000;
    await ringDue(doubting, passed);
    expect([locked, asked]).toEqual([1, [null, null, null, company.now(), null, null]]);

    // One that was listed a moment before its end was set is not rung either, however many of it come first.
    const from: unknown[] = [];
    const stale: typeof store.read.dueAccounts = async (limit, among) => {
      from.push(among === undefined ? 'all' : (among.after?.nextChange ?? 'first'));
      return Array.from({ length: among?.after === undefined ? limit : 1 }, () => mara).flatMap((one) => one ?? []);
    };
    expect(await ringDue({ ...doubting, store: { ...store, read: { ...read, dueAccounts: stale } } })).toBe(0);
    // What stands behind a full page of it is looked at as well.
    expect(from).toEqual(['all', 'first', mara?.nextChange]);
    expect(await dueOf(company, 'E2001')).toEqual(mara);

    stepped = [];
    expect(await ringDue(doubting, passed)).toBe(1);
    expect(await dueOf(company, 'E2001')).not.toEqual(mara);
  });
});
