/** Decided in Jira: whom a request asks is asked by the service desk too, and what they answer there is counted once. */
import { expect, it } from 'vitest';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { perform } from '../../src/app/operations/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const person = (name: string, family: string): Filer => ({
  email: `${name}.${family}@acme.example`,
  token: `${name}-token`,
});
const MARA_AT_JIRA = person('mara', 'lindt');
const MANAGER = person('tomasz', 'nowak');
const OWNER = person('omar', 'haddad');
const BEN = person('ben', 'carter');

const UPGRADE = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: 'The upgrade' };
const answeringItself = (text: string, file: string) =>
  file === 'tenure.yaml'
    ? text.replace(
        '    issueType: Access request\n',
        '    issueType: Access request\n    approvals: { elsewhere: bot-approver }\n',
      )
    : text;

/** Mara works here, and asks for production: her manager decides first, then the owner. */
async function maraAsks(company: Company): Promise<Filed> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const issue = await company.file('Access request', UPGRADE, MARA_AT_JIRA);
  await company.untilQuiet();
  return issue;
}

interface Shown {
  readonly id: string;
  readonly canAnswerApproval: boolean;
}

/** What the portal says to one person, and what they press there. */
const approvals = async ({ forms }: Company, { key }: Filed, by: Filer): Promise<readonly Shown[]> => {
  const path = `/rest/servicedeskapi/request/${key}/approval`;
  return ((await forms.call(by, 'GET', path)) as { values: readonly Shown[] }).values;
};

async function answers(company: Company, issue: Filed, by: Filer, decision: 'approve' | 'decline'): Promise<void> {
  const asked = (await approvals(company, issue, by)).find(({ canAnswerApproval }) => canAnswerApproval);
  if (asked === undefined) throw new Error(`${by.email} is not asked about ${issue.key}`);
  const path = `/rest/servicedeskapi/request/${issue.key}/approval/${asked.id}`;
  await company.forms.call(by, 'POST', path, { decision });
}

/** Whom each approval of the issue names, by name. */
const named = ({ systems: { jira } }: Company, { key }: Filed) =>
  [...jira.site.issue(key).approvals].map(({ approvers }) =>
    approvers.map((account) => jira.site.directory.user(account)?.displayName),
  );

const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');
const times = (text: string, what: RegExp) => [...text.matchAll(new RegExp(what, 'g'))].length;

