/**
 * Every kind of answer below is held against Slack's own description. CONTRACTS_DIR names the folder with
 * slack.openapi.json; without it these tests are skipped and say so. `apps.connections.open`, the `metadata` of
 * messages and everything about Block Kit are younger than it.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type JsonObject, objectOf, textOf } from '../kit/json.ts';
import { METHODS } from './api/methods.ts';
import { loadSlackDescription, type SlackDescription } from './testing/description.ts';
import { section, startTestWorkspace, type TestWorkspace } from './testing/workspace.ts';

const folder = process.env.CONTRACTS_DIR;

/** Where the description is stale: the error codes are in today's reference of the method. */
const STALE: readonly string[] = [
  'chat.postMessage: argument metadata is not described',
  'chat.postMessage: /error must be equal to one of the allowed values (invalid_blocks)',
  'chat.postMessage: /error must be equal to one of the allowed values (missing_scope)',
  'chat.postMessage: /error must be equal to one of the allowed values (cannot_dm_bot)',
  'conversations.open: /error must be equal to one of the allowed values (cannot_dm_bot)',
];
const SCOPES = [
  'chat:write',
  'im:write',
  'im:read',
  'im:history',
  'channels:read',
  'users:read',
  'users:read.email',
  'team:read',
];

describe.skipIf(folder === undefined)('the answers, held against the API description', () => {
  let at: TestWorkspace;
  let description: SlackDescription;
  const found: string[] = [];
  const stale = new Set<string>();

  beforeAll(async () => {
    description = loadSlackDescription(join(folder ?? '', 'slack.openapi.json'));
    at = await startTestWorkspace({ limits: 'off', app: { scopes: SCOPES } });
  });
  afterAll(() => at?.slack.stop());
  afterEach(() => {
    expect(found.splice(0).filter((one) => !STALE.includes(one))).toEqual([]);
  });

  /** Calls, and notes what is not as described. */
  async function call(method: string, args: JsonObject = {}, workspace = at): Promise<JsonObject> {
    const url = `${workspace.slack.apiUrl}${method}`;
    const body = new URLSearchParams(
      Object.fromEntries(Object.entries(args).map(([name, value]) => [name, asField(value)])),
    );
    const headers = { authorization: `Bearer ${workspace.slack.workspace.app.botToken}` };
    const answer = objectOf(await (await fetch(url, { method: 'POST', headers, body })).json());
    const error = answer.error === undefined ? '' : ` (${textOf(answer.error)})`;
    for (const violation of description.violations(method, args, answer)) {
      found.push(`${method}: ${violation}${error}`);
      stale.add(`${method}: ${violation}${error}`);
    }
    return answer;
  }
  const asField = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

  it('hold for messages and their refusals', async () => {
    const user = at.id('ada@acme.example');
    const metadata = { event_type: 'question', event_payload: { id: '1' } };
    const posted = await call('chat.postMessage', { channel: user, text: 'q', blocks: [section('q')], metadata });
    const channel = textOf(posted.channel) ?? '';
    const ts = textOf(posted.ts) ?? '';
    for (const args of [
      { channel: 'C0' },
      { channel, text: '' },
      { channel, text: 'x'.repeat(40_001) },
      { channel, blocks: [{ type: 'blink' }] },
    ]) {
      expect((await call('chat.postMessage', { text: 'q', ...args })).ok).toBe(false);
    }
    await call('chat.postMessage', { channel: at.id('builds'), text: 'q' });
    await call('chat.update', { channel, ts, text: 'r' });
    await call('chat.update', { channel, ts: '1', text: 'r' });
    await call('chat.postEphemeral', { channel, user, text: 'e' });
    await call('chat.postEphemeral', { channel, user: 'U0', text: 'e' });
    await call('chat.getPermalink', { channel, message_ts: ts });
    await call('chat.getPermalink', { channel, message_ts: '1' });
    await call('conversations.history', { channel });
    await call('chat.postMessage', { channel, text: 'more', thread_ts: ts });
    await call('conversations.replies', { channel, ts });
    await call('conversations.history', { channel });
    await call('chat.delete', { channel, ts });
    expect((await call('chat.delete', { channel, ts })).error).toBe('message_not_found');
  });

  it('hold for conversations', async () => {
    const users = at.id('ada@acme.example');
    const channel = textOf(objectOf((await call('conversations.open', { users, return_im: true })).channel).id) ?? '';
    expect((await call('conversations.open', { users })).already_open).toBe(true);
    for (const args of [{ users: 'U0' }, { users: at.id('left@acme.example') }, { users: at.id('builds') }, {}]) {
      expect((await call('conversations.open', args)).ok).toBe(false);
    }
    await call('conversations.info', { channel });
    await call('conversations.info', { channel: at.slack.workspace.conversations.named('general')?.id ?? '' });
    await call('conversations.info', { channel: 'C0' });
    await call('conversations.list', { limit: 1 });
    await call('conversations.members', { channel });
    await call('conversations.members', { channel, cursor: 'x' });
    expect((await call('conversations.history', { channel: 'C0' })).error).toBe('channel_not_found');
  });

  it('hold for people, the workspace and the app itself', async () => {
    for (const who of ['ada@acme.example', 'left@acme.example', 'builds'])
      await call('users.info', { user: at.id(who) });
    await call('users.info', { user: 'U0' });
    await call('users.list');
    await call('users.list', { limit: 2 });
    await call('users.lookupByEmail', { email: 'ada@acme.example' });
    await call('users.lookupByEmail', { email: 'nobody@acme.example' });
    await call('team.info');
    await call('api.test', { error: 'x' });
    expect((await call('auth.test')).ok).toBe(true);
    const other = await startTestWorkspace({ app: { scopes: [] } });
    await call('chat.postMessage', { channel: 'C0', text: 'x' }, other);
    await other.slack.stop();
  });

  it('hold for views', async () => {
    const view = { type: 'home', blocks: [] };
    await call('views.publish', { user_id: at.id('ada@acme.example'), view });
    await call('views.publish', { user_id: 'U0', view });
    const modal = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] };
    expect((await call('views.open', { trigger_id: 'x', view: modal })).error).toBe('invalid_arguments');
    await call('views.push', { trigger_id: 'x', view: modal });
    await call('views.update', { view_id: 'x', view: modal });
  });

  it('are described but for one method, and no stale place is named in vain', () => {
    expect(METHODS.map(({ name }) => name).filter((name) => !description.knows(name))).toEqual([
      'apps.connections.open',
    ]);
    expect(STALE.filter((one) => !stale.has(one))).toEqual([]);
  });

  it('would be caught', () => {
    const user = { ok: true, user: { name: 'nobody' } };
    expect(description.violations('users.info', { user: 'U1' }, user)).not.toEqual([]);
    expect(description.violations('users.info', { person: 'U1' }, { ok: false, error: 'user_not_found' })).toEqual([
      'argument person is not described',
    ]);
  });
});
