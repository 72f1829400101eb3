/** A sign-in that the provider will not stop: a person is told what was refused, nobody is asked over and over, and it is stopped once it can be. */
import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, openException, openKinds } from '../support/hands.ts';
import { accountWith, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const DENIED = { status: 403, body: { errorCode: 'E0000006', errorSummary: 'You do not have permission' } };

async function hired(company: Company): Promise<string> {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  return company.systems.okta.directory.completeActivation(accountWith(company, MARA).id).id;
}

const sessionsEnded = (company: Company, mark: number) =>
  oktaWrites(company, mark).filter((call) => call.startsWith('DELETE') && call.includes('/sessions')).length;

describeStory('a sign-in that the provider will not stop', (makeCompany) => {
  it('of somebody on leave whose password has expired is told, and stopped once they have a new one', async () => {
    const company = await makeCompany();
    const id = await hired(company);
    const { directory } = company.systems.okta;
    directory.signIn(id);
    await clickAtOkta(company, 'POST', `/users/${id}/lifecycle/expire_password`);
    const leave = await company.file('Leave', {
      Employee: 'E2001',
      'Start date': '2026-03-09',
      'Last day': '2026-03-20',
    });
    await company.untilQuiet();
    const mark = markOfLog(company);
    await company.pass('2026-03-09T07:00:10.000Z');
    // "Suspend a user": only from ACTIVE.
    expect([accountWith(company, MARA).status, directory.sessionsOf(id)]).toEqual(['PASSWORD_EXPIRED', []]);
    expect((await openException(company, 'provider-refused')).detail).toMatchObject({
      change: 'suspend',
      fault: 'conflict',
      code: 'E0000001',
    });
    expect([sessionsEnded(company, mark), (await company.state(leave)).proved]).toEqual([1, false]);
    directory.changePassword(id);
    directory.signIn(id);
    await company.pass('6m');
    expect([accountWith(company, MARA).status, directory.sessionsOf(id)]).toEqual(['SUSPENDED', []]);
    expect(await openKinds(company)).toEqual([]);
  });

  it('of a leaver for want of the right to close it is told by that right, all else is taken, and closed once it is there', async () => {
    const company = await makeCompany();
    const id = await hired(company);
    const { faults } = company.systems.okta;
    faults.add({ do: 'refuse', on: `POST /api/v1/users/${id}/lifecycle/deactivate`, times: 1_000, ...DENIED });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect([accountWith(company, MARA).status, groupsOf(company, MARA)]).toEqual(['SUSPENDED', []]);
    expect((await openException(company, 'provider-refused')).detail).toMatchObject({
      change: 'deactivate',
      code: 'E0000006',
    });
    expect((await company.state(left)).proved).toBe(false);
    faults.clear();
    await company.pass('6m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
  });
});
