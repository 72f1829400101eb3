/** Whether a leaver is an administrator cannot be read: nothing is written, and a person hears of it at once. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const ROLES = 'GET /api/v1/users/[^/]+/roles';
const denied = { status: 403, body: { errorCode: 'E0000006', errorSummary: 'You do not have permission' } } as const;
const broken = { status: 500, body: { errorCode: 'E0000009', errorSummary: 'Internal Server Error' } } as const;

describeStory('a leaver of whom nobody can tell whether they are an administrator', (makeCompany) => {
  it('is not written, is told at the first attempt, and is closed when the right is there', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    const { faults } = company.systems.okta;
    // The gate's own question and the one ahead of the plan: no more were asked when it was told.
    faults.add({ do: 'refuse', on: ROLES, times: 2, ...denied });
    const mark = markOfLog(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const told = (await company.timeline(left)).filter(({ event }) => event.type === 'ExceptionRaised');
    expect(told).toMatchObject([{ event: { kind: 'admin-unknown', detail: { attempts: 1 } } }]);
    expect(commentsOn(company, left).join('\n')).toMatch(/Stop the sign-in by hand now/);
    await company.pass('30s');
    expect(oktaWrites(company, mark).length).toBeGreaterThan(0);
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is not written while the right is missing', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.faults.add({ do: 'refuse', on: ROLES, times: 10_000, ...denied });
    const mark = markOfLog(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('5m');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await openKinds(company)).toEqual(['admin-unknown']);
  });

  it('needs no person when the answer was only late', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.faults.add({ do: 'refuse', on: ROLES, times: 2, ...broken });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('1m');
    expect((await company.timeline(left)).filter(({ event }) => event.type === 'ExceptionRaised')).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });
});
