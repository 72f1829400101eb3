/** A command of now beside a service of before, which leaves out of its answers what it does not know. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { say } from './company.ts';

const ANSWERS: Readonly<Record<string, object>> = {
  status: {
    company: 'Acme',
    store: { kind: 'postgres', ready: true },
    policy: null,
    stopped: null,
    backlog: {},
    unsettledAccounts: 0,
    unwrittenStreams: 0,
    openExceptions: 0,
    heldChangeSets: 0,
    nextChange: null,
    announced: [],
    logsRead: [],
  },
  policyPlan: {
    version: 'ab'.repeat(32),
    inForce: null,
    changes: [],
    people: [{ person: { name: 'Mara Lindt', key: 'e2001' }, gains: ['okta:app-zoom'], loses: [], frees: [] }],
    widened: [],
    wouldHold: [],
    problems: [],
  },
  changeSet: {
    id: 'set-1',
    state: 'held',
    origin: { kind: 'policy', ref: 'ab', actor: 'rafael.stone@acme.example' },
    createdAt: '2026-03-02T08:00:00.000Z',
    hash: 'cd'.repeat(32),
    because: [],
    widens: null,
    confirmedBy: null,
    items: [{ person: { name: 'Mara Lindt', key: 'e2001' }, gains: [], loses: ['okta:app-zoom'], frees: [] }],
  },
};

let service: Server;
let variables: Readonly<Record<string, string>>;
beforeAll(async () => {
  service = createServer((request, response) => {
    const answer = ANSWERS[request.url?.split('/').at(-1) ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as AddressInfo;
  variables = { TENURE_URL: `http://127.0.0.1:${port}`, TENURE_API_TOKEN: 'a-token-of-a-service-of-before' };
});
afterAll(() => void service.close());

it('says all the same how things stand, and who would gain what', async () => {
  expect(await say(['status'], variables)).toMatchObject({ exit: 0, err: '', out: expect.stringContaining('Acme') });
  const planned = await say(['policy', 'plan', 'examples/acme'], variables);
  expect(planned).toMatchObject({ exit: 0, err: '', out: expect.stringContaining('+ okta:app-zoom') });
  const held = await say(['change-sets', 'set-1'], variables);
  expect(held).toMatchObject({ exit: 0, err: '', out: expect.stringContaining('- okta:app-zoom') });
});
