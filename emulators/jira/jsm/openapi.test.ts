/**
 * Requests and answers of the portal's interface against Atlassian's own description of it. It is not in the repository:
 * set CONTRACTS_DIR to the folder that holds jsm.openapi.json; without it this file is skipped.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Description, type Drift, loadDescription } from '../../../test/contract/openapi.ts';
import type { Json, JsonObject } from '../json.ts';
import { type Call, startTestSite, type TestSite } from '../testing/site.ts';

const folder = process.env.CONTRACTS_DIR;
const API = '/rest/servicedeskapi';

const DRIFT: readonly Drift[] = [
  {
    on: 'GET /rest/servicedeskapi/request',
    because: 'a parameter with a value nobody has is refused; the description knows no 400 here',
    status: 400,
    as: 404,
  },
];

describe.skipIf(folder === undefined)('the portal fits its description (CONTRACTS_DIR)', () => {
  let description: Description;
  let site: TestSite;
  let mia: Call;
  let grace: Call;
  let approvers: JsonObject;

  beforeAll(async () => {
    description = loadDescription(join(folder ?? '', 'jsm.openapi.json'), { drift: DRIFT });
    site = await startTestSite();
    mia = site.as({ email: 'mia@acme.example', token: 'demo-mia-token' });
    grace = site.as({ email: 'grace@acme.example', token: 'demo-grace-token' });
    approvers = { [site.field('Approvers')]: [{ accountId: accountOf('grace@acme.example') }] };
  });
  afterAll(() => site.jira.stop());

  const accountOf = (email: string) => site.jira.site.directory.userWithMail(email)?.accountId ?? '';

  async function checked(who: Call, method: string, path: string, status: number, body?: Json): Promise<JsonObject> {
    description.checkRequest(method, API + path, body);
    const answer = await who(method, API + path, body);
    expect(answer.status, answer.raw).toBe(status);
    const read: unknown = answer.raw === '' ? undefined : JSON.parse(answer.raw);
    description.checkResponse(method, new URL(API + path, site.jira.url).pathname, status, read);
    return answer.body;
  }
  const filed = async (): Promise<string> => {
    const requestFieldValues = { summary: 'x', description: 'y', ...approvers };
    const request = { serviceDeskId: '1', requestTypeId: '1', requestFieldValues };
    return String((await checked(mia, 'POST', '/request', 201, request)).issueKey);
  };

  it('for desks, request types and customers', async () => {
    for (const path of [
      '/servicedesk?limit=1',
      '/servicedesk/1',
      '/servicedesk/1/requesttype?searchQuery=access',
      '/servicedesk/1/requesttype/1',
      '/servicedesk/1/requesttype/2/field?expand=hiddenFields',
      '/servicedesk/1/requesttypegroup',
      '/requesttype?serviceDeskId=1',
    ])
      await checked(site.bot, 'GET', path, 200);
    await checked(mia, 'GET', '/servicedesk/9', 404);
    const issueTypeId = [...(site.jira.site.projects.get('HELP')?.types.keys() ?? [])][0] ?? '';
    const made = await checked(site.bot, 'POST', '/servicedesk/1/requesttype', 200, { issueTypeId, name: 'New' });
    await checked(site.bot, 'POST', '/servicedesk/1/requesttype', 400, { issueTypeId, name: '' });
    await checked(site.bot, 'DELETE', `/servicedesk/1/requesttype/${made.id}`, 204);

    const customer = { displayName: 'New', email: 'new@else.example' };
    const { accountId } = await checked(site.bot, 'POST', '/customer', 201, customer);
    await checked(site.bot, 'POST', '/customer', 400, customer);
    await checked(site.bot, 'POST', '/customer?strictConflictStatusCode=true', 409, customer);
    await checked(grace, 'POST', '/customer', 403, customer);
    const accountIds = [String(accountId)];
    await checked(site.bot, 'POST', '/servicedesk/1/customer', 204, { accountIds });
    await checked(site.bot, 'GET', '/servicedesk/1/customer?query=new', 200);
    await checked(site.bot, 'DELETE', '/servicedesk/1/customer', 400, { accountIds });
  });

  it('for requests, their comments, participants and transitions', async () => {
    const key = await filed();
    for (const path of [
      '?expand=serviceDesk,requestType,participant,status,action,comment',
      '/status',
      '/transition',
      '/participant',
    ])
      await checked(site.bot, 'GET', `/request/${key}${path}`, 200);
    await checked(mia, 'GET', '/request?requestStatus=OPEN_REQUESTS&requestOwnership=OWNED_REQUESTS&limit=5', 200);
    await checked(mia, 'GET', '/request?requestStatus=NONE', 400);
    await checked(mia, 'GET', '/request/HELP-999', 404);
    const said = await checked(mia, 'POST', `/request/${key}/comment`, 201, { body: 'x', public: true });
    await checked(mia, 'POST', `/request/${key}/comment`, 400, { body: 'x' });
    await checked(mia, 'GET', `/request/${key}/comment?internal=false`, 200);
    await checked(mia, 'GET', `/request/${key}/comment/${said.id}`, 200);
    const accountIds = [accountOf('nora@acme.example')];
    await checked(site.bot, 'POST', `/request/${key}/participant`, 200, { accountIds });
    await checked(site.bot, 'POST', `/request/${key}/participant`, 400, { accountIds: ['nobody'] });
    await checked(site.bot, 'DELETE', `/request/${key}/participant`, 200, { accountIds });
    await checked(mia, 'POST', `/request/${key}/transition`, 400, { id: '11' });
    await checked(mia, 'POST', `/request/${key}/transition`, 204, { id: '41', additionalComment: { body: 'x' } });
  });

  it('for requests that are refused', async () => {
    const request = { serviceDeskId: '1', requestTypeId: '1', requestFieldValues: { summary: 'x' } };
    await checked(mia, 'POST', '/request', 403, { ...request, raiseOnBehalfOf: accountOf('nora@acme.example') });
    await checked(mia, 'POST', '/request', 400, { ...request, requestFieldValues: {} });
    await checked(mia, 'POST', '/request', 400, { ...request, requestTypeId: '9' });
  });

  it('for approvals and their refusals', async () => {
    const key = await filed();
    const { id } = site.jira.site.issue(key).approvals[0] ?? {};
    const path = `/request/${key}/approval/${id}`;
    await checked(mia, 'GET', `/request/${key}/approval`, 200);
    await checked(mia, 'GET', path, 200);
    await checked(mia, 'GET', `/request/${key}/approval/999`, 404);
    await checked(mia, 'POST', path, 403, { decision: 'approve' });
    await checked(grace, 'POST', path, 200, { decision: 'approve' });
    await checked(grace, 'POST', path, 409, { decision: 'decline' });
  });
});
