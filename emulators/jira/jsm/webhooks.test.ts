/** What the portal does reaches the site's webhooks as changes of the issue; there is no webhook of approvals. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JsonObject, objectOf } from '../json.ts';
import { type Receiver, startReceiver } from '../testing/receiver.ts';
import { startTestSite, type TestSite } from '../testing/site.ts';

let receiver: Receiver;
let site: TestSite;
beforeAll(async () => {
  receiver = await startReceiver();
  site = await startTestSite({
    webhook: { url: receiver.url, events: ['jira:issue_created', 'jira:issue_updated', 'comment_created'] },
  });
});
afterAll(async () => {
  await site.jira.stop();
  await receiver.stop();
});

const as = (name: string) => site.as({ email: `${name}@acme.example`, token: `demo-${name}-token` });
const account = (name: string) => ({
  accountId: site.jira.site.directory.userWithMail(`${name}@acme.example`)?.accountId,
});
const heard = async (): Promise<JsonObject[]> => {
  await site.jira.site.webhooks.deliveries.settled();
  return receiver.received.splice(0).map(({ body }) => objectOf(body));
};

it('an answered approval is a change of status by the approver, and an answer that decides nothing is not told', async () => {
  const { body } = await as('mia')('POST', '/rest/servicedeskapi/request', {
    serviceDeskId: '1',
    requestTypeId: '2',
    requestFieldValues: {
      summary: 'A lamp',
      [site.field('Reason')]: 'dark',
      [site.field('Approvers')]: [account('grace'), account('nora')],
    },
  });
  const [created] = await heard();
  expect(created).toMatchObject({
    webhookEvent: 'jira:issue_created',
    user: { displayName: 'Mia Customer' },
    issue: {
      key: body.issueKey,
      fields: {
        [site.field('Request Type')]: { requestType: { name: 'Buy something' } },
        [site.field('Approvals')]: [{ finalDecision: 'pending', canAnswerApproval: false }],
      },
    },
  });
  const [approval] = site.jira.site.issue(String(body.issueKey)).approvals;
  const path = `/rest/servicedeskapi/request/${body.issueKey}`;
  await as('grace')('POST', `${path}/approval/${approval?.id}`, { decision: 'approve' });
  expect(await heard()).toEqual([]);
  await as('nora')('POST', `${path}/approval/${approval?.id}`, { decision: 'approve' });
  expect(await heard()).toMatchObject([
    {
      webhookEvent: 'jira:issue_updated',
      issue_event_type_name: 'issue_generic',
      user: { displayName: 'Nora Needle' },
      changelog: { items: [{ field: 'status', toString: 'Waiting for the groups' }] },
    },
  ]);
});

it('a comment says whether customers see it', async () => {
  const key = String(
    (
      await as('mia')('POST', '/rest/servicedeskapi/request', {
        serviceDeskId: '1',
        requestTypeId: '1',
        requestFieldValues: { summary: 'x' },
      })
    ).body.issueKey,
  );
  const path = `/rest/servicedeskapi/request/${key}/comment`;
  await site.bot('POST', path, { body: 'between us', public: false });
  await as('mia')('POST', path, { body: 'hello', public: true });
  const comments = (await heard()).filter(({ webhookEvent }) => webhookEvent === 'comment_created');
  expect(comments.map(({ comment }) => [objectOf(comment).body, objectOf(comment).jsdPublic]).sort()).toEqual([
    ['between us', false],
    ['hello', true],
  ]);
});
