/** A decision made by the rules of a moment ago, committed after the next policy came into force. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { jobHandler } from '../../src/app/jobs.ts';
import { applyItem } from '../../src/app/policy/changeSets.ts';
import { applyPolicy, rejectChangeSet } from '../../src/app/policy/policyInForce.ts';
import { followPolicy } from '../../src/app/policy/stragglers.ts';
import { type Company, describeStory } from '../support/company.ts';
import { INES } from '../support/hands.ts';
import { groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const ENGINEERING = 'github:member|jira:developer,eng-core';
const without = (text: string) => text.replace(ENGINEERING, 'github:member|jira:developer,');

const oneAtOnce = (text: string) => text.replace('peoplePerOrigin: 25', 'peoplePerOrigin: 1');

/** In force without a count, as for a person whose form was being decided meanwhile. */
async function unseen({ world, systems }: Company, edit: (text: string) => string) {
  const policy = acmePolicy(systems.addresses, edit);
  await world.store.transaction((tx) =>
    tx.putPolicyInForce(policy, { author: 'rafael', approver: null, changeSet: null }),
  );
  world.rules.forget();
}

describeStory('whom a policy missed', (makeCompany) => {
  it('is counted once such a decision must be over, and then follows it', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await unseen(company, without);
    expect(await followPolicy(company.world)).toBe(0);
    await company.pass('1m');
    expect(await followPolicy(company.world)).toBe(0);
    expect(groupsOf(company, MARA)).toContain('eng-core');

    await company.pass('2m');
    expect(await followPolicy(company.world)).toBe(1);
    await company.untilQuiet();
    await company.pass('2d');
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
    expect(await followPolicy(company.world)).toBe(0);
  });

  it('is counted anew when they are not what was counted by the time their turn comes', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    const { engine } = company.running.tenure;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await unseen(company, without);
    await followPolicy(world);
    await company.pass('3m');
    await engine.stop(1_000);
    expect(await followPolicy(world)).toBe(1);
    const [first] = await store.read.changeSets();
    const [person] = await store.read.findPersons('E2001');
    if (first === undefined || person === undefined) throw new Error('nobody was missed');
    await store.transaction((tx) => tx.markItem(first.id, person, 'recount'));
    await applyItem(world, first.id, person);
    const sets = await store.read.changeSets();
    expect(sets.find(({ id }) => id === first.id)?.state).toBe('done');
    const again = sets.find(({ id }) => id !== first.id);
    expect(again).toMatchObject({ recounts: first.id, state: 'applying' });
    await engine.start(jobHandler(world));
    await company.untilQuiet();
    await company.pass('2d');
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
  });

  it('is nobody after a policy that counted everybody, and who is held stays held', async () => {
    const company = await makeCompany({ policy: oneAtOnce });
    await company.file('Onboarding', engineer());
    await company.file(
      'Onboarding',
      engineer({ 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' }),
    );
    await company.untilQuiet();
    await unseen(company, (text) => without(oneAtOnce(text)));
    await followPolicy(company.world);
    await company.pass('3m');
    expect(await followPolicy(company.world)).toBe(2);
    await company.untilQuiet();
    const sets = await company.store.read.changeSets();
    expect(sets.map(({ state }) => state)).toEqual(['held']);
    await company.pass('2d');
    expect(groupsOf(company, MARA)).toContain('eng-core');

    const again = acmePolicy(company.systems.addresses);
    expect(await applyPolicy(company.world, { policy: again, author: 'rafael', approver: null })).toMatchObject({
      kind: 'in-force',
    });
    await company.untilQuiet();
    await followPolicy(company.world);
    await company.pass('3m');
    expect(await followPolicy(company.world)).toBe(0);
  });

  it.each(['rejected', 'overtaken'])('is counted although the same rules were proposed before, and %s', async (how) => {
    const company = await makeCompany({ policy: oneAtOnce });
    const { world, store, systems } = company;
    const next = (text: string) => without(oneAtOnce(text));
    const apply = (edit: (text: string) => string) =>
      applyPolicy(world, { policy: acmePolicy(systems.addresses, edit), author: 'rafael', approver: null });
    await company.file('Onboarding', engineer());
    await company.file(
      'Onboarding',
      engineer({ 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' }),
    );
    await company.untilQuiet();
    expect(await apply(next)).toMatchObject({ kind: 'held' });
    const [held] = await store.read.changeSets();
    if (held === undefined) throw new Error('nothing was held');
    if (how === 'rejected') await rejectChangeSet(world, held.id, INES);
    else await apply((text) => oneAtOnce(text).replace('removalsPerHour: 100', 'removalsPerHour: 99'));
    expect((await store.read.changeSet(held.id))?.row.state).toBe('rejected');

    await unseen(company, next);
    await followPolicy(world);
    await company.pass('3m');
    expect(await followPolicy(world)).toBe(2);
  });
});
