/** A clock that is put back shows work as going on that was ended by it, at once, while it was ahead. */
import { describe, expect, it } from 'vitest';
import { type Filed, NADIA } from '../../examples/acme/forms.ts';
import { endWhatWasEnded } from '../../src/app/clock/endedAhead.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { lookedAtAsOf, notBefore } from '../../src/app/reconcile/byClock.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { stopSignIn } from '../../src/app/reconcile/signIn.ts';
import { later } from '../../src/app/world.ts';
import type { PersonLedger } from '../../src/core/grant/index.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { type Instant, milliseconds, minus } from '../../src/core/shared/instant.ts';
import type { Store } from '../../src/ports/store.ts';
import { at, engagement, leaving, ledger } from '../support/build.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, groupsOf } from '../support/looks.ts';
import { openMemory } from '../support/memory/store.ts';
import { engineer, MARA } from '../support/people.ts';
import { decideAnew, putBack } from '../support/putBack.ts';

const NOAH = 'noah.berg@acme.example';

const OVER = engagement({ start: at(0), accountFrom: at(0), activeFrom: at(0), end: at(30), endedBy: leaving });

/** At minute 20, of somebody whose work ends at minute 30, as was said when the clock showed `said`. */
async function asOf(said: number, others: readonly ReturnType<typeof engagement>[] = []) {
  const { store } = openMemory({ clock: () => at(said) });
  await store.transaction(async (tx) => {
    await tx.lockCase(leaving);
    await tx.append(leaving, [{ type: 'EngagementChanged', engagement: OVER }]);
  });
  return lookedAtAsOf(store.read, ledger({ engagements: [OVER, ...others] }), at(20));
}

describe('a clock that was put back', () => {
  it('shows nobody as working whose work had ended at once while it was ahead', async () => {
    expect(await asOf(30)).toBe(at(30));
  });

  it('lets work whose last day was only said to come go on', async () => {
    expect(await asOf(10)).toBe(at(20));
  });

  it('makes no day come early for what was touched while it was ahead, and hides nothing decided just now', () => {
    expect(notBefore(at(65), at(60))).toBe(at(65));
    expect(notBefore(at(60), at(65))).toBe(at(65));
    expect(notBefore(at(66), at(60))).toBe(at(60));
  });

  it('lets whoever works on elsewhere go on', async () => {
    const other = engagement({ start: at(5), accountFrom: at(5), activeFrom: at(5), end: null });
    expect(await asOf(30, [other])).toBe(at(20));
  });
});

/** As it is read from then on. */
const keep = (store: Store, after: PersonLedger) =>
  store.transaction(async (tx) => {
    if (after.person !== null) await tx.saveLedger(await tx.lockPerson(after.person.id), after);
  });

describeStory('somebody who left at once while the clock was ahead', (makeCompany) => {
  it('is closed although it is put back before the provider could be reached, and stays closed', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    const [person] = await store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody was registered');
    const account = accountId(`okta/${person}`);
    await company.pass('2d');
    const { faults } = company.systems.okta;
    faults.add({ on: '.*', do: 'refuse', status: 503, times: 1_000 });
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    faults.clear();
    expect(accountWith(company, MARA).status).toBe('ACTIVE');

    const before = minus(company.now(), milliseconds(86_400_000));
    const back = { ...world, store: putBack(store, before) };
    await stopSignIn(back, account);
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    await world.engine.stop(1_000);
    await store.transaction(async (tx) => void tx.raiseWanted(account, null), { person, account });
    await reconcileAccount(back, { lane: 'urgent', account });
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    await company.resume();
  });
});

