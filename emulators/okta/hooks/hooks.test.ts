import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../kit/clock.ts';
import type { OktaEmulator } from '../index.ts';
import { type Caller, someone, startOrg } from '../testing/client.ts';

const SECRET = 'a long secret nobody guesses';
const clock = manualClock(Date.UTC(2026, 3, 1));
const delivered: { readonly headers: IncomingHttpHeaders; readonly events: readonly string[] }[] = [];
let answers = true;
let statuses: number[] = [];
const receiver = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  if (request.method === 'GET') {
    const verification = answers ? request.headers['x-okta-verification-challenge'] : 'something else';
    response.end(JSON.stringify({ verification }));
    return;
  }
  const body: { data: { events: { eventType: string }[] } } = JSON.parse(text);
  delivered.push({ headers: request.headers, events: body.data.events.map(({ eventType }) => eventType) });
  response.writeHead(statuses.shift() ?? 200).end();
});

let okta: OktaEmulator;
let call: Caller;
let uri = '';
beforeAll(async () => {
  ({ okta, call } = await startOrg({ clock }));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  uri = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`;
});
afterAll(async () => {
  await okta.stop();
  receiver.closeAllConnections();
  receiver.close();
});
beforeEach(() => {
  delivered.length = 0;
  answers = true;
  statuses = [];
});

let serial = 0;
const wanted = (more: object = {}, config: object = {}) => ({
  name: `Hook ${++serial}`,
  events: { type: 'EVENT_TYPE', items: ['group.user_membership.add', 'group.user_membership.remove'] },
  channel: {
    type: 'HTTP',
    version: '1.0.0',
    config: { uri, authScheme: { type: 'HEADER', key: 'Authorization', value: SECRET }, ...config },
  },
  ...more,
});
const create = (body: object) => call('POST', '/api/v1/eventHooks', body);
const move = async () => {
  const group = okta.directory.createGroup(`Watched ${++serial}`);
  const user = okta.directory.createUser({ profile: someone() });
  okta.directory.addMember(group.id, user.id);
  okta.directory.removeMember(group.id, user.id);
  await okta.directory.hooks.settled();
};
async function verified() {
  const { body } = await create(wanted());
  await call('POST', `/api/v1/eventHooks/${body.id}/lifecycle/verify`);
  return body.id;
}
async function done(id: string) {
  await call('POST', `/api/v1/eventHooks/${id}/lifecycle/deactivate`);
  await call('DELETE', `/api/v1/eventHooks/${id}`);
}

describe('an event hook', () => {
  it('hears nothing before its address has answered the challenge', async () => {
    const { body } = await create(wanted());
    expect(body).toMatchObject({ status: 'ACTIVE', verificationStatus: 'UNVERIFIED' });
    await move();
    answers = false;
    expect((await call('POST', `/api/v1/eventHooks/${body.id}/lifecycle/verify`)).status).toBe(400);
    await move();
    expect(delivered).toEqual([]);
    answers = true;
    expect((await call('POST', `/api/v1/eventHooks/${body.id}/lifecycle/verify`)).body).toMatchObject({
      verificationStatus: 'VERIFIED',
    });
    await move();
    expect(delivered.map(({ events }) => events)).toEqual([
      ['group.user_membership.add', 'group.user_membership.remove'],
    ]);
    expect(delivered[0]?.headers.authorization).toBe(SECRET);
    await done(body.id);
  });

  it('never shows its secret again, and is verified anew with another channel', async () => {
    const id = await verified();
    const shown = await call('GET', `/api/v1/eventHooks/${id}`);
    expect(JSON.stringify(shown.body)).not.toContain(SECRET);
    const other = await call('PUT', `/api/v1/eventHooks/${id}`, wanted({}, { uri: `${uri}/elsewhere` }));
    expect(other.body).toMatchObject({ verificationStatus: 'UNVERIFIED' });
    expect((await call('DELETE', `/api/v1/eventHooks/${id}`)).status).toBe(400);
    await done(id);
    expect((await call('GET', `/api/v1/eventHooks/${id}`)).refusal).toContain('E0000007');
  });

  it.each([
    ['an event type that is not eligible', { events: { type: 'EVENT_TYPE', items: ['user.mfa.nonsense'] } }, {}],
    ['no event type', { events: { type: 'EVENT_TYPE', items: [] } }, {}],
    ['no name', { name: '' }, {}],
    ['an address without encryption', {}, { uri: 'http://tenure.example/hook' }],
    ['a secret without a header', {}, { authScheme: { type: 'HEADER', value: 'x' } }],
  ])('is refused with %s', async (_, more, config) => {
    expect((await create(wanted(more, config))).refusal).toContain('E0000001');
  });

  it('is sent once more after a fault of the receiver, and not after a refusal', async () => {
    const id = await verified();
    statuses = [503, 503];
    await move();
    expect(delivered).toHaveLength(2);
    statuses = [401];
    await move();
    expect(delivered).toHaveLength(3);
    await done(id);
  });

  it('comes late, twice or not at all on request', async () => {
    const id = await verified();
    const { hooks } = okta.directory;
    okta.faults.add({ do: 'lose-webhook' });
    await move();
    expect(delivered).toHaveLength(0);
    okta.faults.add({ do: 'double-webhook' });
    await move();
    expect(delivered).toHaveLength(2);
    hooks.hold();
    await move();
    expect(delivered).toHaveLength(2);
    hooks.release();
    await hooks.settled();
    expect(delivered).toHaveLength(3);
    await done(id);
  });
});
