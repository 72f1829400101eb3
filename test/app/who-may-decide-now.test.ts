/** Whether somebody may decide is read when it counts: what was true a moment before authorises nothing. */
import { expect, it } from 'vitest';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { decideRequestQuestion } from '../../src/app/requests/decide.ts';
import type { World } from '../../src/app/world.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const TOMASZ = 'tomasz.nowak@acme.example';
const IDA = 'ida.roth@acme.example';
const NILS = 'nils.aho@acme.example';

const hires = (company: Company, number: string, given: string, family: string, manager: string) =>
  company.file(
    'Onboarding',
    engineer({
      'Employee number': number,
      'First name': given,
      'Last name': family,
      'Private email': `${given.toLowerCase()}@home.example`,
      Manager: manager,
    }),
  );

/** Ida manages her, and is asked first. */
async function maraWorksHere(company: Company): Promise<void> {
  const { site } = company.systems.jira;
  site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  site.addUser({ displayName: 'Ida Roth', groups: [], email: IDA, token: 'ida-token' });
  await hires(company, 'E2100', 'Ida', 'Roth', TOMASZ);
  await hires(company, 'E2101', 'Nils', 'Aho', TOMASZ);
  await hires(company, 'E2001', 'Mara', 'Lindt', IDA);
  await company.untilQuiet();
}

async function maraAsks(company: Company, what: string): Promise<Filed> {
  const values = { 'Requested access': what, Duration: '6 hours', Reason: 'The upgrade' };
  const issue = await company.file('Access request', values, MARA_AT_JIRA);
  await company.untilQuiet();
  return issue;
}

async function idaNamesNils(company: Company): Promise<void> {
  await perform(company.world, 'delegate', { person: IDA, to: NILS, until: '2026-03-08', reason: 'Skiing', by: IDA });
  await company.untilQuiet();
}

const decisionsOn = async (company: Company, issue: Filed) =>
  (await company.state(issue)).request.questions.flatMap(({ decisions }) => decisions);

/** Something is committed after everything was looked up, and right before the decision takes its locks. */
const rightBefore = (world: World, happens: () => Promise<unknown>): World => ({
  ...world,
  store: {
    ...world.store,
    async transaction(work, first) {
      await happens();
      return world.store.transaction(work, first);
    },
  },
});

const approves = async (world: World, issue: Filed, by: string) => {
  const said = { case: caseId('jira', issue.id), about: '1-1', by, verdict: 'approve', duration: null } as const;
  const outcome = await decideRequestQuestion(world, { ...said, reason: null, channel: 'api', shown: null });
  return outcome.ok ? 'counted' : outcome.refusal;
};

/** Whoever comes waits here until that many have come. */
function gate(many: number): () => Promise<void> {
  let arrived = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === many) open();
    return opened;
  };
}

describeStory('a decision', (makeCompany) => {
  it('counts from whoever may make it at that instant, and once', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    await maraWorksHere(company);
    const production = await maraAsks(company, 'AWS: production');
    await idaNamesNils(company);
    const takesBack = () => perform(world, 'endDelegation', { person: IDA, by: IDA });
    expect(await approves(rightBefore(world, takesBack), production, NILS)).toBe('no-longer-approver');
    expect(await decisionsOn(company, production)).toEqual([]);

    // Each of them could answer for both, and both have looked everything up before either has decided.
    await idaNamesNils(company);
    const together = rightBefore(world, gate(2));
    const said = await Promise.all([IDA, NILS].map((by) => approves(together, production, by)));
    expect(said.toSorted()).toEqual(['counted', 'decided-already']);
    expect(await decisionsOn(company, production)).toHaveLength(1);

    const maintainer = await maraAsks(company, 'GitHub: maintainer');
    const [ida] = await store.read.findPersons(IDA);
    if (ida === undefined) throw new Error('Ida does not work here');
    const leaves = () =>
      store.transaction(async (tx) => {
        const before = await tx.lockPerson(ida);
        const engagements = before.engagements.map((one) => ({ ...one, end: tx.now }));
        await tx.saveLedger(before, { ...before, engagements });
      });
    expect(await approves(rightBefore(world, leaves), maintainer, IDA)).toBe('no-longer-approver');
    expect(await decisionsOn(company, maintainer)).toEqual([]);
  });
});
