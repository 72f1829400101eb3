/** What people ask for beside what comes with the job, as they are hired, move on and leave: nothing is kept, or lost, by accident. */
import { expect, it } from 'vitest';
import { type Filed, type Filer, type FormValues, NADIA } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { applyItem } from '../../src/app/policy/changeSets.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import type { ChangeSetId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { decide, openKinds, takeFrom } from '../support/hands.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';
import { edited } from '../support/tableEdits.ts';

const MARA_AT_JIRA = { email: MARA, token: 'mara-token' };
const TOMASZ = 'tomasz.nowak@acme.example';
const OMAR = 'omar.haddad@acme.example';
const HENRIK = 'henrik.sorensen@acme.example';
const CHLOE = 'chloe.martin@acme.example';
const NINA = 'nina.berg@acme.example';

/** Who draws is decided by whoever is an engineer. */
const askingEngineers = (text: string, file: string) =>
  file === 'policy.yaml'
    ? text.replace(
        '  medium:\n',
        '  by-group:\n    when: { entitlements: [figma:editor] }\n    stages:\n      - ask: [group: okta:eng-core]\n  medium:\n',
      )
    : text;

/** Mara works here as an engineer, and has an account at the help desk. */
async function working(makeCompany: MakeCompany): Promise<Company> {
  const company = await makeCompany();
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  return company;
}

async function asks(company: Company, values: FormValues, by = MARA_AT_JIRA): Promise<Filed> {
  const issue = await company.file('Access request', values, by);
  await company.untilQuiet();
  return issue;
}

const says = async (company: Company, issue: Filed, by: string, about: string, more: object = {}) => {
  const said = await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by, about, ...more });
  await company.untilQuiet();
  return said.kind === 'refused' ? said.refused.refusal : said.kind;
};

/** Sales look at lab badges, and nobody reads the warehouse beside one: a policy that whoever sells is changed by. */
const badgesForSales = (text: string) =>
  text
    .replace('salesforce:sales,sales-all', 'salesforce:sales|lab-access:badge,sales-all')
    .replace(
      '  pay-and-sell:',
      '  badge-and-read:\n    entitlements: [lab-access:badge, snowflake:reader]\n    because: an example\n  pay-and-sell:',
    );

/** Their part of the change is in force, and the process ends before it has told anybody. */
async function cutOffWhileTelling(company: Company, changeSet: ChangeSetId) {
  const { world } = company;
  const found = await world.store.read.changeSet(changeSet);
  const engine = { ...world.engine, send: () => Promise.reject(new Error('the process has ended')) };
  for (const { person } of found?.items ?? [])
    await expect(applyItem({ ...world, engine }, changeSet, person)).rejects.toThrow('ended');
}

const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');
const beyond = (company: Company) => groupsOf(company, MARA).filter((group) => !ENGINEER_GROUPS.includes(group));

