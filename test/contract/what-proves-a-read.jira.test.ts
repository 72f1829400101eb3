/** Every read of Jira that something may be concluded from, under every trouble, held against docs/extend/what-proves-a-read.md. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JiraEmulator, startJiraEmulator } from '../../emulators/jira/index.ts';
import type { Fault as Laid } from '../../emulators/kit/faults/fault.ts';
import { JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { jiraSeed } from '../../examples/acme/seed.ts';
import { createClient } from '../../src/adapters/jira/client.ts';
import { createJiraRoles, createJiraTracker, type JiraOptions } from '../../src/adapters/jira/index.ts';
import { createRequestForms } from '../../src/adapters/jira/portalRequests.ts';
import type { RoleTarget } from '../../src/core/policy/model.ts';
import { connectionId, groupId, groupName, projectRoleName, providerAccountId } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import type { CallOptions } from '../../src/ports/provider.ts';
import { CASES, connectionTo, FIELDS, type JiraUnderTest, REQUESTS, startJira } from './jiraSite.ts';
import { all, cameOf, type Page, patienceWith, saidUnder, TROUBLES, textOf, type Vendor, wire } from './troubles.ts';

const LISTS = ['values', 'issues', 'comments', 'actors', 'keys', 'requestTypeFields'];
type Body = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (body: Body) => LISTS.find((key) => Array.isArray(body[key]));

/** A page without a way on, that counts what it shows and no more. */
function closed(body: Body): Body {
  const { nextPageToken: _, nextPage: __, ...rest } = body;
  const shown = body[listOf(body) ?? ''];
  const total = (typeof body.startAt === 'number' ? body.startAt : 0) + (Array.isArray(shown) ? shown.length : 0);
  return {
    ...rest,
    ...('isLast' in body ? { isLast: true } : {}),
    ...('isLastPage' in body ? { isLastPage: true } : {}),
    ...('total' in body ? { total } : {}),
  };
}

const jira: Vendor = {
  withEntries(page, pick) {
    const { body, status } = page;
    if (status !== 200) return undefined;
    if (Array.isArray(body)) return { ...page, body: pick(body) };
    if (!isRecord(body)) return undefined;
    const { changelog } = body;
    if (isRecord(changelog) && Array.isArray(changelog.histories)) {
      const histories = pick(changelog.histories);
      return { ...page, body: { ...body, changelog: { ...changelog, histories, total: histories.length } } };
    }
    const under = listOf(body);
    const entries = under === undefined ? undefined : body[under];
    return under === undefined || !Array.isArray(entries)
      ? undefined
      : { ...page, body: { ...body, [under]: pick(entries) } };
  },
  asLast: (page) => (isRecord(page.body) ? { ...page, body: closed(page.body) } : page),
  // A list that is read from a place on has no way on that could be lost: its later pages are empty, and still counted.
  withoutNext(page, nth): Page {
    if (!isRecord(page.body)) return page;
    const { nextPageToken: _, ...body } = page.body;
    const under = listOf(body);
    return { ...page, body: nth > 1 && under !== undefined ? { ...body, [under]: [] } : body };
  },
  refusal: { status: 404, headers: {}, body: { errorMessages: ['not there, or not for you'], errors: {} } },
  says: (status) => ({
    status,
    headers: status === 429 ? { 'retry-after': '30', 'ratelimit-reason': 'jira-quota-global-based' } : {},
    body: { errorMessages: [`said ${status}`], errors: {} },
  }),
  smallPages(url, body) {
    const isPaged = /changelog|\/comment|\/option|\/approval|\/requesttype\?|group\/member/.test(url);
    const small = isPaged ? url.replace(/(maxResults|limit)=\d+/, '$1=2') : url;
    return {
      url: small,
      body: url.includes('/search/jql') ? body?.replace(/"maxResults":\d+/, '"maxResults":2') : body,
    };
  },
};

const LAID: Readonly<Partial<Record<(typeof TROUBLES)[number], Laid>>> = {
  'no right': { do: 'lose-right', right: 'permission' },
};
const call: CallOptions = { lane: 'ordinary', timeoutMilliseconds: 20_000 };
const patience = () => ({ timeoutMilliseconds: patienceWith(wired.laid()) });
const jiraSite = connectionId('jira');
const target = (role: string, through: string | null): RoleTarget => ({
  kind: 'jira-project-role',
  connection: jiraSite,
  group: groupName(connectionId('okta'), 'people-team'),
  project: 'ONB',
  role,
  through,
  name: projectRoleName(jiraSite, 'ONB', role, through),
});
interface Read {
  readonly site: JiraEmulator;
  ask(): Promise<unknown>;
}

let people: JiraUnderTest;
let desk: JiraEmulator;
let elsewhere: JiraEmulator;
const wired = wire({ vendor: jira, otherTenant: () => elsewhere.url, swallows: /^POST .*\/issue\/\d+\/comment$/ });
let reads: ReadonlyMap<string, Read>;

