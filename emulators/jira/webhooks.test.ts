import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../kit/clock.ts';
import { type Receiver, startReceiver } from './testing/receiver.ts';
import { startTestSite, type TestSite } from './testing/site.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-21T09:00:00Z');
let receiver: Receiver;
let site: TestSite;
let clock: ManualClock;

beforeEach(async () => {
  receiver = await startReceiver();
  clock = manualClock(START);
  site = await startTestSite({
    clock,
    webhook: {
      url: receiver.url,
      secret: 'whispered',
      filter: 'project = ONB',
      events: ['jira:issue_created', 'jira:issue_updated', 'comment_created', 'issue_property_set'],
    },
  });
});
afterEach(async () => {
  await site.jira.stop();
  await receiver.stop();
});

const deliveries = () => site.jira.site.webhooks.deliveries;
const summaries = () => receiver.received.map(({ body }) => JSON.stringify(body).match(/"summary":"([^"]*)"/)?.[1]);
const identifiers = () => receiver.received.map(({ headers }) => headers['x-atlassian-webhook-identifier']);

describe('an admin webhook', () => {
  it('is signed over its raw bytes and carries an identifier but no event header', async () => {
    await site.onboarding();
    await deliveries().settled();
    const [first] = receiver.received;
    const expected = createHmac('sha256', 'whispered')
      .update(first?.raw ?? '')
      .digest('hex');
    expect(first?.headers['x-hub-signature']).toBe(`sha256=${expected}`);
    expect(first?.headers['x-atlassian-webhook-identifier']).toMatch(/^[0-9a-f-]{36}$/);
    expect(first?.headers['x-atlassian-webhook-retry']).toBeUndefined();
    expect(first?.headers['x-atlassian-webhook-flow']).toBe('Primary');
  });

  it('is shaped like API v2: wiki markup and v2 links', async () => {
    const description = {
      type: 'doc',
      version: 1,
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'bold', marks: [{ type: 'strong' }] }] }],
    };
    const key = await site.onboarding({ description });
    await deliveries().settled();
    expect(receiver.received[0]?.body).toMatchObject({
      timestamp: START,
      webhookEvent: 'jira:issue_created',
      issue_event_type_name: 'issue_created',
      user: { displayName: 'Ada Lovelace' },
      issue: { key, self: expect.stringContaining('/rest/api/2/issue/'), fields: { description: '*bold*' } },
    });
  });

  it('tells changes, comments and properties, the comment with a reduced issue', async () => {
    const key = await site.onboarding();
    await site.bot('PUT', `/rest/api/3/issue/${key}`, { fields: { [site.field('Start date')]: '2026-12-01' } });
    await site.bot('POST', `/rest/api/3/issue/${key}/comment`, {
      body: { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'hi' }] }] },
    });
    await site.bot('PUT', `/rest/api/3/issue/${key}/properties/tenure`, { piece: 1 });
    await deliveries().settled();
    expect(receiver.events().sort()).toEqual([
      'comment_created',
      'issue_property_set',
      'jira:issue_created',
      'jira:issue_updated',
      'jira:issue_updated',
    ]);
    const bodies = receiver.received.map(({ body }) => body);
    expect(bodies).toContainEqual(
      expect.objectContaining({
        issue_event_type_name: 'issue_updated',
        changelog: expect.objectContaining({
          items: [
            expect.objectContaining({ field: 'Start date', fieldId: site.field('Start date'), to: '2026-12-01' }),
          ],
        }),
      }),
    );
    const comment = bodies.find((body) => JSON.stringify(body).includes('"comment_created"'));
    expect(comment).not.toHaveProperty('user');
    expect(comment).toMatchObject({ comment: { body: 'hi', jsdPublic: true }, issue: { key } });
    expect(comment).not.toHaveProperty('issue.fields.created');
  });

  it('stays silent about projects outside its filter', async () => {
    await site.ada('POST', '/rest/api/3/issue', {
      fields: { project: { key: 'HELP' }, issuetype: { name: 'Access request' }, summary: 'elsewhere' },
    });
    await deliveries().settled();
    expect(receiver.received).toEqual([]);
  });

  it('is sent again after 5xx and 429 with the same identifier, minutes later', async () => {
    receiver.answerNext(503, 429);
    await site.onboarding();
    await deliveries().settled();
    clock.moveTo(START + 16 * MINUTE);
    await deliveries().settled();
    clock.moveTo(START + 32 * MINUTE);
    await deliveries().settled();
    expect(receiver.received.map(({ headers }) => headers['x-atlassian-webhook-retry'])).toEqual([undefined, '1', '2']);
    expect(new Set(identifiers()).size).toBe(1);
  });

  it('is not sent again after another 4xx', async () => {
    receiver.answerNext(404);
    await site.onboarding();
    await deliveries().settled();
    clock.moveTo(START + 60 * MINUTE);
    await deliveries().settled();
    expect(receiver.received).toHaveLength(1);
  });

  it('gives up after five retries', async () => {
    receiver.answerNext(500, 500, 500, 500, 500, 500, 500);
    await site.onboarding();
    for (let minute = 16; minute < 200; minute += 16) {
      await deliveries().settled();
      clock.moveTo(START + minute * MINUTE);
    }
    await deliveries().settled();
    expect(receiver.received).toHaveLength(6);
  });
});

