/** Every read of Okta that something may be concluded from, under every trouble, held against docs/extend/what-proves-a-read.md. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault as Laid } from '../../emulators/kit/faults/fault.ts';
import { createOktaProvider } from '../../src/adapters/okta/index.ts';
import { groupId, type ProviderAccountId, withinConnection } from '../../src/core/shared/ids.ts';
import { parseInstant } from '../../src/core/shared/instant.ts';
import type { CallOptions } from '../../src/ports/provider.ts';
import { connectionTo, OKTA, type OktaWorld, startOktaWorld, TOKEN } from './okta.world.ts';
import {
  all,
  cameOf,
  type Page,
  patienceWith,
  saidUnder,
  TROUBLES,
  textOf,
  type Vendor,
  type Wire,
  wire,
} from './troubles.ts';

const NEXT = /(, )?<[^>]*>; rel="next"/;

const withoutLink = (page: Page): Page => {
  const { link = '', ...headers } = page.headers;
  const body = isRecord(page.body) && '_links' in page.body ? { ...page.body, _links: {} } : page.body;
  return { ...page, headers: { ...headers, link: link.replace(NEXT, '') }, body };
};
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const CODES = { 403: 'E0000006', 429: 'E0000047', 500: 'E0000009' } as const;

const okta: Vendor = {
  withEntries(page, pick) {
    if (page.status !== 200) return undefined;
    if (Array.isArray(page.body)) return { ...page, body: pick(page.body) };
    if (!isRecord(page.body) || !Array.isArray(page.body.value)) return undefined;
    return { ...page, body: { ...page.body, value: pick(page.body.value) } };
  },
  asLast: withoutLink,
  withoutNext: withoutLink,
  refusal: { status: 403, headers: {}, body: { errorCode: 'E0000006', errorSummary: '', errorCauses: [] } },
  says: (status) => ({
    status,
    headers: status === 429 ? { 'x-rate-limit-limit': '10', 'x-rate-limit-remaining': '0' } : {},
    body: { errorCode: CODES[status], errorSummary: '', errorCauses: [] },
  }),
  // The groups of an application come by twenty at least.
  smallPages: (url, body) => ({
    url: /\/groups\?limit/.test(url) && url.includes('/apps/') ? url : url.replace(/limit=\d+/, 'limit=2'),
    body,
  }),
};

const LAID: Readonly<Partial<Record<(typeof TROUBLES)[number], Laid>>> = {
  'no right': { do: 'lose-right', right: 'role' },
};

let world: OktaWorld;
let other: OktaWorld;
let wired: Wire;
let who: ProviderAccountId;
let reads: ReadonlyMap<string, () => Promise<unknown>>;

beforeAll(async () => {
  world = await startOktaWorld({ unchecked: true });
  other = await startOktaWorld({ unchecked: true, credentials: { apiTokens: ['the-other-token'], apps: [] } });
  wired = wire({ vendor: okta, otherTenant: () => other.emulator.url });
  const { org, emulator } = world;
  who = org.account('one@reads.test');
  const people = [who, org.account('two@reads.test'), org.account('three@reads.test')];
  const groups = ['reads-one', 'reads-two', 'reads-three'].map((name) => org.group(name));
  for (const group of groups) for (const one of people) org.put(one, group);
  const [first = groupId(OKTA, 'none'), second = first, third = first] = groups;
  for (const group of groups) org.rule(group);
  for (const group of groups) org.enrolsSecondFactor(group);
  for (const one of people) await org.makeAdmin(one);
  for (const label of ['App one', 'App two', 'App three']) org.assignDirectly(label, who);
  for (const label of ['App four', 'App five', 'App six']) org.assignThrough(label, third);
  const shared = emulator.directory.createApp({ label: 'Shared' });
  for (const one of people) emulator.directory.assignUser(shared.id, one);
  for (const group of [first, second]) emulator.directory.assignGroup(shared.id, withinConnection(group));
  const admins = org.adminGroup('reads-admins');
  // Each asked by a client of its own: what one remembers, of a limit too, is not what the next one read.
  const fresh = () => createOktaProvider({ connection: connectionTo(emulator.url), secret: TOKEN, fetch: wired.fetch });
  const call = (): CallOptions => ({ lane: 'ordinary', timeoutMilliseconds: patienceWith(wired.laid()) });
  const since = parseInstant('2020-01-01T00:00:00.000Z') ?? raise();
  reads = new Map<string, () => Promise<unknown>>([
    ['readAccount', () => fresh().readAccount(who, call())],
    ['seesEverything', async () => fresh().seesEverything?.(call())],
    ['readAccountByLogin', () => fresh().readAccountByLogin('one@reads.test', call())],
    ['holdsAdminRole', () => fresh().holdsAdminRole(who, call())],
    ['readGroupsOf', () => fresh().readGroupsOf(who, call())],
    ['listGroups', () => fresh().listGroups(call())],
    ['hasGroup', () => fresh().hasGroup(first, call())],
    ['listAccounts', () => all(fresh().listAccounts(call()))],
    ['listMembers', () => all(fresh().listMembers(first, call()))],
    ['listAdmins', () => all(fresh().listAdmins(call()))],
    ['readApps', () => fresh().readApps(who, call())],
    ['readAppsOfGroup', () => fresh().readAppsOfGroup(third, call())],
    ['listApplications', () => all(fresh().listApplications(call()))],
    ['listAssignments', () => all(fresh().listAssignments(shared.id, call()))],
    ['givesAdminRole', () => fresh().givesAdminRole(admins, call())],
    ['readActivity', async () => ({ ...(await fresh().readActivity({ cursor: null, since }, call())), since: null })],
  ]);
});
afterAll(() => Promise.all([world.stop(), other.stop()]));

const raise = (): never => {
  throw new Error('no instant');
};

const rows = saidUnder('Okta');

it.each(rows)('what is said of $read is what comes', async ({ read, said }) => {
  const ask = reads.get(read);
  if (ask === undefined) throw new Error(`nobody reads ${read}`);
  wired.lay(null);
  const whole = textOf(await ask());
  const came: string[] = [];
  for (const trouble of TROUBLES) {
    const laid = LAID[trouble];
    if (laid !== undefined) world.emulator.faults.add(laid);
    wired.lay(trouble);
    came.push(await cameOf(wired, trouble, ask, whole));
    world.emulator.faults.clear();
  }
  expect(came).toEqual(said);
});

it('the table has every read this test does', () => {
  expect(rows.map(({ read }) => read).sort()).toEqual([...reads.keys()].sort());
});
