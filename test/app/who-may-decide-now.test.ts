/** Whether somebody may decide is read when it counts: what was true a moment before authorises nothing. */
import { expect, it } from 'vitest';
import { type Filed, type Filer, type FormValues, NADIA } from '../../examples/acme/forms.ts';
import { workOnAct } from '../../src/app/desk/act.ts';
import { tellDesk } from '../../src/app/desk/index.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { perform } from '../../src/app/operations/index.ts';
import { decideRequestQuestion } from '../../src/app/requests/decide.ts';
import { wakeRequests } from '../../src/app/requests/whomTheyAsk.ts';
import type { World } from '../../src/app/world.ts';
import type { RequestRule } from '../../src/core/policy/model.ts';
import { caseId, exceptionId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { deskUser, testDesk } from '../support/desk.ts';
import { groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const TOMASZ = 'tomasz.nowak@acme.example';
const IDA = 'ida.roth@acme.example';
const NILS = 'nils.aho@acme.example';
/** Owns Figma. */
const LENA = 'lena.brandt@acme.example';

const hire = (number: string, given: string, family: string, manager: string): FormValues => ({
  'Employee number': number,
  'First name': given,
  'Last name': family,
  'Private email': `${given.toLowerCase()}@home.example`,
  Manager: manager,
});
const hires = (company: Company, ...who: Parameters<typeof hire>) => company.file('Onboarding', engineer(hire(...who)));

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

  it.each([
    ['one of whom is enough, counts from the first, and the other is told so', 'any', 'approve', 1, 1],
    ['who must both agree, counts from each', 'all', 'approve', 2, 1],
    ['who must both agree, and of whom one refuses, gives nothing', 'all', 'refuse', null, 0],
  ] as const)(
    'of two at the same instant, on a button and elsewhere, %s',
    async (_, needs, verdict, counted, given) => {
      const company = await makeCompany({
        policy: (text) => text.replace('- ask: [owner, manager]', `- { ask: [owner, manager], needs: ${needs} }`),
      });
      await maraWorksHere(company);
      const values = { 'Requested access': 'Figma: editor', Duration: '24 hours', Reason: 'The upgrade' };
      const issue = await company.file('Access request', values, MARA_AT_JIRA);
      await company.untilQuiet();
      const { desk, posted, whispers } = testDesk();
      const world = { ...company.world, desk };
      await tellDesk(world, caseId('jira', issue.id));
      const [message, { card }] = [...posted].find(([, { to }]) => to === deskUser(IDA)) ?? expect.fail('no card');
      const { action, token } = card.buttons.find(({ says }) => says === 'Approve') ?? expect.fail('no button');
      const place = { channel: deskUser(IDA), message };
      const press = { kind: 'press', by: deskUser(IDA), action, token, place } as const;
      const act = { ...press, formTicket: 'ticket', replyTicket: null };
      await company.store.transaction((tx) => tx.saveDeskActs([{ id: 'pressed', act }]));

      const together = rightBefore(world, gate(2));
      const [, said] = await Promise.all([
        workOnAct(together, 'pressed'),
        perform(together, 'decide', { case: issue.key, verdict, reason: 'As it is', by: LENA }),
      ]);
      await company.untilQuiet();
      const decisions = await decisionsOn(company, issue);
      if (counted !== null) expect(decisions).toHaveLength(counted);
      expect(whispers.length + (said.kind === 'refused' ? 1 : 0)).toBe(2 - decisions.length);
      const grants = (await company.timeline(issue)).filter(({ event }) => event.type === 'GrantGiven');
      expect([grants.length, groupsOf(company, MARA).includes('app-figma-editor')]).toEqual([given, given === 1]);
    },
  );
});

describeStory('what is ticked on the form of somebody who is hired', (makeCompany) => {
  it('is asked of whom its approver has named since', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const yara = { ...hire('E2102', 'Yara', 'Holm', IDA), Applications: ['Snowflake'] };
    const snowflake = await company.file('Onboarding', engineer(yara));
    await company.untilQuiet();
    const asked = async () =>
      (await company.state(snowflake)).request.questions.map(({ approvers }) => approvers.map(({ mail }) => mail));
    expect(await asked()).toEqual([[IDA]]);
    await idaNamesNils(company);
    expect(await asked()).toEqual([[IDA, NILS]]);
  });
});