describeStory('requests and working lives', (makeCompany) => {
  it('several lines are answered, decided, given and ended each by itself, and the issue is done with the last', async () => {
    const company = await working(makeCompany);
    const issue = await asks(company, {
      Applications: ['Tableau', 'Snowflake', 'Salesforce'],
      'Requested access': 'AWS: production',
      Duration: '6 hours',
      Reason: 'The upgrade',
    });
    expect(beyond(company)).toEqual(['app-tableau']);
    expect(statusOf(company, issue)).toBe('Waiting for approval');
    expect(await says(company, issue, TOMASZ, '1')).toBe('done');
    expect(await says(company, issue, OMAR, '1')).toBe('done');
    expect(beyond(company)).toEqual(['app-tableau', 'aws-production']);
    expect(await says(company, issue, TOMASZ, '3', { verdict: 'refuse', reason: 'Not you' })).toBe('done');
    expect(statusOf(company, issue)).toBe('Waiting for approval');
    expect(await says(company, issue, TOMASZ, '4', { for: '1h' })).toBe('done');
    expect(beyond(company)).toEqual(['app-salesforce', 'app-tableau', 'aws-production']);
    expect(statusOf(company, issue)).toBe('Done');
    expect(told(company, issue)).toContain('snowflake:reader: refused.');
    await company.pass('1h');
    expect(beyond(company)).toEqual(['app-tableau', 'aws-production']);
    await company.pass('5h');
    expect(beyond(company)).toEqual([]);
    expect(told(company, issue)).toContain('aws:production: ended on time.');

    // What may not be held together is refused by name, also where the other is only asked for, on another issue.
    const books = { Applications: ['NetSuite'], Duration: '6 hours', Reason: 'The books' };
    const clerk = await asks(company, books);
    const sales = await asks(company, { Applications: ['Salesforce'], Duration: '1 hour' });
    expect(told(company, sales)).toContain('whoever enters a sale does not also enter its payment');
    expect(told(company, await asks(company, books))).toContain('is asked for on another request of the same person');
    expect(statusOf(company, clerk)).toBe('Waiting for approval');
  });

  it('in another job it is kept, or asked about, as policy says, and what may not go together is for a person to settle', async () => {
    const company = await working(makeCompany);
    const clerk = await asks(company, { Applications: ['NetSuite'], Duration: '7 days', Reason: 'The books' });
    const reader = await asks(company, { Applications: ['Snowflake'], Duration: '30 days' });
    for (const by of [TOMASZ, HENRIK]) expect(await says(company, clerk, by, '1')).toBe('done');
    expect(await says(company, reader, TOMASZ, '1')).toBe('done');
    expect(beyond(company)).toEqual(['app-netsuite', 'app-snowflake-reader']);
    const move = await company.file('Change', {
      Employee: 'E2001',
      Department: 'Sales',
      'Job title': 'Account Executive',
      Manager: CHLOE,
    });
    await company.untilQuiet();
    expect(told(company, move)).toContain(
      `netsuite:clerk was asked for on ${clerk.key}: whether it goes on is asked there.`,
    );
    expect(told(company, move)).toContain(`snowflake:reader was asked for on ${reader.key}: it goes on.`);
    expect(told(company, clerk)).toContain(`netsuite:clerk: asked ${HENRIK} (owner)`);
    expect(statusOf(company, clerk)).toBe('Waiting for approval');
    // Of high risk no manager says alone that it goes on, neither the one before nor the new one.
    for (const by of [TOMASZ, CHLOE]) expect(await says(company, clerk, by, '1')).toBe('not-an-approver');
    expect(await says(company, clerk, HENRIK, '1')).toBe('done');
    expect(groupsOf(company, MARA)).toEqual(expect.arrayContaining(['app-netsuite', 'app-salesforce']));
    // Sales brings Salesforce with the job, and nobody may hold NetSuite beside it: one of both is a person's to end.
    expect(await openKinds(company)).toEqual(['held-in-conflict']);
    expect(await decide(company, 'held-in-conflict', 'end-grant')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toContain('app-netsuite');
    expect(groupsOf(company, MARA)).toEqual(expect.arrayContaining(['app-salesforce', 'app-snowflake-reader']));
    expect(told(company, clerk)).toContain('their other work brings what may not be held together with it');
    expect(statusOf(company, clerk)).toBe('Done');

    // A change of policy brings another such pair, and whoever applies it is killed before the request is told of it.
    await company.running.tenure.engine.stop(1_000);
    const applied = await applyPolicy(company.world, {
      policy: edited(company, badgesForSales),
      author: 'rafael',
      approver: null,
    });
    if (applied.kind !== 'in-force' || applied.changeSet === null) throw new Error('nothing to apply');
    await cutOffWhileTelling(company, applied.changeSet);
    await company.resume();
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['held-in-conflict']);
    expect(told(company, reader)).toContain('conflict: badge-and-read');
  });

  it('a manager who asks is not asked, and whoever leaves is waited for no more', async () => {
    const company = await makeCompany({ policy: askingEngineers });
    const { site } = company.systems.jira;
    const nina = { email: NINA, token: 'nina-token' };
    site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
    site.addUser({ displayName: 'Nina Berg', groups: [], ...nina });
    const hires = async (values: FormValues) => company.file('Onboarding', engineer(values));
    await hires({ 'Employee number': 'E2002', 'First name': 'Nina', 'Last name': 'Berg' });
    await hires({ Manager: NINA });
    await company.untilQuiet();
    const production = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: 'The upgrade' };
    const explained = await perform(company.world, 'explainRequest', {
      person: MARA,
      access: 'AWS: production',
      by: NINA,
      reason: 'The upgrade',
    });
    expect(explained).toMatchObject({ result: { stages: [{ isLeftOut: true }, { isLeftOut: false }] } });
    const forMara = await asks(company, { ...production, 'For whom': MARA }, nina);
    expect(told(company, forMara)).toContain('the manager is not asked, because they ask for it themselves');
    expect(await says(company, forMara, OMAR, '1')).toBe('done');
    expect(beyond(company)).toEqual(['aws-production']);

    const hers = await asks(company, production, nina);
    const asked = await asks(company, { Applications: ['Salesforce'], Duration: '30 days' });
    expect(told(company, asked)).toContain(`salesforce:sales: asked ${NINA} (manager)`);
    const byGroup = await asks(company, { 'Requested access': 'Figma: editor', Duration: '7 days' });
    expect(told(company, byGroup)).toContain(`figma:editor: asked ${NINA} (of the group the rule names)`);
    // Whoever is asked in her place hears of it with the offboarding, whether or not the provider answers yet.
    const { faults } = company.systems.okta;
    faults.add({ on: '/api/v1/', do: 'refuse', status: 503, times: 100_000 });
    await company.file('Offboarding', { Employee: 'E2002', 'Last day': '2026-03-01' });
    await company.untilQuiet();
    expect(told(company, asked)).toContain(`salesforce:sales: asked ${TOMASZ} (in the manager’s place)`);
    faults.clear();
    await company.pass('10m');
    expect(told(company, hers)).toContain('aws:production: over with the work.');
    expect(await says(company, asked, NINA, '1')).toBe('not-an-approver');
    expect((await company.state(byGroup)).exceptions).toMatchObject([{ kind: 'no-approver', verdict: null }]);
    expect(await says(company, asked, TOMASZ, '1')).toBe('done');
    expect(beyond(company)).toEqual(['app-salesforce', 'aws-production']);
  });

  it('what is ticked for somebody who is to begin is decided before, given with the account, and holds nothing back', async () => {
    const company = await makeCompany();
    const lines = ['Figma: editor', 'NetSuite', 'Snowflake'];
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-03-16', Applications: lines }));
    await company.untilQuiet();
    expect(told(company, issue)).toContain(`snowflake:reader: asked ${TOMASZ} (manager)`);
    expect(await says(company, issue, 'nadia.weber@acme.example', '2')).toBe('own-request');
    expect(await says(company, issue, TOMASZ, '2', { for: '1d' })).toBe('done');
    expect(groupsOf(company, MARA)).toEqual([]);
    await company.pass('2026-03-16T08:00:00.000Z');
    expect(beyond(company)).toEqual(['app-figma-editor', 'app-snowflake-reader']);
    expect(statusOf(company, issue)).toBe('Done');
    expect(told(company, issue)).toContain('netsuite:clerk: not answered in time, so it is not given.');
    await company.pass('25h');
    expect(beyond(company)).toEqual(['app-figma-editor']);
    expect(told(company, issue)).toContain('snowflake:reader: ended on time.');
  });

  it('what somebody ticks whose address is hidden is asked of nobody, whoever filed the form', async () => {
    const company = await makeCompany();
    // For all that anybody can see, they are one of those who would be asked.
    const hidden: Filer = { email: 'hana.sato@acme.example', token: 'hana-token' };
    company.systems.jira.site.addUser({ displayName: 'H. S.', groups: ['hr-team'], mailHidden: true, ...hidden });
    const issue = await company.file('Onboarding', engineer({ Applications: ['Snowflake'] }));
    await company.untilQuiet();
    expect(told(company, issue)).toContain(`snowflake:reader: asked ${TOMASZ} (manager)`);
    await company.edit(issue, { Applications: ['Snowflake', 'NetSuite'] }, hidden);
    await company.untilQuiet();
    const { request } = await company.state(issue);
    expect(request.questions.map(({ isOpen }) => isOpen)).toEqual([false]);
    expect(request.notAsked.map(({ because }) => because)).toEqual(['asker-not-known', 'asker-not-known']);
    expect(await says(company, issue, TOMASZ, '1')).toBe('decided-already');
    expect(beyond(company)).toEqual([]);
  });

  it('what somebody has filed whose address is hidden is asked of nobody, whoever ticks more', async () => {
    const company = await makeCompany();
    const hidden: Filer = { email: 'hana.sato@acme.example', token: 'hana-token' };
    company.systems.jira.site.addUser({ displayName: 'H. S.', groups: ['hr-team'], mailHidden: true, ...hidden });
    const issue = await company.file('Onboarding', engineer({ Applications: ['Snowflake'] }), hidden);
    await company.untilQuiet();
    await company.edit(issue, { Applications: ['Snowflake', 'NetSuite'] }, NADIA);
    await company.untilQuiet();
    const { request } = await company.state(issue);
    expect(request.questions).toEqual([]);
    expect(request.notAsked.map(({ because }) => because)).toEqual(['asker-not-known', 'asker-not-known']);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('what several have ticked one after the other is accepted as it is by none of them', async () => {
    const SOFIA: Filer = { email: 'sofia.rossi@acme.example', token: 'sofia-token' };
    const accepts = (text: string) => text.replace('accept: [', `accept: [${SOFIA.email}, `);
    const company = await makeCompany({ policy: accepts });
    const issue = await company.file('Onboarding', engineer({ Applications: ['Snowflake'] }));
    await company.untilQuiet();
    takeFrom(company, 'eng-core', MARA);
    await company.edit(issue, { Applications: ['Snowflake', 'NetSuite'] }, SOFIA);
    await company.untilQuiet();
    const { request } = await company.state(issue);
    expect(request.lines.map(({ entitlement }) => entitlement)).toContain('netsuite:clerk');
    expect(await openKinds(company)).toEqual(['gone-after-verified']);
    const sofia = company.systems.jira.site.directory.userWithMail(SOFIA.email)?.accountId ?? expect.fail('no Sofia');
    for (const name of [SOFIA.email, sofia]) {
      const said = await decide(company, 'gone-after-verified', 'accept', name);
      expect(said).toEqual({ ok: false, refusal: 'own-change' });
    }
    expect(await decide(company, 'gone-after-verified', 'accept')).toMatchObject({ ok: true });
  });
});
