import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSite, type TestSite } from './testing/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site.jira.stop());

const create = (fields: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  site.ada('POST', '/rest/api/3/issue', {
    fields: { project: { key: 'ONB' }, issuetype: { name: 'Onboarding' }, summary: 'Ada joins', ...fields },
    ...more,
  });
const paragraph = (...content: unknown[]) => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content }] });
const text = (value: string) => ({ type: 'text', text: value });

describe('creating an issue is refused', () => {
  it.each([
    ['without a summary', { summary: '' }, 'summary'],
    ['with a summary of two lines', { summary: 'a\nb' }, 'summary'],
    ['with an unknown project', { project: { key: 'NOPE' } }, 'project'],
    ['with an issue type of another project', { issuetype: { name: 'Access request' } }, 'issuetype'],
    ['with an unknown field', { customfield_99999: 'x' }, 'customfield_99999'],
    ['as a sub-task without a parent', { issuetype: { name: 'Sub-task' } }, 'parentId'],
    ['with a label that has a blank', { labels: ['two words'] }, 'labels'],
    ['with a due date that does not exist', { duedate: '2026-02-30' }, 'duedate'],
    ['with text where a document is due', { description: 'plain' }, 'description'],
  ])('%s', async (_, fields, at) => {
    const { status, body } = await create(fields);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: { [at]: expect.any(String) } });
  });

  it('for somebody who cannot be assigned issues there: a customer of the portal', async () => {
    const accountId = site.jira.site.directory.userWithMail('mia@acme.example')?.accountId;
    const { status, body } = await create({ assignee: { accountId } });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: { assignee: `User '${accountId}' cannot be assigned issues.` } });
  });

  it('with a field that is not on the screen of the type, in the words of Jira', async () => {
    const { status, body } = await create({ [site.field('Reason')]: paragraph(text('x')) });
    expect(status).toBe(400);
    expect(body).toEqual({
      errorMessages: [],
      errors: {
        [site.field('Reason')]:
          `Field '${site.field('Reason')}' cannot be set. It is not on the appropriate screen, or unknown.`,
      },
    });
  });

  it.each([
    ['an option that does not exist', 'Worker type', { value: 'Robot' }],
    ['an option id that does not exist', 'Worker type', { id: '1' }],
    ['a bare string for a select', 'Worker type', 'Employee'],
    ['a child of another parent', 'Department', { value: 'Sales', child: { value: 'Platform' } }],
    ['one value for a multi-select', 'Applications', { value: 'GitHub' }],
    ['a date with a time', 'Start date', '2026-12-01T00:00:00.000+0000'],
    ['a user that does not exist', 'Manager', { accountId: 'nobody' }],
    ['a user by name', 'Manager', { name: 'ada' }],
    ['a line longer than 255', 'Employee number', 'x'.repeat(256)],
  ])('with %s', async (_, name, value) => {
    const { status, body } = await create({ [site.field(name)]: value });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: { [site.field(name)]: expect.any(String) } });
  });

  it.each([
    ['an empty text node', paragraph(text(''))],
    ['an unknown node', paragraph({ type: 'blink' })],
    [
      'a paragraph straight in a list',
      { type: 'doc', version: 1, content: [{ type: 'bulletList', content: [{ type: 'paragraph' }] }] },
    ],
    [
      'an unknown panel',
      {
        type: 'doc',
        version: 1,
        content: [{ type: 'panel', attrs: { panelType: 'loud' }, content: [{ type: 'paragraph' }] }],
      },
    ],
    ['no version', { type: 'doc', content: [] }],
    ['an unknown mark', paragraph({ ...text('x'), marks: [{ type: 'blink' }] })],
  ])('with a document that has %s', async (_, description) => {
    const { status, body } = await create({ description });
    expect(status).toBe(400);
    expect(body.errorMessages).toEqual(['INVALID_INPUT']);
  });

  it('with text beyond 32,767 characters', async () => {
    const { status, body } = await create({ description: paragraph(text('x'.repeat(32_768))) });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('32,767');
  });

  it('with a disabled option, which issues that have it keep', async () => {
    const field = site.jira.site.fields.require('Applications');
    const { key } = (await create({ [field.id]: [{ value: 'Salesforce' }] })).body;
    const path = `/rest/api/3/field/${field.id}/context/${field.contextId}/option`;
    const id = field.options.find(({ value }) => value === 'Salesforce')?.id;
    expect((await site.bot('PUT', path, { options: [{ id, disabled: true }] })).body.options).toHaveLength(1);
    expect((await site.bot('PUT', path, { options: [{ id, disabled: true }] })).body.options).toEqual([]);
    expect((await create({ [field.id]: [{ value: 'Salesforce' }] })).status).toBe(400);
    const kept = await site.bot('GET', `/rest/api/3/issue/${key}?fields=${field.id}`);
    expect(JSON.stringify(kept.body)).toContain('Salesforce');
    expect((await site.bot('DELETE', `${path}/${id}`)).status).toBe(400);
    expect((await site.ada('POST', path, { options: [{ value: 'Figma' }] })).status).toBe(403);
  });
});

