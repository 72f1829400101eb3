import { afterEach, describe, expect, it } from 'vitest';
import { isObject, listOf } from './json.ts';
import type { Quirks } from './site/options.ts';
import { type Receiver, startReceiver } from './testing/receiver.ts';
import { startTestSite, type TestSite } from './testing/site.ts';

let site: TestSite;
let receiver: Receiver;
afterEach(async () => {
  await site.jira.stop();
  await receiver.stop();
});

async function start(quirks: Partial<Quirks>): Promise<void> {
  receiver = await startReceiver();
  site = await startTestSite({ quirks, webhook: { url: receiver.url } });
}
const heard = async (event: string) => {
  await site.jira.site.webhooks.deliveries.settled();
  return receiver.received.map(({ body }) => body).filter((body) => isObject(body) && body.webhookEvent === event);
};
const note = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }] };

describe('what the vendor does only sometimes is a switch', () => {
  it('a create may carry the initial values as a changelog', async () => {
    await start({ createCarriesChangelog: true });
    await site.onboarding();
    expect(await heard('jira:issue_created')).toMatchObject([
      {
        changelog: {
          items: expect.arrayContaining([expect.objectContaining({ fieldId: 'summary', toString: 'Ada joins' })]),
        },
      },
    ]);
  });

  it('an assignment may arrive without a changelog', async () => {
    await start({ assignmentWithoutChangelog: true });
    const key = await site.onboarding();
    const assignee = { accountId: site.jira.site.directory.userWithMail('ada@acme.example')?.accountId };
    await site.bot('PUT', `/rest/api/3/issue/${key}`, { fields: { assignee } });
    const [event] = await heard('jira:issue_updated');
    expect(event).toMatchObject({ issue_event_type_name: 'issue_assigned' });
    expect(event).not.toHaveProperty('changelog');
  });

  it('a comment webhook may come without its issue, and others without a user', async () => {
    await start({ commentWebhookWithoutIssue: true, webhookWithoutUser: true, commentRaisesIssueUpdated: false });
    const key = await site.onboarding();
    await site.bot('POST', `/rest/api/3/issue/${key}/comment`, { body: note });
    expect((await heard('comment_created'))[0]).not.toHaveProperty('issue');
    expect((await heard('jira:issue_created'))[0]).not.toHaveProperty('user');
    expect(await heard('jira:issue_updated')).toEqual([]);
  });

  it('adding an actor or member that is there already may be fine', async () => {
    await start({ existingActorIs400: false, existingMemberIs400: false });
    const { accountId } = (await site.ada('GET', '/rest/api/3/myself')).body;
    const role = `/rest/api/3/project/ONB/role/${site.jira.site.projects.roleNamed('Administrators')?.id}`;
    for (let times = 0; times < 2; times += 1)
      expect((await site.bot('POST', role, { user: [accountId] })).status).toBe(200);
    const group = site.jira.site.directory.groupNamed('hr')?.groupId;
    expect((await site.bot('POST', `/rest/api/3/group/user?groupId=${group}`, { accountId })).status).toBe(201);
  });

  it('wrong credentials may be 401 everywhere', async () => {
    await start({ badCredentialsAreAnonymous: false });
    const wrong = site.as({ email: 'ada@acme.example', token: 'wrong' });
    expect((await wrong('GET', '/rest/api/3/serverInfo')).status).toBe(401);
  });

  it('comments may show their properties only through the comment list', async () => {
    await start({ commentsExpandProperties: false });
    const key = await site.onboarding();
    const { body } = await site.bot('POST', `/rest/api/3/issue/${key}/comment`, {
      body: note,
      properties: [{ key: 'k', value: 1 }],
    });
    const [plain] = listOf((await site.bot('GET', `/rest/api/3/issue/${key}/comment?expand=properties`)).body.comments);
    expect(plain).not.toHaveProperty('properties');
    const [listed] = listOf(
      (await site.bot('POST', '/rest/api/3/comment/list?expand=properties', { ids: [Number(body.id)] })).body.values,
    );
    expect(listed).toMatchObject({ properties: [{ key: 'k', value: 1 }] });
  });
});
