/** Deliveries as the emulator really sends them: signed over raw bytes, twice, out of order, and by Automation. */
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addComment, type JiraEmulatorOptions } from '../../emulators/jira/index.ts';
import { type Delivery, readDelivery } from '../../src/adapters/jira/index.ts';
import { FIELDS, type JiraUnderTest, startJira } from './jiraSite.ts';

const SECRET = 'webhook-secret';
const TOKEN = 'automation-token';
const HELLO = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'hi' }] }] };

describe('deliveries from Jira', () => {
  let world: JiraUnderTest;
  let receiver: Server;
  let received: ReturnType<typeof readDelivery>[];

  async function listen(): Promise<string> {
    received = [];
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const rawBody = Buffer.concat(chunks);
        received.push(readDelivery({ headers: request.headers, rawBody, secret: SECRET, automationToken: TOKEN }));
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    if (address === null || typeof address === 'string') throw new Error('the receiver got no port');
    return `http://127.0.0.1:${address.port}/`;
  }
  const start = async (options: JiraEmulatorOptions = {}) => {
    const url = await listen();
    world = await startJira({ ...options, webhook: { url, secret: SECRET } });
    return url;
  };
  const arrived = async (count: number) => {
    await expect.poll(() => received.length).toBeGreaterThanOrEqual(count);
    return received.map((read): Delivery | string => (read.ok ? read.value : read.refusal));
  };
  beforeEach(() => start());
  afterEach(async () => {
    await world.jira.stop();
    await new Promise((resolve) => receiver.close(resolve));
  });
  const restart = async (options: JiraEmulatorOptions) => {
    await world.jira.stop();
    await new Promise((resolve) => receiver.close(resolve));
    return start(options);
  };
  const commentBy = (issue: string) => {
    const { site } = world.jira;
    addComment(site, site.directory.user(world.accountOf('mallory')), site.issue(issue), { body: HELLO });
  };

  it('are read for the issue and whoever did it, emoji and all', async () => {
    const issue = world.file('ada', { [FIELDS.givenName]: 'Zoë 👩🏽‍💻 "quoted" \\ {code}' });
    expect(await arrived(1)).toMatchObject([
      {
        issue,
        parent: null,
        event: 'jira:issue_created',
        kind: { project: 'ONB', issueType: 'Onboarding' },
        actorAccountId: world.accountOf('ada'),
      },
    ]);
  });

  it('carry one id when they come twice', async () => {
    world.jira.faults.add({ do: 'double-webhook' });
    world.file('ada');
    const [first, second] = await arrived(2);
    expect(first).toEqual(second);
  });

  it('are refused when signed with another secret', async () => {
    const url = await restart({});
    world.jira.site.webhooks.add({ url, secret: 'guessed' });
    world.file('ada');
    expect(await arrived(2)).toEqual(
      expect.arrayContaining(['wrong-signature', expect.objectContaining({ parent: null })]),
    );
  });

  it('are refused when not signed at all', async () => {
    const url = await restart({});
    world.jira.site.webhooks.add({ url });
    world.file('ada');
    expect(await arrived(2)).toContain('unsigned');
  });

  it('name our own account when we did it, so that nobody looks at our own echo', async () => {
    const issue = world.file('ada');
    await world.tracker.comment(issue, 'case/1', [{ block: 'paragraph', text: [{ text: 'Done.' }] }]);
    await world.tracker.putProperty(issue, 'tenure.record', { n: 1 });
    const self = await world.tracker.self();
    await expect
      .poll(() =>
        received
          .filter((read) => read.ok && read.value.actorAccountId === self)
          .map((read) => read.ok && read.value.event),
      )
      .toEqual(expect.arrayContaining(['comment_created', 'issue_property_set']));
  });

  it('about a sub-task name its parent', async () => {
    const issue = world.file('ada');
    const task = await world.tracker.fileTask(issue, 'laptop', { title: 'Laptop', body: [] });
    world.move('mallory', task.key, 'Done');
    await expect
      .poll(() => received.flatMap((read) => (read.ok && read.value.issue === task.id ? read.value.parent : [])))
      .toContain(issue);
  });

  it('about a comment find their issue although Jira left it out', async () => {
    await restart({ quirks: { commentWebhookWithoutIssue: true, propertyWebhookWithIssue: false } });
    const issue = world.file('ada');
    commentBy(issue);
    await world.tracker.putProperty(issue, 'tenure.record', { n: 1 });
    const deliveries = await arrived(4);
    for (const delivery of deliveries) expect(delivery).toMatchObject({ issue });
  });

  it('come from Automation with a token, and each is new', async () => {
    const url = await restart({});
    const rule = { project: 'ONB', url, on: ['updated'] as const };
    world.jira.site.automation.add({ ...rule, headers: { 'X-Tenure-Token': TOKEN } });
    world.jira.site.automation.add({ ...rule, headers: { 'X-Tenure-Token': 'wrong' } });
    const issue = world.file('ada');
    world.edit('ada', issue, { [FIELDS.givenName]: 'Zoë' });
    world.edit('ada', issue, { [FIELDS.givenName]: 'Zoe' });
    const deliveries = await arrived(7);
    const { key } = world.jira.site.issue(issue);
    const automated = deliveries.flatMap((delivery) =>
      typeof delivery === 'object' && delivery.issue === key ? delivery.id : [],
    );
    expect(automated).toHaveLength(2);
    expect(new Set(automated).size).toBe(2);
    expect(deliveries.filter((delivery) => delivery === 'wrong-token')).toHaveLength(2);
  });
});
