/**
 * The provider answers every list with 200 and nothing in it, for days: nobody has left, no group is gone, nothing is found. By
 * each way that leads to a removal: a sweep, a listing, a policy, a mover, an end by the hour, a reading by another's hint.
 */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { accountWith, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { swept, waiting } from '../support/sweeping.ts';
import { LOGINS, threeHired } from '../support/tableEdits.ts';

const [MARA = '', JONAS = '', ADA = ''] = LOGINS;
const TOLD_AS_GONE = ['RemovalVerified', 'LeaverVerified', 'AccountVanished'];

const facts = async ({ store }: Company) => {
  const all: string[] = [];
  for await (const stream of store.read.streams())
    for (const { event } of await store.read.stream(stream))
      if (TOLD_AS_GONE.includes(event.type)) all.push(event.type);
  return all;
};

describeStory('an empty directory', (makeCompany) => {
  it('takes nothing from anybody and finds nothing; a leaver is signed out all the same, and proved when lists are whole', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.okta;
    await threeHired(company);
    await company.file('Change', { Employee: 'E2001', Applications: ['Tableau'], 'Access until': '2026-03-02' });
    await company.untilQuiet();
    await swept(company);
    const found = await openKinds(company);
    const before = LOGINS.map((login) => groupsOf(company, login));
    const mark = markOfLog(company);

    faults.add({ do: 'empty-list', on: '^GET ', until: '3d' });
    expect(await swept(company)).toMatchObject({ state: 'broken-off', looks: 0, raised: 0, withdrawn: 0 });
    await expect(listGroups(company.world)).rejects.toThrow('list groups');
    const policy = acmePolicy(company.systems.addresses, (text) =>
      text.replace('startHour: "08:00"', 'startHour: "09:00"'),
    );
    expect(await applyPolicy(company.world, { policy, author: 'rafael', approver: null })).toMatchObject({
      kind: 'in-force',
      people: 0,
    });
    for (const login of LOGINS) {
      const [person] = await company.store.read.findPersons(login);
      await company.world.engine.send({ lane: 'bulk', look: accountId(`okta/${person}`) });
    }
    await company.file('Change', { Employee: 'E2003', Department: 'Data', 'Job title': 'Data Engineer' });
    await company.leap('1d');
    await company.pass('20m');
    expect(oktaWrites(company, mark).filter((call) => call.startsWith('DELETE'))).toEqual([]);
    expect(await facts(company)).toEqual([]);
    expect(LOGINS.map((login) => groupsOf(company, login))).toEqual(before);
    // That nobody can be read is what is told, of whoever is to be looked at.
    const since = (await waiting(company)).filter((kind) => !found.includes(kind));
    expect(new Set(since)).toEqual(new Set(['not-getting-through']));

    const left = await company.file('Offboarding', { Employee: 'E2002' });
    await company.pass('10m');
    expect(accountWith(company, JONAS).status).toMatch(/SUSPENDED|DEPROVISIONED/);
    expect((await company.state(left)).proved).toBe(false);
    expect(await facts(company)).not.toContain('LeaverVerified');

    faults.clear();
    await company.leap('1h');
    await company.pass('2m');
    expect((await company.state(left)).proved).toBe(true);
    expect(groupsOf(company, JONAS)).toEqual([]);
    expect(groupsOf(company, MARA)).not.toContain('app-tableau');
    expect(groupsOf(company, ADA)).not.toContain('eng-core');
    expect((await waiting(company)).filter((kind) => !found.includes(kind))).toEqual([]);
  });
});
