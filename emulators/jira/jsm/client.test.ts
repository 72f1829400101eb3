import { ServiceDeskClient, Version3Client } from 'jira.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BOT, DEMO_PERSON, demoSite, type JiraEmulator, startJiraEmulator } from '../index.ts';

let jira: JiraEmulator;
let field: (name: string) => string;
let accountOf: (email: string) => string;

const options = (email: string, token: string) => ({
  host: jira.url,
  authentication: { basic: { email, apiToken: token } },
});
const as = (email: string, token: string) => new ServiceDeskClient(options(email, token));
const mia = () => as('mia@acme.example', 'demo-mia-token');
const grace = () => as('grace@acme.example', 'demo-grace-token');
const ada = () => as(DEMO_PERSON.email, DEMO_PERSON.token);
const bot = () => as(DEMO_BOT.email, DEMO_BOT.token);

beforeAll(async () => {
  jira = await startJiraEmulator({ seed: demoSite(), searchIndexDelayMilliseconds: 0 });
  field = (name) => jira.site.fields.require(name).id;
  accountOf = (email) => jira.site.directory.userWithMail(email)?.accountId ?? '';
});
afterAll(() => jira.stop());

const file = (more: Record<string, unknown> = {}) =>
  mia().request.createCustomerRequest({
    serviceDeskId: '1',
    requestTypeId: '1',
    requestFieldValues: {
      summary: 'GitHub, please',
      [field('Approvers')]: [{ accountId: accountOf('grace@acme.example') }],
      ...more,
    },
  });
const approvalsOf = async (who: ServiceDeskClient, issueIdOrKey: string) =>
  (await who.request.getApprovals({ issueIdOrKey })).values ?? [];