describeStory('a request decided in Jira', (makeCompany) => {
  it('is put to the manager, then to the owner, and given when both have approved it there', async () => {
    // A site whose approvals keep to whom the field named when they opened: the field has to come first.
    const quirks = { approversFollowTheField: false };
    const company = await makeCompany({ systems: { jira: { quirks } } });
    const issue = await maraAsks(company);
    expect(statusOf(company, issue)).toBe('Waiting for approval');
    // Our own account is not among them unless the company says so.
    expect(named(company, issue)).toEqual([['Tomasz Nowak']]);
    await expect(answers(company, issue, OWNER, 'approve')).rejects.toThrow();
    await answers(company, issue, MANAGER, 'approve');
    await company.untilQuiet();
    expect(statusOf(company, issue)).toBe('Waiting for approval');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    await answers(company, issue, OWNER, 'approve');
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(statusOf(company, issue)).toBe('Done');
    expect(told(company, issue)).toMatch(/tomasz\.nowak@acme\.example approved question 1-1 by Jira on .* Shown: /);
    expect(times(told(company, issue), /approved question/)).toBe(2);
    expect(await approvals(company, issue, MANAGER)).toHaveLength(2);
  });

  it('is not given once it is declined there, and ends where the desk puts what is declined', async () => {
    const company = await makeCompany();
    const issue = await maraAsks(company);
    await answers(company, issue, MANAGER, 'decline');
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(told(company, issue)).toMatch(/tomasz\.nowak@acme\.example refused question 1-1 by Jira/);
    expect(statusOf(company, issue)).toBe('Declined');
  });

  it('is counted once when it is decided elsewhere first: the desk stops asking, and a word to the contrary changes nothing', async () => {
    const company = await makeCompany();
    const issue = await maraAsks(company);
    // Both before Tenure has moved the issue on.
    await company.running.tenure.engine.stop(1_000);
    const decide = { case: issue.key, verdict: 'approve', by: MANAGER.email } as const;
    expect((await perform(company.world, 'decide', decide)).kind).toBe('done');
    await answers(company, issue, MANAGER, 'decline');
    await company.systems.jira.site.webhooks.deliveries.settled();
    await company.resume();
    await company.untilQuiet();
    expect(told(company, issue)).toMatch(
      /tomasz\.nowak@acme\.example declined in the service desk\. It changes nothing/,
    );
    expect(times(told(company, issue), /tomasz\.nowak@acme\.example (approved|refused) question/)).toBe(1);
    expect(statusOf(company, issue)).toBe('Waiting for approval');
    await perform(company.world, 'decide', { ...decide, by: OWNER.email });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(statusOf(company, issue)).toBe('Done');
    expect((await approvals(company, issue, OWNER)).filter((one) => one.canAnswerApproval)).toEqual([]);
  });

  it('is counted once when the portal and Tenure hear it at the same instant, whichever comes first', async () => {
    const company = await makeCompany();
    const production = await maraAsks(company);
    const maintainer = await company.file(
      'Access request',
      { ...UPGRADE, 'Requested access': 'GitHub: maintainer' },
      MARA_AT_JIRA,
    );
    await company.untilQuiet();
    await company.running.tenure.engine.stop(1_000);
    const atTenure = (issue: Filed) => () =>
      perform(company.world, 'decide', { case: issue.key, about: '1-1', verdict: 'approve', by: MANAGER.email });
    const inPortal = (issue: Filed) => () => lookAtIssue(company.world, issue.id);
    for (const [issue, ...both] of [
      [production, inPortal(production), atTenure(production)],
      [maintainer, atTenure(maintainer), inPortal(maintainer)],
    ] as const) {
      await answers(company, issue, MANAGER, 'approve');
      await Promise.all(both.map((hear) => hear()));
      const { request } = await company.state(issue);
      expect(request.questions.map(({ decisions }) => decisions.length)).toEqual([1, 0]);
      expect(request.approvals.flatMap(({ notCounted }) => notCounted)).toEqual([]);
    }
  });

  it('is decided by the first of two who answer at the same instant, and the other is told so', async () => {
    const company = await makeCompany();
    await maraAsks(company);
    // Either of them may agree, and one is enough.
    const lena = company.systems.jira.site.directory.userWithMail('lena.brandt@acme.example');
    if (lena === undefined) throw new Error('Lena has no account at the help desk');
    lena.mailHidden = true;
    const editor = { ...UPGRADE, 'Requested access': 'Figma: editor', Duration: '24 hours' };
    const issue = await company.file('Access request', editor, MARA_AT_JIRA);
    await company.untilQuiet();
    // Whom Jira shows without an address may be anybody: they are asked elsewhere only.
    expect(named(company, issue)).toEqual([['Tomasz Nowak']]);
    const decide = (by: Filer) =>
      perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by: by.email });
    const said = await Promise.all([decide(MANAGER), decide(person('lena', 'brandt'))]);
    const refusals = said.map((one) => (one.kind === 'refused' ? one.refused.refusal : one.kind));
    expect(refusals.toSorted()).toEqual(['done', 'no-open-question']);
    const { request } = await company.state(issue);
    expect(request.questions.map(({ decisions }) => decisions.length)).toEqual([1]);
    expect((await company.timeline(issue)).filter(({ event }) => event.type === 'GrantGiven')).toHaveLength(1);
  });

  it('decided elsewhere, is answered on the desk by the service account where the company says so', async () => {
    const company = await makeCompany({ policy: answeringItself });
    const issue = await maraAsks(company);
    const decide = { case: issue.key, verdict: 'approve' } as const;
    await perform(company.world, 'decide', { ...decide, by: MANAGER.email });
    await company.untilQuiet();
    const answered = () => [...company.systems.jira.site.issue(issue.key).approvals].map(({ outcome }) => outcome);
    expect(answered()).toEqual(['approved', 'pending']);
    await answers(company, issue, OWNER, 'approve');
    await company.untilQuiet();
    expect(answered()).toEqual(['approved', 'approved']);
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(statusOf(company, issue)).toBe('Done');
    // Whose decision it was is said by the record, and the account's own answer is nobody's.
    expect(told(company, issue)).toMatch(
      /tomasz\.nowak@acme\.example approved question 1-1 by Tenure itself on .* Shown: /,
    );
    expect(times(told(company, issue), /approved question/)).toBe(2);
    expect(told(company, issue)).not.toContain('It changes nothing');
  });

  it('is decided by nobody who puts themselves among the approvers: that is said, and those who are asked stay asked', async () => {
    const company = await makeCompany();
    const issue = await maraAsks(company);
    const { site } = company.systems.jira;
    const account = site.directory.userWithMail(BEN.email)?.accountId;
    await company.forms.call(BEN, 'PUT', `/rest/api/3/issue/${issue.key}`, {
      fields: { [site.fields.require('Approvers').id]: [{ accountId: account }] },
    });
    await answers(company, issue, BEN, 'approve');
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(told(company, issue)).toMatch(/ben\.carter@acme\.example approved in the service desk\. It changes nothing/);
    expect(statusOf(company, issue)).toBe('Waiting for approval');
    await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by: MANAGER.email });
    await company.untilQuiet();
    // What is still open on the desk was about the manager's question: the owner is asked by another.
    await answers(company, issue, OWNER, 'approve');
    await company.untilQuiet();
    expect(told(company, issue)).toMatch(/omar\.haddad@acme\.example approved question 1-2 by Jira/);
    expect(groupsOf(company, MARA)).toContain('aws-production');
  });

  it.each([1, 2, 5])(
    'is counted where the desk did not know the request %i times while it was asked',
    async (times) => {
      const company = await makeCompany();
      company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
      await company.file('Onboarding', engineer());
      await company.untilQuiet();
      company.systems.jira.faults.add({
        on: '^GET /rest/servicedeskapi/request/[^/]+/approval',
        do: 'refuse',
        status: 404,
        body: { errorMessage: 'The request does not exist.' },
        times,
      });
      const issue = await company.file('Access request', UPGRADE, MARA_AT_JIRA);
      await company.untilQuiet();
      await company.pass('3m');
      await answers(company, issue, MANAGER, 'approve');
      await company.untilQuiet();
      expect(told(company, issue)).toMatch(/tomasz\.nowak@acme\.example approved question 1-1 by Jira/);
    },
  );
});
