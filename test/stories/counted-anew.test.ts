/** Invariant 11: many small recounts are held where one large change would be. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { applyItem } from '../../src/app/policy/changeSets.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import type { ChangeSetId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { exclude, letBack } from '../support/exclusions.ts';
import { engineer } from '../support/people.ts';
import { LOGINS, mayBeEmptied, ROW, STAFF } from '../support/tableEdits.ts';

const oneOfAGroup = (text: string) => mayBeEmptied(text.replace('membersPerGroup: 10', 'membersPerGroup: 1'));
/** One group of everybody's, and one of each of two people's own. */
const emptied = (text: string) =>
  text.replace(ROW, 'github:member|jira:developer,').replace(/^(london|boston|engineering-senior),.*\n/gm, '');
const PLACES = [
  { Location: 'Zurich', 'Job title': 'Software Engineer' },
  { Location: 'London', 'Job title': 'Software Engineer' },
  { Location: 'Boston', 'Job title': 'Senior Engineer' },
] as const;
const [, JONAS, ADA] = LOGINS as [string, string, string];

/** Mara would lose eng-core, Jonas site-london and Ada site-boston: they are kept from what else the edit takes. */
async function counted(company: Company): Promise<ChangeSetId> {
  for (const [index, [number, given, family]] of STAFF.entries()) {
    const names = { 'Employee number': number, 'First name': given, 'Last name': family };
    await company.file('Onboarding', engineer({ ...names, ...PLACES[index] }));
  }
  await company.untilQuiet();
  await exclude(company, JONAS, 'eng-core');
  await exclude(company, ADA, 'eng-core');
  await exclude(company, ADA, 'eng-senior');
  await company.untilQuiet();
  await company.running.tenure.engine.stop(1_000);
  const policy = acmePolicy(company.systems.addresses, (text) => oneOfAGroup(emptied(text)));
  const applied = await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
  if (applied.kind !== 'in-force' || applied.changeSet === null) throw new Error(`not applied but ${applied.kind}`);
  return applied.changeSet;
}

async function apply({ world, store }: Company, set: ChangeSetId): Promise<void> {
  for (const { person } of (await store.read.changeSet(set))?.items ?? []) await applyItem(world, set, person);
}

const recountOf = async ({ store }: Company, set: ChangeSetId) => {
  const found = (await store.read.changeSets()).find(({ recounts }) => recounts === set);
  if (found === undefined) throw new Error('nothing was counted anew');
  return found;
};

const HELD = [expect.stringMatching(/eng-core would lose 2 .*; 1 are allowed within an hour/)];

describeStory('what is counted anew', (makeCompany) => {
  it('counts with what its set has changed already', async () => {
    const company = await makeCompany({ policy: oneOfAGroup });
    const first = await counted(company);
    await letBack(company, JONAS, 'eng-core');
    await apply(company, first);
    expect(await recountOf(company, first)).toMatchObject({ state: 'held', because: HELD });
  });

  it('counts with what an earlier set has changed too, when it is counted anew once more', async () => {
    const company = await makeCompany({ policy: oneOfAGroup });
    const first = await counted(company);
    const ada = await letBack(company, ADA, 'eng-senior');
    await apply(company, first);
    const second = await recountOf(company, first);
    expect(second).toMatchObject({ state: 'applying', because: [] });
    await letBack(company, ADA, 'eng-core');
    await applyItem(company.world, second.id, ada);
    expect(await recountOf(company, second.id)).toMatchObject({ state: 'held', because: HELD });
  });
});