describe('one request is all or nothing', () => {
  it('changes no field when its comment is refused', async () => {
    const key = await site.onboarding({ summary: 'before' });
    const bad = { comment: [{ add: { body: paragraph(text('')) } }] };
    const edit = await site.bot('PUT', `/rest/api/3/issue/${key}`, { fields: { summary: 'after' }, update: bad });
    const move = await site.bot('POST', `/rest/api/3/issue/${key}/transitions`, {
      transition: { id: '31' },
      update: bad,
    });
    expect([edit.status, move.status]).toEqual([400, 400]);
    const { state, history } = site.jira.site.issue(key);
    expect([state.values.get('summary'), state.status.name, history]).toEqual(['before', 'To Do', []]);
  });

  it('brings comment, properties and history metadata with a transition', async () => {
    const key = await site.onboarding();
    const moved = await site.bot('POST', `/rest/api/3/issue/${key}/transitions`, {
      transition: { id: '31' },
      update: { comment: [{ add: { body: paragraph(text('done')) } }] },
      properties: [{ key: 'tenure', value: { head: 'abc' } }],
      historyMetadata: { type: 'tenure', cause: { id: 'case-1' } },
    });
    expect(moved.status, moved.raw).toBe(204);
    const { comments, properties } = site.jira.site.issue(key);
    expect([comments.size, properties.get('tenure')]).toEqual([1, { head: 'abc' }]);
    const { body } = await site.bot('GET', `/rest/api/3/issue/${key}/changelog`);
    expect(body.values).toMatchObject([{ historyMetadata: { cause: { id: 'case-1' } } }]);
  });
});

describe('who may not', () => {
  const anonymous = (path: string) => fetch(site.jira.url + path);

  it('sees 404 instead of an issue, and 401 at /myself', async () => {
    const key = await site.onboarding();
    expect((await anonymous(`/rest/api/3/issue/${key}`)).status).toBe(404);
    expect((await anonymous('/rest/api/3/myself')).status).toBe(401);
  });

  it('with wrong credentials is nobody on reads and refused on writes', async () => {
    const key = await site.onboarding();
    const wrong = site.as({ email: 'ada@acme.example', token: 'wrong' });
    expect((await wrong('GET', `/rest/api/3/issue/${key}`)).status).toBe(404);
    expect((await wrong('GET', '/rest/api/3/serverInfo')).status).toBe(200);
    expect((await wrong('PUT', `/rest/api/3/issue/${key}/properties/x`, {})).status).toBe(401);
  });

  it('is outside an issue security level, in reads and in search', async () => {
    const key = await site.onboarding({ security: { name: 'HR only' } });
    expect((await site.ada('GET', `/rest/api/3/issue/${key}?fields=security`)).body).toMatchObject({
      fields: { security: { name: 'HR only' } },
    });
    const grace = site.as({ email: 'grace@acme.example', token: 'demo-grace-token' });
    expect((await grace('GET', `/rest/api/3/issue/${key}`)).status).toBe(404);
    site.jira.site.search.catchUp();
    const found = async (who: typeof grace) =>
      (await who('POST', '/rest/api/3/search/jql', { jql: `key = ${key}` })).body.issues;
    expect(await found(site.ada)).toHaveLength(1);
    expect(await found(grace)).toEqual([]);
  });

  it('is outside it for sub-tasks too, which have their parent’s level whenever it is set', async () => {
    const key = await site.onboarding({ security: { name: 'HR only' } });
    const open = await site.onboarding();
    const grace = site.as({ email: 'grace@acme.example', token: 'demo-grace-token' });
    const subtask = async (parent: string) => {
      const fields = {
        project: { key: 'ONB' },
        issuetype: { name: 'Sub-task' },
        summary: 'Badge',
        parent: { key: parent },
      };
      return String((await site.ada('POST', '/rest/api/3/issue', { fields })).body.key);
    };
    const [hidden, shown] = [await subtask(key), await subtask(open)];
    const seen = async (of: string) => (await grace('GET', `/rest/api/3/issue/${of}`)).status;
    expect([await seen(hidden), await seen(shown)]).toEqual([404, 200]);
    await site.ada('PUT', `/rest/api/3/issue/${open}`, { fields: { security: { name: 'HR only' } } });
    expect(await seen(shown)).toBe(404);
    await site.ada('PUT', `/rest/api/3/issue/${key}`, { fields: { security: null } });
    expect(await seen(hidden)).toBe(200);
  });

  it('may not change groups, and nobody changes one kept by the identity provider', async () => {
    const group = site.jira.site.addGroup({ name: 'okta-jira-users', managedBy: 'scim' });
    const body = { accountId: site.jira.site.directory.userWithMail('alan@acme.example')?.accountId };
    const path = (groupId: string) => `/rest/api/3/group/user?groupId=${groupId}`;
    const it_ = site.jira.site.directory.groupNamed('it')?.groupId ?? '';
    expect((await site.ada('POST', path(it_), body)).status).toBe(403);
    expect((await site.bot('POST', path(group.groupId), body)).status).toBe(403);
    expect((await site.bot('POST', path(it_), body)).status).toBe(201);
    expect((await site.bot('POST', path(it_), body)).status).toBe(400);
    expect((await site.bot('DELETE', `${path(it_)}&accountId=${body.accountId}`)).status).toBe(200);
  });

  it('gets 404 for the roles of a project it does not administer', async () => {
    expect((await site.ada('GET', '/rest/api/3/project/ONB/role')).status).toBe(404);
  });
});

