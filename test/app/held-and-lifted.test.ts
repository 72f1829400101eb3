/** What a stop, or a clock in doubt, holds: read seldom while it stands, and carried out as soon as it is lifted. */
import { expect, it } from 'vitest';
import { clockWatch } from '../../src/app/clock/clockWatch.ts';
import { lookAtWaiting } from '../../src/app/clock/lifted.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { resumeWrites, stopWrites } from '../../src/app/stop.ts';
import { later } from '../../src/app/world.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { decide } from '../support/hands.ts';
import { accountWith, groupsOf, markOfLog, oktaCalls } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const RAFAEL = 'rafael.ortiz@acme.example';
const TABLEAU = 'app-tableau';

async function hired(makeCompany: MakeCompany): Promise<Company> {
  const company = await makeCompany();
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  return company;
}

async function maras({ store }: Company) {
  const [person] = await store.read.findPersons('E2001');
  return accountId(`okta/${person}`);
}

/** Each looks at the groups of the one account there is. */
const readings = (company: Company, since: number): number =>
  oktaCalls(company, since).filter((call) => /^GET \/users\/[^/]+\/groups/.test(call)).length;

describeStory('while writes are stopped', (makeCompany) => {
  it('a waiting account is read ever more seldom, and goes on at once when they are let go on', async () => {
    const company = await hired(makeCompany);
    await stopWrites(company.world, RAFAEL, false);
    const mark = markOfLog(company);
    await company.file('Change', { Employee: 'E2001', Location: 'London' });
    await company.pass('1h');
    expect(readings(company, mark)).toBeGreaterThan(3);
    expect(readings(company, mark)).toBeLessThan(8);
    const hour = markOfLog(company);
    await company.pass('12h');
    expect(readings(company, hour)).toBeGreaterThan(10);
    expect(readings(company, hour)).toBeLessThan(15);
    expect(groupsOf(company, MARA)).not.toContain('site-london');

    await resumeWrites(company.world, RAFAEL);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('site-london');
    expect(await company.store.read.reconcileRow(await maras(company))).toMatchObject({ retryAt: null });
  });

  it('a leaver goes on at once when the stop is narrowed to all but leavers, and no one else', async () => {
    const company = await hired(makeCompany);
    await stopWrites(company.world, RAFAEL, true);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('6h');
    expect(groupsOf(company, MARA)).not.toEqual([]);
    await stopWrites(company.world, RAFAEL, false);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
  });

  it('who had asked before they were let go on, and puts an account off after it, waits a minute and no longer', async () => {
    const company = await hired(makeCompany);
    const { world, store } = company;
    await stopWrites(world, RAFAEL, false);
    await company.file('Change', { Employee: 'E2001', Location: 'London' });
    await company.untilQuiet();
    await resumeWrites(world, RAFAEL);
    await company.untilQuiet();
    const account = await maras(company);
    await store.transaction(async (tx) => {
      await tx.raiseWanted(account, null);
      const row = await tx.lockReconcile(account);
      await tx.saveReconcile({ ...row, retryAt: later(tx.now, 3_600_000) });
    });
    await company.pass('61s');
    expect(await store.read.reconcileRow(account)).toMatchObject({ retryAt: null });
  });

  it('what waits is woken in the lane of whoever leaves', async () => {
    const company = await makeCompany({ deaf: true, places: { urgent: 0, reconcile: 0, look: 0, bulk: 0 } });
    const { world, systems } = company;
    await lookAtIssue(world, (await company.file('Onboarding', engineer())).id);
    await reconcileAccount(world, { lane: 'reconcile', account: await maras(company) });
    systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    await stopWrites(world, RAFAEL, true);
    await lookAtIssue(world, (await company.file('Offboarding', { Employee: 'E2001' })).id);
    await reconcileAccount(world, { lane: 'reconcile', account: await maras(company) });
    const { urgent } = await world.engine.backlog();
    expect(await lookAtWaiting(world)).toBe(1);
    expect((await world.engine.backlog()).urgent).toBe(urgent + 1);
    expect(await lookAtWaiting(world)).toBe(0);
  });
});

describeStory('while the clock is in doubt', (makeCompany) => {
  it('what ends by it is read ever more seldom, and ends as soon as somebody says that it is right', async () => {
    const company = await hired(makeCompany);
    const lent = { Applications: ['Tableau'], 'Access until': '2026-03-10' };
    await company.file('Change', { Employee: 'E2001', ...lent });
    await company.untilQuiet();
    const look = clockWatch({ ...company.world, monotonic: () => 0 });
    await look();
    await company.pass('2026-03-09T12:00:00.000Z');
    expect(await look()).toBe(true);
    await company.pass('2026-03-12T12:00:00.000Z');
    // Woken by something else, it waits as well.
    const mark = markOfLog(company);
    await company.file('Change', { Employee: 'E2001', Location: 'London' });
    await company.pass('2026-03-13T12:00:00.000Z');
    expect(groupsOf(company, MARA)).toContain('site-london');
    expect(readings(company, mark)).toBeGreaterThan(20);
    expect(readings(company, mark)).toBeLessThan(40);
    expect(groupsOf(company, MARA)).toContain(TABLEAU);
    expect(await decide(company, 'clock-stepped', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toContain(TABLEAU);
  });
});
