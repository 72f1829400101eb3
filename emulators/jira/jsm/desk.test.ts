/** Whom a desk lets in, what it offers, and whom it knows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../kit/clock.ts';
import { isObject, type JsonObject, listOf } from '../json.ts';
import { type Call, startTestSite, type TestSite } from '../testing/site.ts';

let site: TestSite;
let clock: ManualClock;
let mia: Call;
let grace: Call;

beforeAll(async () => {
  clock = manualClock(Date.UTC(2026, 10, 2, 9));
  site = await startTestSite({ clock });
  mia = site.as({ email: 'mia@acme.example', token: 'demo-mia-token' });
  grace = site.as({ email: 'grace@acme.example', token: 'demo-grace-token' });
  site.jira.site.addProject({
    key: 'VIP',
    name: 'By invitation',
    kind: 'service_desk',
    types: [{ name: 'Task' }],
    requestTypes: [{ name: 'Ask', issueType: 'Task', fields: ['summary'] }],
    portal: { access: 'closed' },
  });
});
afterAll(() => site.jira.stop());

const api = '/rest/servicedeskapi';
const accountOf = (email: string) => site.jira.site.directory.userWithMail(email)?.accountId ?? '';
const namesIn = (body: JsonObject, key = 'name') =>
  listOf(body.values).map((entry) => (isObject(entry) ? entry[key] : undefined));
const vip = () => site.jira.site.projects.desk('VIP')?.desk;
const ask = (who: Call) =>
  who('POST', `${api}/request`, {
    serviceDeskId: vip()?.id,
    requestTypeId: [...(vip()?.requestTypes.keys() ?? [])][0],
    requestFieldValues: { summary: 'x' },
  });

describe('a closed desk', () => {
  it('is not there for customers it does not know, and lets in those an administrator adds', async () => {
    expect(namesIn((await mia('GET', `${api}/servicedesk`)).body, 'projectKey')).toEqual(['HELP']);
    expect((await mia('GET', `${api}/servicedesk/VIP`)).status).toBe(404);
    expect((await ask(mia)).status).toBe(403);
    const accountIds = [accountOf('mia@acme.example')];
    const customers = `${api}/servicedesk/VIP/customer`;
    expect((await grace('POST', customers, { accountIds })).status).toBe(403);
    expect((await site.bot('POST', customers, { accountIds })).status).toBe(204);
    expect((await ask(mia)).status).toBe(201);
    expect((await site.bot('DELETE', customers, { accountIds })).status).toBe(204);
    expect((await ask(mia)).status).toBe(403);
  });

  it('adds whoever exists, and says that others do not', async () => {
    const accountIds = [accountOf('nora@acme.example'), 'nobody'];
    expect((await site.bot('POST', `${api}/servicedesk/VIP/customer`, { accountIds })).status).toBe(400);
    expect(vip()?.customers.has(accountOf('nora@acme.example'))).toBe(true);
  });
});

describe('a portal-only account', () => {
  it('is made by an administrator, has no token and no licence, and asks through others', async () => {
    const made = await site.bot('POST', `${api}/customer`, { email: 'new@partner.example', displayName: 'New' });
    expect(made.status).toBe(201);
    const accountId = String(made.body.accountId);
    expect(accountId).toMatch(/^qm:/);
    const shown = await site.bot('GET', `/rest/api/3/user?accountId=${encodeURIComponent(accountId)}`);
    expect(shown.body).toMatchObject({ accountType: 'customer' });
    const filed = await grace('POST', `${api}/request`, {
      serviceDeskId: '1',
      requestTypeId: '1',
      raiseOnBehalfOf: accountId,
      requestFieldValues: { summary: 'for a partner' },
    });
    expect(filed.body).toMatchObject({ reporter: { accountId } });
    expect(() =>
      site.jira.site.addUser({ displayName: 'x', email: 'x@partner.example', accountType: 'customer', token: 'x' }),
    ).toThrow('no API token');
  });

  it('cannot be made by anybody else, or for an address that is known or is none', async () => {
    const make = async (who: Call, email: string, query = '') =>
      (await who('POST', `${api}/customer${query}`, { email })).status;
    expect(await make(grace, 'a@partner.example')).toBe(403);
    expect(await make(site.bot, 'paul@partner.example')).toBe(400);
    expect(await make(site.bot, 'paul@partner.example', '?strictConflictStatusCode=true')).toBe(409);
    expect(await make(site.bot, 'not an address')).toBe(400);
  });

  it('leaves an account without a licence outside Jira itself', async () => {
    expect((await mia('GET', '/rest/api/3/project/HELP')).status).toBe(404);
    const fields = { project: { key: 'HELP' }, issuetype: { name: 'Access request' }, summary: 'x' };
    expect((await mia('POST', '/rest/api/3/issue', { fields })).status).toBe(400);
  });
});

describe('a request type', () => {
  const buying = `${api}/servicedesk/1/requesttype/2/field`;

  it('fills in by itself what customers do not see', async () => {
    const fieldsOf = async (who: Call, path: string) =>
      listOf((await who('GET', path)).body.requestTypeFields).map((field) => isObject(field) && field.fieldId);
    expect(await fieldsOf(mia, buying)).not.toContain('priority');
    expect(await fieldsOf(mia, `${buying}?expand=hiddenFields`)).not.toContain('priority');
    expect(await fieldsOf(site.bot, `${buying}?expand=hiddenFields`)).toContain('priority');
    const buy = (more: JsonObject) =>
      mia('POST', `${api}/request`, {
        serviceDeskId: '1',
        requestTypeId: '2',
        requestFieldValues: { summary: 'x', [site.field('Reason')]: 'because', ...more },
      });
    const { body } = await buy({});
    expect(site.jira.site.issue(String(body.issueKey)).state.values.get('priority')).toBe('2');
    expect((await buy({ priority: { id: '1' } })).status).toBe(400);
    expect((await buy({ [site.field('Reason')]: null })).body.errorMessage).toContain('Reason is required.');
  });

  it('takes a document where the request says so, and plain text where it does not', async () => {
    const description = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [] }] };
    const file = async (more: JsonObject) =>
      (
        await mia('POST', `${api}/request`, {
          serviceDeskId: '1',
          requestTypeId: '1',
          requestFieldValues: { summary: 'x', description },
          ...more,
        })
      ).status;
    expect(await file({ isAdfRequest: true })).toBe(201);
    expect(await file({})).toBe(400);
    expect(await file({ isAdfRequest: true, requestFieldValues: { summary: 'x', description: 'plain' } })).toBe(400);
  });

  it('that was made over REST is in no group, so that a search does not find it', async () => {
    const issueTypeId = [...(site.jira.site.projects.get('HELP')?.types.keys() ?? [])][0];
    const made = await site.bot('POST', `${api}/servicedesk/1/requesttype`, { issueTypeId, name: 'Brand new' });
    expect(made.body).toMatchObject({ groupIds: [] });
    const found = async (query: string) => namesIn((await mia('GET', `${api}/servicedesk/1/requesttype${query}`)).body);
    expect(await found('')).toContain('Brand new');
    expect(await found('?searchQuery=brand')).toEqual([]);
    const groups = listOf((await mia('GET', `${api}/servicedesk/1/requesttypegroup`)).body.values);
    const money = groups.find((group) => isObject(group) && group.name === 'Money');
    expect(await found(`?groupId=${isObject(money) ? money.id : ''}`)).toEqual(['Buy something']);
    expect((await mia('POST', `${api}/servicedesk/1/requesttype`, { issueTypeId, name: 'x' })).status).toBe(403);
  });
});

describe('the list of requests', () => {
  it('is the own ones, those taken part in, or those to be approved, the latest first', async () => {
    const file = async (summary: string, approver: string) =>
      String(
        (
          await mia('POST', `${api}/request`, {
            serviceDeskId: '1',
            requestTypeId: '1',
            requestFieldValues: { summary, [site.field('Approvers')]: [{ accountId: accountOf(approver) }] },
          })
        ).body.issueKey,
      );
    const first = await file('list one', 'grace@acme.example');
    const second = await file('list two', 'nora@acme.example');
    clock.moveTo(clock.now() + 60_000);
    await mia('POST', `${api}/request/${first}/comment`, { body: 'still here', public: true });
    const list = async (who: Call, query: string) =>
      namesIn((await who('GET', `${api}/request?searchTerm=list&${query}`)).body, 'issueKey');
    expect(await list(mia, '')).toEqual([first, second]);
    expect(await list(grace, '')).toEqual([]);
    expect(await list(grace, 'requestOwnership=APPROVER&approvalStatus=MY_PENDING_APPROVAL')).toEqual([first]);
    expect(await list(mia, 'requestStatus=CLOSED_REQUESTS')).toEqual([]);
    expect(await list(mia, 'requestOwnership=PARTICIPATED_REQUESTS')).toEqual([]);
  });
});