describeStory('what is ticked and can be asked of nobody', (makeCompany) => {
  it('is looked at no more once its form is taken back', async () => {
    // Who files the form is the only one who may decide, and so decides nothing.
    const byName = `  by-name:\n    when: { applications: [snowflake] }\n    stages:\n      - ask: [person: ${NADIA.email}]\n`;
    const company = await makeCompany({ policy: (text) => text.replace('  medium:\n', `${byName}  medium:\n`) });
    const yara = { ...hire('E2102', 'Yara', 'Holm', TOMASZ), Applications: ['Snowflake'] };
    const issue = await company.file('Onboarding', engineer(yara));
    await company.untilQuiet();
    expect((await company.state(issue)).exceptions).toMatchObject([{ kind: 'no-approver', verdict: null }]);
    await company.running.tenure.engine.stop(1_000);
    await company.edit(issue, { Applications: null });
    await company.forms.moveTo(NADIA, issue.key, 'Withdrawn');
    await lookAtIssue(company.world, issue.id);
    expect((await company.state(issue)).exceptions).toMatchObject([{ kind: 'no-approver', verdict: 'retry' }]);
    expect(await wakeRequests(company.world)).toBe(0);

    // As earlier versions left it: nothing is ticked any more, its line is over, and a person is asked still.
    const raised = { type: 'ExceptionRaised', exception: exceptionId('left'), kind: 'no-approver' } as const;
    const id = caseId('jira', issue.id);
    await company.store.transaction(async (tx) => {
      await tx.lockCase(id);
      await tx.append(id, [{ ...raised, detail: { line: '1', entitlement: 'snowflake:reader' } }]);
    });
    await lookAtIssue(company.world, issue.id);
    expect((await company.state(issue)).exceptions).toMatchObject([{ verdict: 'retry' }, { verdict: 'retry' }]);
  });
});

describeStory('an approver of what is ticked who edits the form', (makeCompany) => {
  it('asks for nothing by an edit that does not count, and is asked on; nor does anybody who stands in for them', async () => {
    const byName = `  by-name:\n    when: { applications: [snowflake] }\n    stages:\n      - ask: [person: ${IDA}]\n`;
    const company = await makeCompany({ policy: (text) => text.replace('  medium:\n', `${byName}  medium:\n`) });
    await maraWorksHere(company);
    const yara = { ...hire('E2102', 'Yara', 'Holm', TOMASZ), Applications: ['Snowflake'] };
    const issue = await company.file('Onboarding', engineer(yara));
    await company.untilQuiet();
    await company.edit(issue, { Applications: ['Snowflake', 'NetSuite'] }, { email: IDA, token: 'ida-token' });
    await company.untilQuiet();
    await idaNamesNils(company);
    const { request, exceptions, problems } = await company.state(issue);
    expect(problems.map(({ code }) => code)).toEqual(['unauthorised-edit']);
    expect(request.questions).toMatchObject([{ isOpen: true, approvers: [{ mail: IDA }, { mail: NILS }] }]);
    expect(exceptions.map(({ kind }) => kind)).toEqual(['unauthorised-edit']);
    // Every quarter of a minute it would be looked at otherwise, for nothing.
    expect(await wakeRequests(company.world)).toBe(0);
    expect(await approves(company.world, issue, NILS)).toBe('counted');
  });
});

/** Each time somebody looks at its stages they are others. */
function restless(rule: RequestRule): RequestRule {
  const { answer } = rule;
  if (answer.kind !== 'stages' || rule.id !== 'high') return rule;
  let looks = 0;
  return {
    ...rule,
    answer: {
      ...answer,
      get stages() {
        looks += 1;
        return answer.stages.map((stage) => ({ ...stage, id: `${stage.id}-${looks}` }));
      },
    },
  };
}

describeStory('a request that would never come to rest', (makeCompany) => {
  it('is said, and keeps no other from being looked at', async () => {
    const company = await makeCompany();
    const { world } = company;
    await maraWorksHere(company);
    const production = await maraAsks(company, 'AWS: production');
    await maraAsks(company, 'Figma: editor');
    await company.running.tenure.engine.stop(1_000);
    await perform(world, 'delegate', { person: IDA, to: NILS, until: '2026-03-08', reason: 'Skiing', by: IDA });
    expect(await wakeRequests(world)).toBe(2);

    const force = (await world.rules.current()) ?? expect.fail('no policy');
    const { requests = expect.fail('nothing may be asked') } = force.policy;
    const policy = { ...force.policy, requests: { ...requests, rules: requests.rules.map(restless) } };
    const rules = { ...world.rules, current: async () => ({ ...force, policy }) };
    expect(await wakeRequests({ ...world, rules })).toBe(1);
    const trouble = expect.stringMatching(/^line 1 of jira:\d+ does not come to rest: Question/);
    const fields = { case: `jira:${production.id}`, trouble };
    expect(company.log).toContainEqual(expect.objectContaining({ level: 'error', fields }));
  });
});
