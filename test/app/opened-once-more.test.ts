/** What a person has accepted of a leaver's account is accepted of that opening, and of no later one. */
import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openKinds } from '../support/hands.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

async function lookAgain({ store, world, untilQuiet }: Company): Promise<void> {
  const [person] = await store.read.findPersons('E2001');
  const { accounts } = await store.read.person(person ?? expect.fail('nobody'));
  for (const { id } of accounts) await world.engine.send({ lane: 'bulk', look: id });
  await untilQuiet();
}

describeStory('a leaver whose account another hand has opened, and a person has let be', (makeCompany) => {
  it('is told of again when it was closed in between and is opened once more, and not for as long as it stays', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { id } = accountWith(company, MARA);
    company.systems.okta.directory.completeActivation(id);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const click = async (what: 'activate' | 'deactivate') => {
      await company.pass('1h');
      await clickAtOkta(company, 'POST', `/users/${id}/lifecycle/${what}?sendEmail=false`);
      await lookAgain(company);
    };
    await click('activate');
    expect(await openKinds(company)).toEqual(['raised-by-other-hand']);
    expect(await decide(company, 'raised-by-other-hand', 'accept')).toMatchObject({ ok: true });
    await company.pass('1d');
    await lookAgain(company);
    expect(await openKinds(company)).toEqual([]);

    await click('deactivate');
    await click('activate');
    expect(await openKinds(company)).toEqual(['raised-by-other-hand']);
    expect((await company.state(left)).proved).toBe(false);
    expect(await decide(company, 'raised-by-other-hand', 'remove')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
  });
});
