/** Access on request: asked for in Jira, answered by policy, decided by whom it asks, given by the provider, ended on time. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: 'mara.lindt@acme.example', token: 'mara-token' };

const MANAGER = 'tomasz.nowak@acme.example';
const OWNER = 'omar.haddad@acme.example';
const PRODUCTION = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: 'The upgrade' };

const AS_BEFORE = (text: string) => text;
const WITH_PRODUCTION = (text: string) =>
  text.replace('github:member|jira:developer,', 'github:member|jira:developer|aws:production,');

/** Mara works here, and has an account at the help desk. */
async function maraWorksHere(company: Company): Promise<void> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
}

async function asks(company: Company, values: Record<string, string>): Promise<Filed> {
  const issue = await company.file('Access request', values, MARA_AT_JIRA);
  await company.untilQuiet();
  return issue;
}

const decides = async (company: Company, issue: Filed, by: string, more: object = {}) => {
  const said = await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by, ...more });
  await company.untilQuiet();
  return said.kind === 'refused' ? said.refused.refusal : said.kind;
};

const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');

describeStory('access on request', (makeCompany) => {
  it('of low risk is given at once, by the rule the issue names', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const issue = await asks(company, { 'Requested access': 'Tableau: viewer' });
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    expect(told(company, issue)).toContain('rule low: given without asking');
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('of high risk asks the manager, then the owner, is given when both agree, and ends on time', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const issue = await asks(company, PRODUCTION);
    expect(statusOf(company, issue)).toBe('Waiting for approval');
    expect(await decides(company, issue, OWNER)).toBe('not-an-approver');
    expect(await decides(company, issue, MANAGER)).toBe('done');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await decides(company, issue, OWNER)).toBe('done');
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(statusOf(company, issue)).toBe('Done');
    expect(told(company, issue)).toMatch(/omar\.haddad@acme\.example approved question 1-2 by Tenure itself/);
    await company.pass('359m');
    expect(groupsOf(company, MARA)).toContain('aws-production');
    await company.pass('2m');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(told(company, issue)).toContain('aws:production: ended on time.');
    expect(statusOf(company, issue)).toBe('Done');
  });

  it.each([
    ['comes with the work since, stays when its time is over', [WITH_PRODUCTION], true],
    ['comes with the work no more, goes when its time is over', [WITH_PRODUCTION, AS_BEFORE], false],
  ] as const)('that %s', async (_, tables, stays) => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const issue = await asks(company, PRODUCTION);
    for (const by of [MANAGER, OWNER]) await decides(company, issue, by);
    for (const table of tables) {
      const policy = acmePolicy(company.systems.addresses, table);
      expect(await applyPolicy(company.world, { policy, author: OWNER, approver: null })).toMatchObject({ people: 1 });
      await company.untilQuiet();
      expect(groupsOf(company, MARA)).toContain('aws-production');
    }
    await company.pass('361m');
    expect(groupsOf(company, MARA).includes('aws-production')).toBe(stays);
  });

  it('is decided by nobody who asks for it, and once refused it is not given', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const issue = await asks(company, PRODUCTION);
    expect(await decides(company, issue, MARA)).toBe('own-request');
    expect(await decides(company, issue, MANAGER, { verdict: 'refuse' })).toBe('needs-reason');
    expect(await decides(company, issue, MANAGER, { verdict: 'refuse', reason: 'Ask Omar to do it' })).toBe('done');
    expect(await decides(company, issue, OWNER)).toBe('no-open-question');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(told(company, issue)).toContain('aws:production: refused.');
    expect(statusOf(company, issue)).toBe('Declined');
  });

  it('in an emergency is given at once for an hour, and somebody looks at it afterwards', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const issue = await asks(company, { ...PRODUCTION, Duration: '1 hour', 'Break-glass': 'Yes' });
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(told(company, issue)).toContain('Look at the emergency access to aws:production');
    expect(statusOf(company, issue)).not.toBe('Done');
    await company.pass('61m');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('is reminded of, passed on, and at last not given when nobody answers', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const issue = await asks(company, PRODUCTION);
    await company.pass('4h');
    expect(told(company, issue)).toContain('Reminded of question 1-1.');
    await company.pass('20h');
    expect(told(company, issue)).toMatch(/Not answered yet: .* may answer too/);
    await company.pass('6d');
    expect(told(company, issue)).toContain('aws:production: not answered in time, so it is not given.');
    expect(statusOf(company, issue)).toBe('Done');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('goes when whoever asked takes it back, and with whoever leaves', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const given = await asks(company, { 'Requested access': 'Tableau: viewer' });
    const open = await asks(company, PRODUCTION);
    await company.forms.moveTo(MARA_AT_JIRA, open.key, 'Withdrawn');
    await company.untilQuiet();
    expect(await decides(company, open, MANAGER)).toBe('no-open-question');
    expect(statusOf(company, open)).toBe('Withdrawn');
    const waiting = await asks(company, PRODUCTION);
    // On the day itself no form is touched: what was asked for hears of the end from the reading that shows it.
    await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-02' });
    await company.pass('2026-03-02T22:59:50.000Z');
    expect(told(company, waiting)).not.toContain('aws:production: over with the work.');
    await company.pass('2026-03-02T23:00:00.000Z');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(await decides(company, waiting, MANAGER)).toBe('no-open-question');
    expect(told(company, waiting)).toContain('aws:production: over with the work.');
    expect(told(company, given)).toContain('tableau:viewer: over with the work.');
  });
});
