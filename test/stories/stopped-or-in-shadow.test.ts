import { expect, it } from 'vitest';
import { lookAtWaiting } from '../../src/app/clock/lifted.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { forceShadow } from '../../src/app/restore/forcedShadow.ts';
import { resumeWrites, stopWrites } from '../../src/app/stop.ts';
import { describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const RAFAEL = 'rafael.ortiz@acme.example';

describeStory('the stop switch', (makeCompany) => {
  it.each([
    ['also by their id in Jira', 'none', true],
    ['but not where Jira hides whose id it is', 'all', false],
  ] as const)('is turned by whoever may, %s', async (_, hiddenMail, ok) => {
    const company = await makeCompany({ systems: { jira: { hiddenMail } } });
    const id = (await company.world.tracker.findUser(RAFAEL)) ?? '';
    expect(id).not.toBe('');
    expect(await stopWrites(company.world, id, false)).toMatchObject({ ok });
    expect(await resumeWrites(company.world, RAFAEL)).toMatchObject({ ok });
    // What is woken by it is done before the company goes.
    await company.untilQuiet();
  });

  it('halts all writes but those for leavers, and what waited is done when it is lifted', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(await stopWrites(company.world, 'ben.carter@acme.example', false)).toEqual({
      ok: false,
      refusal: 'not-allowed',
    });
    expect(await stopWrites(company.world, RAFAEL, false)).toMatchObject({ ok: true });
    const mark = markOfLog(company);
    const waiting = await company.file(
      'Onboarding',
      engineer({ 'Employee number': 'E2002', 'First name': 'Jonas', 'Last name': 'Frey' }),
    );
    await company.pass('10m');
    expect(oktaWrites(company, mark)).toEqual([]);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);

    expect(await resumeWrites(company.world, RAFAEL)).toMatchObject({ ok: true });
    await company.pass('2m');
    expect(groupsOf(company, 'jonas.frey@acme.example')).toEqual(ENGINEER_GROUPS);
    expect((await company.state(waiting)).proved).toBe(true);
    const system = (await company.store.read.stream('system')).map(({ event }) => event.type);
    expect(system).toEqual(expect.arrayContaining(['WritesStopped', 'WritesResumed']));
  });

  it('lifted, calls nobody sooner for those whom a vendor’s limit puts off', async () => {
    const company = await makeCompany();
    const { okta } = company.systems;
    // A minute from the answer's own date.
    const date = 'Mon, 02 Mar 2026 08:00:00 GMT';
    const reset = String(Date.parse(date) / 1_000 + 60);
    const headers = { date, 'x-rate-limit-limit': '600', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
    okta.faults.add({ on: '.', do: 'refuse', status: 429, body: {}, headers, times: 1_000 });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const putOff = () => company.store.read.putOffAccounts(null, 10);
    const before = await putOff();
    expect(before).toHaveLength(1);
    const mark = markOfLog(company);
    // What is lifted sends the same look, and a worker takes it before a test could.
    expect(await lookAtWaiting(company.world)).toBe(1);
    await company.untilQuiet();
    await stopWrites(company.world, RAFAEL, false);
    await resumeWrites(company.world, RAFAEL);
    await company.untilQuiet();
    expect(okta.log.list({ since: mark })).toEqual([]);
    expect(await putOff()).toEqual(before);
    okta.faults.clear();
    await company.pass('2m');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('halts leavers too only if that is said', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await stopWrites(company.world, RAFAEL, true);
    const mark = markOfLog(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('10m');
    expect(oktaWrites(company, mark)).toEqual([]);
    await resumeWrites(company.world, RAFAEL);
    await company.pass('2m');
    expect(groupsOf(company, MARA)).toEqual([]);
  });
});

describeStory('shadow mode', (makeCompany) => {
  it('computes and shows everything and writes nothing', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('default: live', 'default: shadow') });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('10m');
    expect(oktaWrites(company)).toEqual([]);
    expect(company.systems.okta.directory.user(MARA)).toBeUndefined();
    expect(commentsOn(company, issue).join('\n')).toMatch(/Shadow: would create-account/);
    expect((await company.state(issue)).proved).toBe(false);
    expect(statusOf(company, issue)).toBe('In Progress');
    expect(commentsOn(company, issue).length).toBeLessThan(3);
  });

  it('holds back the sessions too that end once more whenever a leaver is read back as closed', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const [person] = await company.store.read.findPersons('E2001');
    const [account] = person === undefined ? [] : (await company.store.read.person(person)).accounts;
    if (account === undefined) throw new Error('no account');
    const readAgain = async () => {
      const mark = markOfLog(company);
      await company.store.transaction((tx) => tx.raiseWanted(account.id, null));
      await reconcileAccount(company.world, { lane: 'reconcile', account: account.id });
      return oktaWrites(company, mark);
    };
    expect(await readAgain()).toEqual([expect.stringContaining('/sessions')]);
    await company.store.transaction(async (tx) => {
      await tx.lockCase('system');
      await forceShadow(tx, { because: 'older-store', leftAlone: [] });
    });
    expect(await readAgain()).toEqual([]);
  });

  it('of one application leaves its groups alone and does the rest', async () => {
    const company = await makeCompany({
      policy: (text) => text.replace('  default: live', '  default: live\n  applications: { benefits-hub: shadow }'),
    });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS.filter((group) => group !== 'app-benefits'));
    expect(commentsOn(company, issue).join('\n')).toMatch(/Shadow: would add-member \| app-benefits/);
  });
});
