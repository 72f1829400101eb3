/** What goes wrong at the provider while somebody leaves must not leave anything open. */
import { expect, it } from 'vitest';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { stopSignIn } from '../../src/app/reconcile/signIn.ts';
import { resumeWrites, stopWrites } from '../../src/app/stop.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { accountWith, groupId, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const denied = { status: 403, body: { errorCode: 'E0000006', errorSummary: 'You do not have permission' } } as const;

async function hired(company: Company) {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const { directory } = company.systems.okta;
  const { id } = directory.completeActivation(accountWith(company, MARA).id);
  directory.signIn(id);
  return { id, directory };
}

/** The memberships that were asked to be gone, one line for each time. */
const taken = ({ systems }: Company) =>
  systems.okta.log.list({ matching: /^DELETE \/api\/v1\/groups\// }).map(({ path }) => path);

describeStory('a leaver', (makeCompany) => {
  it('whose account was made by a create with a lost answer is found and closed', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.okta;
    faults.add({ do: 'lose-response', on: 'POST /api/v1/users\\?' });
    faults.add({ do: 'drop', on: `GET /api/v1/users/${encodeURIComponent(MARA)}`, times: 2 });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('all-employees');

    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('2m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is signed out although the groups cannot be read', async () => {
    const company = await makeCompany();
    const { directory, id } = await hired(company);
    company.systems.okta.faults.add({ do: 'refuse', on: `GET /api/v1/users/${id}/groups`, times: 100, ...denied });
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    expect(directory.sessionsOf(id)).toEqual([]);

    company.systems.okta.faults.clear();
    await company.pass('10m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
  });

  it('loses the other groups and the account while one group cannot be taken', async () => {
    const company = await makeCompany();
    await hired(company);
    const stuck = groupId(company, 'eng-core');
    const trouble = { status: 500, body: { errorCode: 'E0000009', errorSummary: 'Internal Server Error' } };
    company.systems.okta.faults.add({ do: 'refuse', on: `DELETE /api/v1/groups/${stuck}/`, times: 1000, ...trouble });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual(['eng-core']);

    company.systems.okta.faults.clear();
    await company.pass('10m');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    const others = taken(company).filter((path) => !path.includes(stuck));
    expect(others).toEqual([...new Set(others)]);
  });

  it('who has more groups than a minute’s limit lets go is closed: what was answered as gone is not asked again', async () => {
    const company = await makeCompany();
    const { directory, id } = await hired(company);
    const had = groupsOf(company, MARA).length;
    const app = directory.apps()[0];
    if (app === undefined) throw new Error('no application to assign');
    directory.assignUser(app.id, id);
    // Ours is half of it: less than they have.
    company.systems.okta.limit({ groups: 16 });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toEqual([]);
    await company.pass('2m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(directory.appUsers(app.id).map((one) => one.id)).not.toContain(id);
    expect((await company.state(left)).proved).toBe(true);
    expect(taken(company)).toHaveLength(had);
  });

  it('whose group another hand gave back after the answer is asked about it by its id again', async () => {
    const company = await makeCompany();
    const { directory, id } = await hired(company);
    company.systems.okta.limit({ groups: 16 });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const [first] = taken(company);
    const group = first?.split('/').at(4) ?? '';
    const { faults } = company.systems.okta;
    const trouble = { status: 500, body: { errorCode: 'E0000009', errorSummary: 'Internal Server Error' } };
    faults.add({ do: 'refuse', on: `DELETE /api/v1/groups/${group}/`, times: 1000, ...trouble });
    directory.addMember(group, id);
    await company.pass('5m');
    const asked = () => taken(company).filter((path) => path === first).length;
    const before = asked();

    // The next list lacks it: by another hand, or because it was cut.
    directory.removeMember(group, id);
    faults.clear();
    await company.pass('10m');
    expect((await company.state(left)).proved).toBe(true);
    expect(asked()).toBeGreaterThan(before);
  });

  it.each([
    ['as senseless, is gone where two lists lack it', 400, 'E0000003', true],
    ['for want of a right, is not known to be gone', 403, 'E0000006', false],
  ])('whose group another hand took, and whose removal is refused %s', async (_, status, errorCode, isGone) => {
    const company = await makeCompany({ mayStumble: true });
    const { directory, id } = await hired(company);
    const group = groupId(company, 'eng-core');
    directory.removeMember(group, id);
    const body = { errorCode, errorSummary: 'refused' };
    company.systems.okta.faults.add({ do: 'refuse', on: `DELETE /api/v1/groups/${group}/`, times: 100, status, body });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(isGone);
    expect(await openKinds(company)).toEqual(isGone ? [] : ['provider-refused']);
  });

  it('who never came in is closed ahead of the lease, but not while everything is stopped', async () => {
    const company = await makeCompany({ deaf: true, places: { urgent: 0 } });
    const { world } = company;
    await lookAtIssue(world, (await company.file('Onboarding', engineer())).id);
    await company.untilQuiet();
    await stopWrites(world, 'rafael.ortiz@acme.example', true);
    await lookAtIssue(world, (await company.file('Offboarding', { Employee: 'E2001' })).id);
    const [person] = await world.store.read.findPersons('E2001');
    const account = accountId(`okta/${person}`);
    await stopSignIn(world, account);
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');

    await resumeWrites(world, 'rafael.ortiz@acme.example');
    await stopSignIn(world, account);
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
  });

  it('who had come back is closed again, although that their account was opened for it was never read back', async () => {
    const company = await makeCompany();
    await hired(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('1h');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');

    // Opened, and then no run gets as far as to say so.
    const down = { status: 503, body: { errorCode: 'E0000009', errorSummary: 'Internal Server Error' } };
    company.systems.okta.faults.add({ do: 'refuse', on: 'PUT /api/v1/groups/', times: 1_000, ...down });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('ACTIVE');

    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('10m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
  });
});