describe("jira.js works with the emulator's portal", () => {
  it('finds the desk, the request type and the values its fields take', async () => {
    const [desk] = (await mia().serviceDesk.getServiceDesks()).values ?? [];
    expect(desk).toMatchObject({ id: '1', projectKey: 'HELP' });
    const types = await mia().serviceDesk.getRequestTypes({ serviceDeskId: '1', searchQuery: 'access' });
    expect(types.values).toMatchObject([{ id: '1', name: 'Request access' }]);
    const { requestTypeFields, canRaiseOnBehalfOf } = await mia().serviceDesk.getRequestTypeFields({
      serviceDeskId: '1',
      requestTypeId: 1,
    });
    expect(canRaiseOnBehalfOf).toBe(false);
    expect(requestTypeFields?.find(({ name }) => name === 'Department')).toMatchObject({
      required: false,
      visible: true,
      jiraSchema: { type: 'option-with-child' },
      validValues: [
        { label: 'Engineering', children: [{ label: 'Platform' }, { label: 'Product' }] },
        { label: 'Sales', children: [{ label: 'Field' }, { label: 'Inside' }] },
      ],
    });
  });

  it('files as a customer, with a cascading value, and reads the request back', async () => {
    const filed = await file({ [field('Department')]: { value: 'Sales', child: { value: 'Inside' } } });
    const issueIdOrKey = filed.issueKey ?? '';
    const read = await mia().request.getCustomerRequestByIdOrKey({
      issueIdOrKey,
      expand: ['requestType', 'participant', 'status', 'action'],
    });
    expect(read).toMatchObject({
      reporter: { displayName: 'Mia Customer' },
      currentStatus: { status: 'Waiting for approval', statusCategory: 'NEW' },
      requestType: { name: 'Request access' },
      actions: { addParticipant: { allowed: false }, addComment: { allowed: true } },
    });
    expect(read.requestFieldValues?.find(({ label }) => label === 'Department')).toMatchObject({
      value: { value: 'Sales', child: { value: 'Inside' } },
    });
  });

  it('approves as the approver; the platform shows the same decision, transition and author', async () => {
    const { issueKey = '' } = await file();
    const [pending] = await approvalsOf(grace(), issueKey);
    expect(pending).toMatchObject({ finalDecision: 'pending', canAnswerApproval: true });
    const answered = await grace().request.answerApproval({
      issueIdOrKey: issueKey,
      approvalId: Number(pending?.id),
      decision: 'approve',
    });
    expect(answered).toMatchObject({ finalDecision: 'approved', canAnswerApproval: false });
    expect(answered.approvers).toMatchObject([{ approverDecision: 'approved' }]);

    const platform = new Version3Client(options(DEMO_BOT.email, DEMO_BOT.token));
    const issue = await platform.issues.getIssue({ issueIdOrKey: issueKey, expand: 'changelog' });
    expect(issue.fields.status?.name).toBe('In Progress');
    expect(issue.fields[field('Approvals')]).toMatchObject([{ id: pending?.id, finalDecision: 'approved' }]);
    expect(issue.fields[field('Request Type')]).toMatchObject({ requestType: { id: '1', name: 'Request access' } });
    expect(issue.changelog?.histories?.[0]).toMatchObject({
      author: { accountId: accountOf('grace@acme.example') },
      items: [{ field: 'status', fromString: 'Waiting for approval', toString: 'In Progress' }],
    });
    const statuses = await mia().request.getCustomerRequestStatus({ issueIdOrKey: issueKey });
    expect(statuses.values?.map(({ status }) => status)).toEqual(['In Progress', 'Waiting for approval']);
  });

  it('has refusals with one message, as Service Management writes them', async () => {
    const { issueKey = '' } = await file();
    const [pending] = await approvalsOf(mia(), issueKey);
    await expect(
      mia().request.answerApproval({ issueIdOrKey: issueKey, approvalId: Number(pending?.id), decision: 'approve' }),
    ).rejects.toMatchObject({
      response: { status: 403, data: { errorMessage: 'You are not an approver of this request.' } },
    });
    await expect(file({ [field('Department')]: { value: 'Kitchen' } })).rejects.toMatchObject({
      response: { status: 400, data: { errorMessage: expect.stringContaining(field('Department')) } },
    });
  });

  it('raises for somebody else, who then owns the request and sees it', async () => {
    const { issueKey = '', reporter } = await ada().request.createCustomerRequest({
      serviceDeskId: '1',
      requestTypeId: '1',
      raiseOnBehalfOf: accountOf('mia@acme.example'),
      requestFieldValues: { summary: 'For Mia' },
    });
    expect(reporter).toMatchObject({ displayName: 'Mia Customer' });
    expect(jira.site.issue(issueKey).creator).toBe(accountOf(DEMO_PERSON.email));
    const mine = await mia().request.getCustomerRequests({ searchTerm: 'for mia' });
    expect(mine.values?.map((request) => request.issueKey)).toEqual([issueKey]);
  });

  it('keeps participants, in the history of the issue as well', async () => {
    const { issueKey = '' } = await file();
    const nora = as('nora@acme.example', 'demo-nora-token');
    const accountIds = [accountOf('nora@acme.example')];
    await expect(nora.request.getCustomerRequestByIdOrKey({ issueIdOrKey: issueKey })).rejects.toMatchObject({
      response: { status: 404 },
    });
    await expect(mia().request.addRequestParticipants({ issueIdOrKey: issueKey, accountIds })).rejects.toMatchObject({
      response: { status: 403 },
    });
    const added = await bot().request.addRequestParticipants({ issueIdOrKey: issueKey, accountIds });
    expect(added.values).toMatchObject([{ displayName: 'Nora Needle' }]);
    expect(await nora.request.getCustomerRequestByIdOrKey({ issueIdOrKey: issueKey })).toMatchObject({ issueKey });
    expect(jira.site.issue(issueKey).history.at(-1)?.items).toMatchObject([
      { field: 'Request participants', toString: '[Nora Needle]' },
    ]);
    await bot().request.removeRequestParticipants({ issueIdOrKey: issueKey, accountIds });
    await expect(bot().request.removeRequestParticipants({ issueIdOrKey: issueKey, accountIds })).rejects.toMatchObject(
      { response: { status: 400 } },
    );
  });

  it('withdraws with a word why, by the transition customers have', async () => {
    const { issueKey = '' } = await file();
    const offered = await mia().request.getCustomerTransitions({ issueIdOrKey: issueKey });
    expect(offered.values).toEqual([{ id: '41', name: 'Cancel request' }]);
    await mia().request.performCustomerTransition({
      issueIdOrKey: issueKey,
      id: '41',
      additionalComment: { body: 'changed my mind' },
    });
    const { values } = await mia().request.getRequestComments({ issueIdOrKey: issueKey });
    expect(values).toMatchObject([{ body: 'changed my mind', public: true }]);
    expect(jira.site.issue(issueKey).state.status.name).toBe('Declined');
  });
});