describeStory('somebody whose account was touched while the clock was ahead', (makeCompany) => {
  it('keeps until its day what that clock would have shown as over', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await company.file('Change', { Employee: 'E2001', Applications: ['Tableau'], 'Access until': '2026-03-04' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    const [person] = await store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody was registered');
    const account = accountId(`okta/${person}`);
    const ahead = later(company.now(), 3 * 86_400_000);
    const { nextChange = null } = (await store.read.reconcileRow(account)) ?? {};
    await store.transaction(async (tx) => void tx.raiseWanted(account, nextChange), { person, account });
    await reconcileAccount({ ...world, store: putBack(store, company.now(), ahead) }, { lane: 'reconcile', account });
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    await company.pass('2026-03-05T09:00:00Z');
    expect(groupsOf(company, MARA)).not.toContain('app-tableau');
  });
});

describeStory('whoever was put on leave at once while the clock was ahead', (makeCompany) => {
  it('is away when it is put back, and back on the day that was said; whose leave only begins by then is not away yet', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    const noah = { 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' };
    await company.file('Onboarding', engineer());
    await company.file('Onboarding', engineer(noah));
    await company.untilQuiet();
    const { directory } = company.systems.okta;
    for (const login of [MARA, NOAH]) directory.completeActivation(accountWith(company, login).id);
    await company.file('Leave', { Employee: 'E2002', 'Start date': '2026-03-04', 'Last day': '2026-03-13' });
    await company.untilQuiet();
    await company.pass('2d');
    await company.file('Leave', { Employee: 'E2001', 'Start date': '2026-03-01', 'Last day': '2026-03-13' });
    await company.untilQuiet();
    expect([MARA, NOAH].map((login) => accountWith(company, login).status)).toEqual(['SUSPENDED', 'SUSPENDED']);

    await world.engine.stop(1_000);
    expect(await endWhatWasEnded(world)).toBe(0);
    const back = { ...world, store: putBack(store, minus(company.now(), milliseconds(86_400_000))) };
    expect(await endWhatWasEnded(back)).toBe(1);
    expect(await endWhatWasEnded(back)).toBe(0);
    for (const [number, login, status] of [
      ['E2001', MARA, 'SUSPENDED'],
      ['E2002', NOAH, 'ACTIVE'],
    ] as const) {
      await decideAnew(back, number);
      expect(accountWith(company, login).status).toBe(status);
    }
    await company.resume();
    await company.pass('2026-03-14T09:00:00Z');
    expect([MARA, NOAH].map((login) => accountWith(company, login).status)).toEqual(['ACTIVE', 'ACTIVE']);
  });
});

describeStory('a leave that was over again while the clock was ahead', (makeCompany) => {
  it.each<[string, (company: Company, leave: Filed) => Promise<unknown>]>([
    ['taken back', ({ forms }, { key }) => forms.moveTo(NADIA, key, 'Withdrawn')],
    ['ended at once', (company, leave) => company.edit(leave, { 'Last day': '2026-03-02' })],
    [
      'taken back after the day of return',
      async ({ forms, pass }, { key }) => {
        await pass('2026-03-05T09:00:00Z');
        await forms.moveTo(NADIA, key, 'Withdrawn');
      },
    ],
  ])('and %s never begins when it is put back, nor when it has caught up', async (_, ends) => {
    const company = await makeCompany();
    const { world, store } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    await company.pass('2d');
    const begun = company.now();
    const leave = await company.file('Leave', {
      ...{ Employee: 'E2001', 'Start date': '2026-03-01', 'Last day': '2026-03-04' },
    });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    await company.pass('1h');
    await ends(company, leave);
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('ACTIVE');

    await world.engine.stop(1_000);
    const [person] = await store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody was registered');
    const account = accountId(`okta/${person}`);
    const putBackTo = (before: Instant) => ({ ...world, store: putBack(store, before) });
    expect(await endWhatWasEnded(putBackTo(minus(begun, milliseconds(86_400_000))))).toBe(1);
    for (const by of [minus(begun, milliseconds(86_400_000)), later(begun, 60_000)]) {
      await store.transaction(async (tx) => void tx.raiseWanted(account, null), { person, account });
      await reconcileAccount(putBackTo(by), { lane: 'reconcile', account });
      expect(accountWith(company, MARA).status).toBe('ACTIVE');
    }
    await company.resume();
  });
});

describeStory('a leave that had begun before the clock was ahead, and was over at once by it', (makeCompany) => {
  it.each<[string, (company: Company, leave: Filed) => Promise<unknown>]>([
    ['taken back', ({ forms }, { key }) => forms.moveTo(NADIA, key, 'Withdrawn')],
    ['ended at once', (company, leave) => company.edit(leave, { 'Last day': '2026-03-01' })],
  ])('and %s holds nobody when it is put back; one whose day of return had come by it goes on', async (_, ends) => {
    const company = await makeCompany();
    const { world, store } = company;
    const noah = { 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' };
    await company.file('Onboarding', engineer());
    await company.file('Onboarding', engineer(noah));
    await company.untilQuiet();
    const { directory } = company.systems.okta;
    for (const login of [MARA, NOAH]) directory.completeActivation(accountWith(company, login).id);
    const dates = { 'Start date': '2026-03-01', 'Last day': '2026-03-06' };
    const leave = await company.file('Leave', { Employee: 'E2001', ...dates });
    const others = await company.file('Leave', { Employee: 'E2002', ...dates, 'Last day': '2026-03-05' });
    await company.untilQuiet();
    const statuses = () => [MARA, NOAH].map((login) => accountWith(company, login).status);
    expect(statuses()).toEqual(['SUSPENDED', 'SUSPENDED']);
    const right = later(company.now(), 3_600_000);
    await company.pass('2026-03-05T09:00:00Z');
    await ends(company, leave);
    await company.untilQuiet();
    expect(statuses()).toEqual(['ACTIVE', 'SUSPENDED']);
    // Read again after the day of return because of something else on it: that is decided by nobody.
    await company.passDown('2026-03-06T09:00:00Z');
    await company.edit(others, { Employee: NOAH });
    await lookAtIssue(world, others.id);

    const back = { ...world, store: putBack(store, right) };
    expect(await endWhatWasEnded(back)).toBe(1);
    expect(await endWhatWasEnded(back)).toBe(0);
    for (const [number, login, status] of [
      ['E2001', MARA, 'ACTIVE'],
      ['E2002', NOAH, 'SUSPENDED'],
    ] as const) {
      await decideAnew(back, number);
      expect(accountWith(company, login).status).toBe(status);
    }
    await company.resume();
  });
});

describeStory('a return that was moved to a day that had passed by a clock that was ahead', (makeCompany) => {
  it('comes on that day when it is put back, and not at once', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { directory } = company.systems.okta;
    directory.completeActivation(accountWith(company, MARA).id);
    const leave = await company.file('Leave', {
      ...{ Employee: 'E2001', 'Start date': '2026-03-01', 'Last day': '2026-03-06' },
    });
    await company.untilQuiet();
    const right = later(company.now(), 3_600_000);
    await company.pass('2026-03-05T09:00:00Z');
    await company.edit(leave, { 'Last day': '2026-03-03' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('ACTIVE');
    await world.engine.stop(1_000);

    const back = { ...world, store: putBack(store, right) };
    expect(await endWhatWasEnded(back)).toBe(1);
    await decideAnew(back, 'E2001');
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    const state = await company.state(leave);
    expect(state.postponedUntil).toBe('2026-03-03T23:00:00.000Z');
    await company.resume();
  });
});

describeStory('what was given back while the clock was ahead', (makeCompany) => {
  it('is over when it is put back; what only ends on a day until then goes on, and whoever has left is left alone', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    await company.file('Onboarding', engineer());
    await company.file(
      'Onboarding',
      engineer({ 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' }),
    );
    await company.untilQuiet();
    await company.file('Change', { Employee: 'E2001', Applications: ['Tableau'], 'Access until': '2026-05-10' });
    await company.file('Change', { Employee: 'E2001', Applications: ['Figma: viewer'], 'Access until': '2026-03-03' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(expect.arrayContaining(['app-tableau', 'app-figma-viewer']));
    await company.pass('2d');
    await company.file('Change', { Employee: 'E2001', 'Access that ends': ['Tableau'] });
    await company.file('Offboarding', { Employee: 'E2002' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toContain('app-tableau');
    const [person] = await store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody was registered');
    const account = accountId(`okta/${person}`);
    const endsOf = async () => (await store.read.person(person)).grants.map(({ holds, end }) => [holds, end]);

    await world.engine.stop(1_000);
    // By the clock of then nothing is to be done.
    const before = await endsOf();
    expect(await endWhatWasEnded(world)).toBe(0);
    const back = { ...world, store: putBack(store, minus(company.now(), milliseconds(86_400_000))) };
    // Another end was set since it was found: that one stands.
    const found = await store.read.person(person);
    const edited = found.grants.map((one) => (one.end === null ? one : { ...one, end: later(one.end, 3_600_000) }));
    await keep(store, { ...found, grants: edited });
    const stale = { ...back, store: { ...back.store, read: { ...back.store.read, person: async () => found } } };
    expect(await endWhatWasEnded(stale)).toBe(0);
    await keep(store, found);
    expect(await endWhatWasEnded(back)).toBe(1);
    expect(await endWhatWasEnded(back)).toBe(0);
    expect((await endsOf()).filter((one, n) => one[1] !== before[n]?.[1])).toEqual([
      [expect.objectContaining({ entitlement: 'tableau:viewer' }), await back.store.read.now()],
    ]);
    await reconcileAccount(back, { lane: 'reconcile', account });
    expect(groupsOf(company, MARA)).not.toContain('app-tableau');
    expect(groupsOf(company, MARA)).toContain('app-figma-viewer');
    await company.resume();
  });
});
