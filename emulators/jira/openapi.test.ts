/**
 * Our answers against Atlassian's own API descriptions. They are not in the repository: set CONTRACTS_DIR to the
 * folder that holds jira.openapi.json; without it this file is skipped.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Description, type Drift, loadDescription } from '../../test/contract/openapi.ts';
import { isObject, type Json, textOf } from './json.ts';
import { type Answer, startTestSite, type TestSite } from './testing/site.ts';

const folder = process.env.CONTRACTS_DIR;

const DRIFT: readonly Drift[] = [
  {
    on: '*',
    because: 'captured changelogs hold null where one side is empty; the description knows only text',
    violation: /items\/\d+\/(from|fromString|to|toString) must be string$/,
  },
];

describe.skipIf(folder === undefined)("answers fit Atlassian's description of the platform API (CONTRACTS_DIR)", () => {
  let platform: Description;
  let site: TestSite;
  let key: string;
  let checked: (method: string, path: string, body?: unknown, status?: number) => Promise<Answer>;

  beforeAll(async () => {
    platform = loadDescription(join(folder ?? '', 'jira.openapi.json'), { drift: DRIFT });
    site = await startTestSite({ searchIndexDelayMilliseconds: 0 });
    key = await site.onboarding({ [site.field('Applications')]: [{ value: 'GitHub' }], labels: ['a'] });
    checked = async (method, path, body, status) => {
      const answer = await site.bot(method, path, body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(status ?? 200);
      // Many writes are described with a body of any shape and answer with none.
      if (method === 'GET' || answer.raw !== '')
        platform.checkResponse(method, new URL(path, site.jira.url).pathname, answer.status, bodyOf(answer));
      return answer;
    };
  });
  afterAll(() => site.jira.stop());

  const note = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }] };
  const api = '/rest/api/3';

  it('for the site', async () => {
    for (const path of [
      '/myself',
      '/serverInfo',
      '/field',
      '/status',
      '/issuetype',
      '/project/ONB',
      '/project/search',
      '/project/ONB/statuses',
      '/project/ONB/securitylevel',
      '/issue/createmeta/ONB/issuetypes',
      '/mypermissions?permissions=BROWSE_PROJECTS,ADMINISTER',
      '/issueLinkType',
    ])
      await checked('GET', api + path);
    const type = site.jira.site.issue(key).type.id;
    await checked('GET', `${api}/issue/createmeta/ONB/issuetypes/${type}`);
  });

  it('for issues, their history and transitions', async () => {
    const fields = { project: { key: 'ONB' }, issuetype: { name: 'Onboarding' }, summary: 'x', description: note };
    const created = await checked('POST', `${api}/issue`, { fields }, 201);
    await checked('POST', `${api}/issue/bulk`, { issueUpdates: [{ fields }, { fields: {} }] }, 201);
    await checked('PUT', `${api}/issue/${created.body.key}`, { fields: { summary: 'y' } }, 204);
    await checked('GET', `${api}/issue/${created.body.key}?expand=changelog,names&properties=*all`);
    await checked('GET', `${api}/issue/${created.body.key}/changelog`);
    await checked('GET', `${api}/issue/${created.body.key}/editmeta`);
    await checked('GET', `${api}/issue/${created.body.key}/transitions?expand=transitions.fields`);
    await checked('POST', `${api}/issue/${created.body.key}/transitions`, { transition: { id: '21' } }, 204);
    await checked('POST', `${api}/issue/bulkfetch`, { issueIdsOrKeys: [created.body.key, key], fields: ['summary'] });
    await checked('POST', `${api}/changelog/bulkfetch`, { issueIdsOrKeys: [created.body.key], maxResults: 1 });
    await checked('GET', `${api}/search/jql?jql=project%3DONB&fields=*all`);
    await checked('POST', `${api}/search/jql`, { jql: 'project = ONB', fields: ['summary'], maxResults: 1 });
    await checked('POST', `${api}/search/approximate-count`, { jql: 'project = ONB' });
    await checked('DELETE', `${api}/issue/${created.body.key}`, undefined, 204);
  });

  it('for comments, properties, links, watchers and files', async () => {
    const issue = `${api}/issue/${key}`;
    const comment = await checked(
      'POST',
      `${issue}/comment`,
      { body: note, properties: [{ key: 'k', value: 1 }] },
      201,
    );
    await checked('PUT', `${issue}/comment/${comment.body.id}`, { body: note });
    await checked('GET', `${issue}/comment/${comment.body.id}`);
    await checked('GET', `${issue}/comment?expand=properties`);
    await checked('POST', `${api}/comment/list?expand=properties`, { ids: [Number(comment.body.id)] });
    await checked('GET', `${api}/comment/${comment.body.id}/properties`);
    await checked('GET', `${api}/comment/${comment.body.id}/properties/k`);
    await checked('DELETE', `${issue}/comment/${comment.body.id}`, undefined, 204);
    await checked('PUT', `${issue}/properties/p`, { a: 1 }, 201);
    await checked('GET', `${issue}/properties`);
    await checked('GET', `${issue}/properties/p`);
    await checked('DELETE', `${issue}/properties/p`, undefined, 204);
    const remote = { globalId: 'tenure:1', object: { url: 'https://tenure.example/1', title: 'Case' } };
    await checked('POST', `${issue}/remotelink`, remote, 201);
    await checked('POST', `${issue}/remotelink`, remote, 200);
    await checked('GET', `${issue}/remotelink?globalId=tenure:1`);
    await checked('GET', `${issue}/watchers`);
    const other = await site.onboarding();
    await checked(
      'POST',
      `${api}/issueLink`,
      { type: { name: 'Blocks' }, inwardIssue: { key }, outwardIssue: { key: other } },
      201,
    );
    const read = await checked('GET', `${issue}?fields=issuelinks,attachment`);
    const [link] =
      isObject(read.body.fields) && Array.isArray(read.body.fields.issuelinks) ? read.body.fields.issuelinks : [];
    await checked('GET', `${api}/issueLink/${isObject(link) ? link.id : ''}`);
    await checked('GET', `${api}/attachment/meta`);
  });

  it('for people, groups, roles and select options', async () => {
    await checked('GET', `${api}/user/search?query=alan`);
    const accountId = site.jira.site.directory.userWithMail('alan@acme.example')?.accountId;
    for (const path of [
      `/user?accountId=${accountId}`,
      `/user/groups?accountId=${accountId}`,
      `/user/bulk?accountId=${accountId}`,
      '/users/search',
      '/groups/picker?query=i',
      '/group/bulk',
    ])
      await checked('GET', api + path);
    const group = await checked('POST', `${api}/group`, { name: 'new' }, 201);
    const groupId = textOf(group.body.groupId);
    await checked('POST', `${api}/group/user?groupId=${groupId}`, { accountId }, 201);
    await checked('GET', `${api}/group/member?groupId=${groupId}`);
    await checked('DELETE', `${api}/group/user?groupId=${groupId}&accountId=${accountId}`);
    const roles = await checked('GET', `${api}/project/ONB/role`);
    const role = new URL(String(roles.body.Administrators)).pathname;
    await checked('POST', role, { user: [accountId], groupId: [groupId] });
    await checked('GET', role);
    await checked('DELETE', `${role}?user=${accountId}`, undefined, 204);
    site.jira.site.projects.add({ key: 'TEAM', name: 'Team', style: 'next-gen', types: [{ name: 'Task' }] });
    await checked('GET', `${api}/project/TEAM`);
    const own = await checked('GET', `${api}/project/TEAM/role`);
    const member = new URL(String(own.body.Member)).pathname;
    await checked('POST', member, { user: [accountId] });
    await checked('GET', member);
    await checked('GET', `${api}/role`);
    await checked('DELETE', `${role}?groupId=${groupId}`, undefined, 204);
    const { id, contextId } = site.jira.site.fields.require('Department');
    await checked('GET', `${api}/field/${id}/context`);
    const options = `${api}/field/${id}/context/${contextId}/option`;
    const made = await checked('POST', options, { options: [{ value: 'Legal' }] });
    await checked('POST', options, { options: [{ value: 'legal' }] }, 400);
    await checked('PUT', options, { options: [{ id: '1', value: 'x' }] }, 404);
    const [option] = Array.isArray(made.body.options) ? made.body.options : [];
    await checked('PUT', options, { options: [{ id: option?.id, disabled: true }] });
    await checked('GET', options);
    await checked('PUT', `${options}/move`, { customFieldOptionIds: [option?.id], position: 'First' }, 204);
    await checked('GET', `${api}/field/${id}/context/projectmapping`);
    const project = site.jira.site.projects.get('ONB');
    const [issueTypeId] = project?.types.keys() ?? [];
    await checked('POST', `${api}/field/${id}/context/mapping`, {
      mappings: [{ projectId: project?.id, issueTypeId }],
    });
  });
});

const bodyOf = ({ raw }: Answer): Json | undefined => (raw === '' ? undefined : JSON.parse(raw));