beforeAll(async () => {
  [people, desk, elsewhere] = await Promise.all([
    startJira(),
    startJiraEmulator({ seed: jiraSeed, searchIndexDelayMilliseconds: 0 }),
    startJiraEmulator(),
  ]);
  const options: JiraOptions = {
    connection: connectionTo(people.jira.url),
    token: 'bot-token',
    fields: FIELDS,
    cases: CASES,
    fetch: wired.fetch,
    now: () => people.jira.clock.now(),
  };
  const fresh = () => createJiraTracker({ ...options, ...patience() });
  const roles = () => createJiraRoles({ ...options, ...patience() });
  const { site } = people.jira;
  site.addGroup({ name: 'pushed', managedBy: 'scim' });
  const ada = people.accountOf('ada');
  site.addActor('ONB', 'People team', 'users', ada);
  const issue = people.file('ada', { 'Given name': 'Mara', 'Family name': 'Lindt' });
  people.edit('ada', issue, { 'Given name': 'Maria' });
  const long = people.file('ada', { 'Given name': 'Jon' });
  for (let n = 0; n < 45; n += 1)
    people.edit(n === 0 ? 'grace' : 'ada', long, n === 0 ? { 'Cost centre': 7 } : { 'Given name': `Jon ${n}` });
  const tracker = people.tracker;
  const ours: string[] = [];
  for (const n of [1, 2, 3]) {
    await tracker.putProperty(issue, `tenure.piece-${n}`, { n });
    const said = [{ block: 'paragraph', text: [{ text: `said ${n}` }] }] as const;
    ours.push((await tracker.comment(issue, `key-${n}`, said, n)).id);
  }
  await tracker.attach(issue, 'record.json', new TextEncoder().encode('[]'));
  const targets = [target('People team', null), target('People team', 'pushed')];
  const known = await people.roles.listRoles(targets, [], call);
  const [direct = groupId(jiraSite, 'none'), through = direct] = known.map(({ id }) => id);
  await people.roles.putGroupActor(through, call);
  for (const one of [ada, people.accountOf('grace'), people.accountOf('mallory')]) site.scim.join('pushed', one);
  const since = instantOf(new Date(people.jira.clock.now() - 3_600_000));

  const forms = new JiraForms(desk.url);
  const ben = { email: 'ben.carter@acme.example', token: 'ben-token' };
  const asked = await forms.file(ben, 'Access request', 'Figma', { 'Requested access': 'Figma: editor' });
  const own: JiraOptions = {
    connection: { ...connectionTo(desk.url), auth: { email: 'tenure@acme.example', token: { env: 'JIRA_TOKEN' } } },
    token: 'tenure-token',
    fields: { approvers: 'Approvers', access: 'Requested access' },
    cases: [{ ...REQUESTS, requestType: 'access request' }],
    fetch: wired.fetch,
  };
  const asking = (): JiraOptions => ({ ...own, ...patience() });
  const accountOf = (mail: string) => desk.site.directory.userWithMail(mail)?.accountId ?? '';
  const asker = createJiraTracker({ ...own, fetch });
  for (const _ of [1, 2, 3]) {
    await asker.setPeople(asked.id, 'approvers', [accountOf(NADIA.email), accountOf('chloe.martin@acme.example')]);
    await asker.moveTo(asked.id, 'Waiting for approval');
    await asker.moveTo(asked.id, 'Waiting');
  }
  const requestForm = { project: 'HELP', issueType: 'Access request' };
  const at = (site: JiraEmulator, ask: Read['ask']): Read => ({ site, ask });
  const here = (ask: Read['ask']) => at(people.jira, ask);
  reads = new Map<string, Read>([
    ['readForm', here(() => fresh().readForm(issue))],
    ['readForm: history', here(() => fresh().readForm(long))],
    ['changedSince', here(() => all(fresh().changedSince(since)))],
    ['readProperties', here(() => fresh().readProperties(issue, 'tenure.'))],
    ['getProperty', here(() => fresh().getProperty(issue, 'tenure.piece-2'))],
    ['comment', here(() => fresh().comment(issue, 'key-1', [], 9))],
    ['checkComments', here(() => fresh().checkComments(issue, ours))],
    ['readAttachment', here(() => fresh().readAttachment(issue, 'record.json'))],
    ['findUser', here(() => fresh().findUser('ada@acme.example'))],
    ['readAccount', here(() => roles().readAccount(providerAccountId(ada), call))],
    ['readRolesOf', here(() => roles().readRolesOf(providerAccountId(ada), [direct, through], call))],
    ['readActors', here(() => roles().readActors(direct, call))],
    ['listGroupMembers', here(() => roles().listGroupMembers(through, call))],
    ['listRoles', here(() => roles().listRoles([], known, call))],
    ['readApprovals', at(desk, () => createJiraTracker(asking()).readApprovals(asked.id))],
    ['formOf', at(desk, () => createRequestForms(createClient(asking())).formOf(requestForm, 'access request'))],
    ['readField', at(desk, () => createJiraTracker(asking()).readField('access'))],
  ]);
});
afterAll(() => Promise.all([people.jira.stop(), desk.stop(), elsewhere.stop()]));

const rows = saidUnder('Jira');

it.each(rows)('what is said of $read is what comes', async ({ read, said }) => {
  const one = reads.get(read);
  if (one === undefined) throw new Error(`nobody reads ${read}`);
  wired.lay(null);
  const whole = textOf(await one.ask());
  const came: string[] = [];
  for (const trouble of TROUBLES) {
    const laid = LAID[trouble];
    if (laid !== undefined) one.site.faults.add(laid);
    wired.lay(trouble);
    came.push(await cameOf(wired, trouble, one.ask, whole));
    one.site.faults.clear();
  }
  expect(came).toEqual(said);
});

it('the table has every read this test does', () => {
  expect(rows.map(({ read }) => read).sort()).toEqual([...reads.keys()].sort());
});
