/** A leaver's direct applications cannot be read: all else is taken, and the receipt stays open until they are. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { openException, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const APPS = 'GET /api/v1/apps\\?';
const denied = { status: 403, body: { errorCode: 'E0000006', errorSummary: 'You do not have permission' } } as const;
const broken = { status: 500, body: { errorCode: 'E0000009', errorSummary: 'Internal Server Error' } } as const;

describeStory('a leaver whose direct applications cannot be read', (makeCompany) => {
  it('for want of a right loses sign-in and groups at once; the right is named, and the receipt closed when it is there', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    const { faults } = company.systems.okta;
    faults.add({ do: 'refuse', on: APPS, times: 10_000, ...denied });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(await openKinds(company)).toEqual(['apps-unknown']);
    expect((await openException(company, 'apps-unknown')).detail).toMatchObject({
      operation: 'read applications',
      right: expect.stringContaining('okta.apps.read'),
    });
    expect(commentsOn(company, left).join('\n')).toMatch(/cannot be read, so the receipt stays open/);
    const mark = markOfLog(company);
    await company.pass('20m');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await openKinds(company)).toEqual(['apps-unknown']);
    const state = await company.state(left);
    expect([state.proved, state.closed]).toEqual([false, []]);
    expect(statusOf(company, left)).toBe('Waiting');

    faults.clear();
    await company.pass('10m');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    expect(statusOf(company, left)).toBe('Done');
  });

  it('because the role sees none, which Okta answers with an empty list, is not said to have lost them', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { directory, faults } = company.systems.okta;
    const { id } = directory.completeActivation(accountWith(company, MARA).id);
    const forgotten = directory.createApp({ label: 'Old intranet' });
    directory.assignUser(forgotten.id, id);
    directory.turnApp(forgotten.id, 'INACTIVE');
    faults.add({ do: 'lose-right', right: 'role', on: APPS });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(await openKinds(company)).toEqual(['apps-unknown']);
    expect((await company.state(left)).proved).toBe(false);
    faults.clear();
    await company.pass('10m');
    expect(directory.appUsers(forgotten.id)).toEqual([]);
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
  });

  it('for a passing trouble is not told, and closed a moment later', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.faults.add({ do: 'refuse', on: APPS, times: 3, ...broken });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('1m');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.timeline(left)).filter(({ event }) => event.type === 'ExceptionRaised')).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('who is back before they could be is not asked about any more, but that the closing was never read is', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    company.systems.okta.faults.add({ do: 'refuse', on: APPS, times: 10_000, ...denied });
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['apps-unknown']);
    await company.file('Onboarding', engineer());
    await company.pass('1m');
    // One is the day-one check's own question; the other the risk that a named person takes.
    expect(await openKinds(company)).toEqual(['app-accounts-unknown', 'closing-overtaken']);
    expect(groupsOf(company, MARA)).toContain('all-employees');
  });
});