describe('the road to the receiver, on request', () => {
  it('doubles a delivery under one identifier', async () => {
    site.jira.faults.add({ do: 'double-webhook' });
    await site.onboarding();
    await deliveries().settled();
    expect(identifiers()).toHaveLength(2);
    expect(new Set(identifiers()).size).toBe(1);
  });

  it('loses a delivery for good', async () => {
    site.jira.faults.add({ do: 'lose-webhook' });
    await site.onboarding({ summary: 'lost' });
    await site.onboarding({ summary: 'found' });
    await deliveries().settled();
    expect(summaries()).toEqual(['found']);
  });

  it('delivers out of order', async () => {
    site.jira.faults.add({ do: 'reorder-webhook', among: 3, times: 3 });
    for (const summary of ['one', 'two', 'three']) await site.onboarding({ summary });
    await deliveries().settled();
    expect(summaries()).toEqual(['three', 'two', 'one']);
  });

  it('holds everything back until released', async () => {
    await fetch(`${site.jira.url}/_emulator/webhooks/hold`, { method: 'POST' });
    await site.onboarding({ summary: 'first' });
    await deliveries().settled();
    expect(receiver.received).toEqual([]);
    await fetch(`${site.jira.url}/_emulator/webhooks/release`, { method: 'POST' });
    await deliveries().settled();
    expect(summaries()).toEqual(['first']);
  });
});

describe('the road to the receiver', () => {
  it('is late by the set delay, on the clock of the site', async () => {
    const late = await startTestSite({ clock, webhook: { url: receiver.url, delayMilliseconds: 5_000 } });
    await late.onboarding();
    const sent = late.jira.site.webhooks.deliveries;
    await sent.settled();
    expect(receiver.received).toEqual([]);
    clock.moveTo(START + 5_000);
    await sent.settled();
    expect(receiver.received).toHaveLength(1);
    await late.jira.stop();
  });
});

describe('an automation rule', () => {
  it('posts its own body with its own header, unsigned, once', async () => {
    site.jira.site.automation.add({
      project: 'HELP',
      on: ['created'],
      url: receiver.url,
      headers: { 'x-tenure-token': 'shared' },
    });
    receiver.answerNext(500);
    await site.ada('POST', '/rest/api/3/issue', {
      fields: { project: { key: 'HELP' }, issuetype: { name: 'Access request' }, summary: 'GitHub, please' },
    });
    await deliveries().settled();
    clock.moveTo(START + 60 * MINUTE);
    await deliveries().settled();
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.body).toEqual({ issueKey: 'HELP-1', event: 'created' });
    expect(receiver.received[0]?.headers['x-tenure-token']).toBe('shared');
    expect(receiver.received[0]?.headers['x-hub-signature']).toBeUndefined();
  });
});

describe('registering a webhook over HTTP', () => {
  it('needs an administrator, hides the secret and can be undone', async () => {
    const wanted = {
      name: 'tenure',
      url: receiver.url,
      events: ['jira:issue_created'],
      secret: 's',
      filters: { 'issue-related-events-section': 'project = HELP' },
    };
    expect((await site.ada('POST', '/rest/webhooks/1.0/webhook', wanted)).status).toBe(403);
    const made = await site.bot('POST', '/rest/webhooks/1.0/webhook', wanted);
    expect(made.status).toBe(201);
    expect(JSON.stringify(made.body)).not.toContain('"s"');
    expect(made.body.isSigned).toBe(true);
    const path = new URL(String(made.body.self)).pathname;
    expect((await site.bot('DELETE', path)).status).toBe(204);
    expect((await site.bot('GET', path)).status).toBe(404);
  });
});
