import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isObject, listOf } from '../json.ts';
import { type Call, startTestSite, type TestSite } from '../testing/site.ts';

let site: TestSite;
let mia: Call;
let grace: Call;
let approversField: string;

beforeEach(async () => {
  site = await startTestSite();
  mia = site.as({ email: 'mia@acme.example', token: 'demo-mia-token' });
  grace = site.as({ email: 'grace@acme.example', token: 'demo-grace-token' });
  approversField = site.field('Approvers');
});
afterEach(() => site.jira.stop());

const accountOf = (email: string) => site.jira.site.directory.userWithMail(email)?.accountId;

async function request(approver = 'grace@acme.example'): Promise<string> {
  const { status, body } = await mia('POST', '/rest/servicedeskapi/request', {
    serviceDeskId: '1',
    requestTypeId: '1',
    requestFieldValues: {
      summary: 'GitHub, please',
      description: 'for the release',
      [approversField]: [{ accountId: accountOf(approver) }],
    },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body.issueKey);
}

async function approval(who: Call, key: string) {
  const { body } = await who('GET', `/rest/servicedeskapi/request/${key}/approval`);
  const [first] = listOf(body.values);
  return isObject(first) ? first : {};
}
const decide = async (who: Call, key: string, decision: string) =>
  who('POST', `/rest/servicedeskapi/request/${key}/approval/${(await approval(who, key)).id}`, { decision });

describe('a native approval', () => {
  it('says to each caller whether that caller may answer', async () => {
    const key = await request();
    expect(await approval(grace, key)).toMatchObject({ finalDecision: 'pending', canAnswerApproval: true });
    expect(await approval(site.bot, key)).toMatchObject({ canAnswerApproval: false });
  });

  it('moves the issue when answered, as the approver', async () => {
    const key = await request();
    expect((await decide(grace, key, 'approve')).body).toMatchObject({
      finalDecision: 'approved',
      canAnswerApproval: false,
    });
    const { state, history } = site.jira.site.issue(key);
    expect(state.status.name).toBe('In Progress');
    expect(history.at(-1)?.author).toBe(accountOf('grace@acme.example'));
  });

  it('refuses a caller who is no approver, even an administrator', async () => {
    const key = await request();
    expect((await decide(site.bot, key, 'approve')).status).toBe(403);
    expect(site.jira.site.issue(key).state.status.name).toBe('Waiting for approval');
  });

  it('refuses a second answer with 409', async () => {
    const key = await request();
    await decide(grace, key, 'decline');
    expect((await decide(grace, key, 'approve')).status).toBe(409);
    expect(site.jira.site.issue(key).state.status.name).toBe('Declined');
  });
});

describe('a request', () => {
  it('is seen by its reporter and by agents, not by other customers', async () => {
    const key = await request();
    site.jira.site.addUser({ displayName: 'Other', email: 'other@else.example', token: 't', licensed: false });
    const other = site.as({ email: 'other@else.example', token: 't' });
    expect((await mia('GET', `/rest/servicedeskapi/request/${key}`)).body).toMatchObject({
      issueKey: key,
      currentStatus: { status: 'Waiting for approval' },
      reporter: { displayName: 'Mia Customer' },
    });
    expect((await site.ada('GET', `/rest/servicedeskapi/request/${key}`)).status).toBe(200);
    expect((await other('GET', `/rest/servicedeskapi/request/${key}`)).status).toBe(404);
    expect((await mia('GET', `/rest/api/3/issue/${key}`)).status).toBe(404);
  });

  it('cannot be raised for somebody else by a customer', async () => {
    const body = {
      serviceDeskId: '1',
      requestTypeId: '1',
      raiseOnBehalfOf: accountOf('alan@acme.example'),
      requestFieldValues: { summary: 'x' },
    };
    expect((await mia('POST', '/rest/servicedeskapi/request', body)).status).toBe(403);
    expect((await site.bot('POST', '/rest/servicedeskapi/request', body)).status).toBe(201);
  });

  it('hides internal comments from customers, who cannot write any: 403 with an empty body', async () => {
    const key = await request();
    const path = `/rest/servicedeskapi/request/${key}/comment`;
    expect((await site.bot('POST', path, { body: 'between us', public: false })).status).toBe(201);
    expect((await mia('POST', path, { body: 'hello', public: true })).status).toBe(201);
    const secret = await mia('POST', path, { body: 'psst', public: false });
    expect([secret.status, secret.raw]).toEqual([403, '']);
    expect(listOf((await mia('GET', path)).body.values)).toHaveLength(1);
    expect(listOf((await site.bot('GET', path)).body.values)).toHaveLength(2);
  });

  it('offers customers only their own transitions', async () => {
    const key = await request();
    const path = `/rest/servicedeskapi/request/${key}/transition`;
    const { body } = await mia('GET', path);
    expect(body.values).toEqual([{ id: '41', name: 'Cancel request' }]);
    expect((await mia('POST', path, { id: '11' })).status).toBe(400);
    expect((await mia('POST', path, { id: '41', additionalComment: { body: 'changed my mind' } })).status).toBe(204);
    expect(site.jira.site.issue(key).state.status.name).toBe('Declined');
  });
});
