/** A case is proved when what was decided about it has been carried out and read back, and not when it was decided. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openKinds } from '../support/hands.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

describeStory('a leaver whom another hand let in again', (makeCompany) => {
  it('is proved anew only once they were read back as closed again', async () => {
    const company = await makeCompany();
    const { systems, store, world } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { id } = accountWith(company, MARA);
    systems.okta.directory.completeActivation(id);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(true);
    await clickAtOkta(company, 'POST', `/users/${id}/lifecycle/activate`);
    const [person] = await store.read.findPersons('E2001');
    const account = person === undefined ? undefined : (await store.read.person(person)).accounts[0];
    if (account === undefined) return expect.fail('they have no account');
    await world.engine.send({ lane: 'bulk', look: account.id });
    await company.untilQuiet();
    expect([await openKinds(company), (await company.state(left)).proved]).toEqual([['raised-by-other-hand'], false]);

    systems.okta.faults.add({ on: '/api/v1/', do: 'refuse', status: 503, times: 1_000 });
    expect(await decide(company, 'raised-by-other-hand', 'remove')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).not.toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(false);
    systems.okta.faults.clear();
    await company.pass('10m');
    expect([accountWith(company, MARA).status, (await company.state(left)).proved]).toEqual(['DEPROVISIONED', true]);
  });
});