describe('limits and gone resources', () => {
  it('takes a property of 32,768 characters and not one more', async () => {
    const key = await site.onboarding();
    const put = (length: number) =>
      site.bot('PUT', `/rest/api/3/issue/${key}/properties/p`, JSON.stringify('x'.repeat(length - 2)));
    expect((await put(32_768)).status).toBe(201);
    expect((await put(32_768)).status).toBe(200);
    expect((await put(32_769)).status).toBe(400);
    expect((await site.bot('PUT', `/rest/api/3/issue/${key}/properties/${'k'.repeat(256)}`, {})).status).toBe(400);
    expect((await site.bot('DELETE', `/rest/api/3/issue/${key}/properties/p`)).status).toBe(204);
    expect((await site.bot('GET', `/rest/api/3/issue/${key}/properties/p`)).status).toBe(404);
  });

  it('answers 410 on the old search and 400 on JQL without a restriction', async () => {
    expect((await site.bot('GET', '/rest/api/3/search?jql=project=ONB')).status).toBe(410);
    expect((await site.bot('POST', '/rest/api/3/search/jql', { jql: 'ORDER BY key' })).status).toBe(400);
    expect((await site.bot('POST', '/rest/api/3/search/jql', { jql: 'project = NOPE' })).status).toBe(400);
    expect((await site.bot('POST', '/rest/api/3/search/jql', { jql: 'colour = red' })).status).toBe(400);
    expect((await site.bot('POST', '/rest/api/3/search/jql', { jql: 'project = ONB AND' })).status).toBe(400);
  });

  it('answers 429 with the reason and when to come back', async () => {
    const limited = await startTestSite({ limits: { burstPerSecond: 2, perIssueWrites: 1, retryAfterSeconds: 3 } });
    try {
      const key = await limited.onboarding();
      for (let index = 0; index < 2; index += 1) await limited.ada('GET', '/rest/api/3/myself');
      const burst = await limited.ada('GET', '/rest/api/3/myself');
      expect(burst.status).toBe(429);
      expect(burst.headers.get('ratelimit-reason')).toBe('jira-burst-based');
      expect(burst.headers.get('retry-after')).toBe('3');
      expect(burst.headers.get('x-ratelimit-reset')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
      expect((await limited.bot('PUT', `/rest/api/3/issue/${key}/properties/a`, {})).status).toBe(201);
      const write = await limited.bot('PUT', `/rest/api/3/issue/${key}/properties/b`, {});
      expect(write.status).toBe(429);
      expect(write.headers.get('ratelimit-reason')).toBe('jira-per-issue-on-write');
    } finally {
      await limited.jira.stop();
    }
  });

  it('needs the XSRF header and the part name for an attachment', async () => {
    const key = await site.onboarding();
    const send = (part: string, headers: Record<string, string>) => {
      const form = new FormData();
      form.append(part, new Blob(['evidence'], { type: 'text/plain' }), 'evidence.txt');
      const authorization = `Basic ${Buffer.from('ada@acme.example:demo-ada-token').toString('base64')}`;
      return fetch(`${site.jira.url}/rest/api/3/issue/${key}/attachments`, {
        method: 'POST',
        body: form,
        headers: { authorization, ...headers },
      });
    };
    expect((await send('file', {})).status).toBe(403);
    expect((await send('upload', { 'x-atlassian-token': 'no-check' })).status).toBe(400);
    const sent = await send('file', { 'x-atlassian-token': 'no-check' });
    expect(sent.status).toBe(200);
    const [{ id }] = (await sent.json()) as [{ id: string }];
    const content = await site.ada('GET', `/rest/api/3/attachment/content/${id}`);
    expect(content.body.text).toBe('evidence');
  });
});
