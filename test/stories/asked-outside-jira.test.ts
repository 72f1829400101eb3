/** Access asked for outside Jira: policy answers at once, the issue is made by Tenure and shows what the form would show. */
import { expect, it } from 'vitest';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { pageOf } from '../../src/app/desk/page.ts';
import { perform } from '../../src/app/operations/index.ts';
import { homeOf } from '../../src/app/requests/mine.ts';
import { type RequestAsked, raiseRequest } from '../../src/app/requests/raise.ts';
import { entitlementId, type PersonId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { listIn, restClient, within } from '../support/restClient.ts';

const MARA_AT_JIRA: Filer = { email: 'mara.lindt@acme.example', token: 'mara-token' };
const MANAGER = 'tomasz.nowak@acme.example';
const OWNER = 'omar.haddad@acme.example';
/** As requests of the help desk are filed, by Tenure and in their name. */
const FILING = 'POST /rest/servicedeskapi/request$';

/** Mara works here; what she asks for, unless a test says otherwise, is production for six hours. */
async function maraWorksHere(company: Company): Promise<PersonId> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const [mara] = await company.store.read.findPersons(MARA);
  if (mara === undefined) throw new Error('nobody was hired');
  return mara;
}

/** What they read of their own access where they decide. */
const ownPage = async ({ world }: Company, person: PersonId) =>
  JSON.stringify(pageOf(await homeOf(world, person), [], String));

const raise = (company: Company, mara: PersonId, edit: Partial<RequestAsked> = {}) =>
  raiseRequest(company.world, {
    asker: mara,
    beneficiary: mara,
    lines: [entitlementId('aws', 'production')],
    duration: milliseconds(6 * 3_600_000),
    reason: 'The upgrade',
    ticket: null,
    breakGlass: false,
    channel: 'slack',
    ...edit,
  });

async function raised(company: Company, mara: PersonId, edit: Partial<RequestAsked> = {}): Promise<Filed> {
  const outcome = await raise(company, mara, edit);
  if (!outcome.ok || outcome.value.issue === null) throw new Error(`not raised: ${JSON.stringify(outcome)}`);
  await company.untilQuiet();
  return outcome.value.issue;
}

const decides = async (company: Company, issue: Filed, by: string) => {
  const said = await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by });
  await company.untilQuiet();
  return said.kind === 'refused' ? said.refused.refusal : said.kind;
};

const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');
const askedAt = ({ systems }: Company) =>
  ['HELP-1', 'HELP-2', 'HELP-3'].filter((key) => systems.jira.site.issues.get(key) !== undefined);

/** What stands in the form’s fields, as Jira shows it to a reader. */
async function shown(company: Company, issue: Filed, ...names: readonly string[]): Promise<readonly unknown[]> {
  const { tracker } = company.world;
  const form = await tracker.readForm(issue.id);
  return names.map((name) => {
    const value = form?.fields[name]?.value;
    return value?.kind === 'text' ? value.text : value;
  });
}

/** The help desk's program asks for anybody; the manager's acts for him alone. */
const TOKENS = `
api:
  tokens:
    help-desk:
      token: { env: HELP_DESK_TOKEN }
      scopes: ['catalogue:read', 'requests:read', 'requests:write', 'people:read', 'grants:read', 'exceptions:read']
    tomasz:
      token: { env: MANAGER_TOKEN }
      scopes: ['decisions:write']
      person: ${MANAGER}
`;

describeStory('access asked for outside Jira', (makeCompany) => {
  it('is a request like any other: on an issue that shows it, theirs and not ours, decided by others', async () => {
    const company = await makeCompany();
    const mara = await maraWorksHere(company);
    const issue = await raised(company, mara);
    expect(await shown(company, issue, 'access', 'duration', 'reason')).toEqual([
      'AWS / production',
      '6 hours',
      'The upgrade',
    ]);
    const portal = `/rest/servicedeskapi/request?requestOwnership=OWNED_REQUESTS&expand=requestType`;
    expect(await company.forms.call(MARA_AT_JIRA, 'GET', portal)).toMatchObject({
      values: [{ issueKey: issue.key, requestType: { name: 'Access request' }, reporter: { emailAddress: MARA } }],
    });
    expect(statusOf(company, issue)).toBe('Waiting for approval');
    expect((await company.timeline(issue))[0]?.event).toMatchObject({
      type: 'CaseOpened',
      raised: { by: mara, channel: 'slack' },
    });
    expect(await decides(company, issue, MARA)).toBe('own-request');
    expect(await decides(company, issue, MANAGER)).toBe('done');
    // An edit of hers is hers, and what was shown before is not what is decided now.
    await company.edit(issue, { Reason: 'The upgrade, and the one after' }, MARA_AT_JIRA);
    await company.untilQuiet();
    expect(await decides(company, issue, OWNER)).toBe('not-an-approver');
    expect(await decides(company, issue, MANAGER)).toBe('done');
    expect(await decides(company, issue, OWNER)).toBe('done');
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(told(company, issue)).toContain('aws:production: given.');

    const refused = await raise(company, mara, { duration: milliseconds(8 * 86_400_000) });
    expect(refused).toMatchObject({ refusal: { refusal: 'too-long' } });
    const unexplained = await raise(company, mara, { reason: null });
    expect(unexplained).toMatchObject({
      refusal: { says: expect.stringContaining('AWS: production needs a reason.') },
    });
    const spoken = await raise(company, mara, { reason: 'x'.repeat(30_000) });
    expect(spoken).toMatchObject({ refusal: { refusal: 'too-long', says: expect.stringContaining('Reason') } });
    expect(askedAt(company)).toEqual([issue.key]);
  });

  it('is one request however often it is sent, also when Jira’s answer is lost, and waits for Jira when it is down', async () => {
    const company = await makeCompany();
    const mara = await maraWorksHere(company);
    const { faults } = company.systems.jira;
    faults.add({ on: FILING, do: 'lose-response' });
    const lost = await raise(company, mara, { key: 'once' });
    expect(lost).toMatchObject({ ok: true, value: { issue: null } });
    await company.pass('2m');
    const again = await raise(company, mara, { key: 'once' });
    expect(again).toMatchObject({ value: { issue: { key: 'HELP-1' } } });
    expect(await raise(company, mara, { key: 'once', reason: 'Another' })).toMatchObject({
      refusal: { refusal: 'key-used' },
    });
    expect(askedAt(company)).toEqual(['HELP-1']);

    faults.add({ on: FILING, do: 'refuse', status: 503, times: 3 });
    const viewer = { lines: [entitlementId('tableau', 'viewer')], duration: 'usual', reason: null } as const;
    expect(await raise(company, mara, viewer)).toMatchObject({ ok: true, value: { issue: null } });
    expect(await ownPage(company, mara)).toContain('It is kept, and its issue appears as soon as Jira answers');
    await company.pass('10m');
    expect(askedAt(company)).toEqual(['HELP-1', 'HELP-2']);
    expect(groupsOf(company, MARA)).toContain('app-tableau');

    // Refused for good, however often: a person hears of it, until it is there.
    expect(await ownPage(company, mara)).not.toContain('It is kept');
    const refused = { status: 403, body: { errorMessages: ['You may not create issues here.'], errors: {} } };
    faults.add({ on: FILING, do: 'refuse', ...refused, times: 100 });
    const figma = { lines: [entitlementId('figma', 'viewer')], duration: 'usual', reason: null } as const;
    expect(await raise(company, mara, figma)).toMatchObject({ ok: true, value: { issue: null } });
    await company.untilQuiet();
    const listed = await perform(company.world, 'exceptions', {});
    expect(listed).toMatchObject({
      result: { exceptions: [{ kind: 'request-not-filed', says: expect.stringMatching(/Jira refuses/) }] },
    });
    expect(await ownPage(company, mara)).toContain('It is kept, but Jira refuses its issue: IT has been told');
    faults.clear();
    await company.pass('6m');
    expect(askedAt(company)).toEqual(['HELP-1', 'HELP-2', 'HELP-3']);
    expect(await openKinds(company)).toEqual([]);
  });

  it('of several things, for somebody else, is read from what was asked where the form has no room for it', async () => {
    const company = await makeCompany();
    const mara = await maraWorksHere(company);
    const form = {
      'Employee number': 'E2002',
      'First name': 'Ben',
      'Last name': 'Ott',
      'Private email': 'ben@home.example',
    };
    await company.file('Onboarding', engineer(form));
    await company.untilQuiet();
    const [ben] = await company.store.read.findPersons('E2002');
    if (ben === undefined) throw new Error('nobody was hired');
    const issue = await raised(company, mara, {
      beneficiary: ben,
      lines: [entitlementId('tableau', 'viewer'), entitlementId('benchling', 'scientist')],
      duration: 'usual',
      reason: null,
    });
    expect(await shown(company, issue, 'access')).toEqual([undefined]);
    const { request } = await company.state(issue);
    expect(request.lines.map(({ entitlement }) => entitlement)).toEqual(['tableau:viewer', 'benchling:scientist']);
    expect(groupsOf(company, 'ben.ott@acme.example')).toContain('app-tableau');
    expect(groupsOf(company, MARA)).not.toContain('app-tableau');
    expect(await decides(company, issue, 'ben.ott@acme.example')).toBe('own-request');
    expect(await decides(company, issue, MARA)).toBe('own-request');
  });

  it('through the REST API: asked, decided, held and over, and the five questions answered', async () => {
    const company = await makeCompany({ policy: (text, file) => (file === 'tenure.yaml' ? `${text}${TOKENS}` : text) });
    await maraWorksHere(company);
    const { url } = company.running.served;
    const [desk, manager] = await Promise.all([
      restClient(url, 'emulator-help-desk-token'),
      restClient(url, 'emulator-manager-token'),
    ]);

    const first = await desk.get('/catalogue?limit=4');
    const second = await desk.get(`/catalogue?limit=4&cursor=${within(first.body, 'next')}`);
    expect(listIn(first.body, 'items')).toHaveLength(4);
    const [last, next] = [
      within(first.body, 'items', 3, 'entitlement'),
      within(second.body, 'items', 0, 'entitlement'),
    ];
    expect([last, next].map(String).toSorted()).toEqual([last, next]);
    expect(next).not.toBe(last);
    expect(await desk.get('/catalogue?cursor=nonsense')).toMatchObject({
      status: 422,
      body: { refusal: 'bad-cursor' },
    });

    const asking = { by: MARA, access: ['AWS: production'], for: '6h', reason: 'The upgrade', key: 'rest-1' };
    expect(await desk.post('/requests/preview', { person: MARA, access: 'aws:production', reason: 'x' })).toMatchObject(
      {
        body: { answer: 'stages', rule: 'high' },
      },
    );
    expect(await desk.post('/requests', { ...asking, for: '8d' })).toMatchObject({
      status: 422,
      body: { refusal: 'too-long', detail: expect.stringContaining('longer than policy allows') },
    });
    for (const [edit, refusal, says] of [
      ...['-1h', '1.5h', '10 years', 'forever', '6h; 7d', ''].map(
        (span) => [{ for: span }, 'bad-duration', 'is no duration'] as const,
      ),
      [{ for: '0h' }, 'no-duration', 'for no time at all'],
      [{ for: '520 weeks' }, 'too-long', 'longer than policy allows'],
      [{ for: 'work' }, 'too-long', 'longer than policy allows'],
      [{ reason: '</p><!channel> [~accountid:1] '.repeat(1_000) }, 'too-long', '“Reason” is too long'],
    ] as const) {
      expect(await desk.post('/requests', { ...asking, ...edit })).toMatchObject({
        status: 422,
        body: { refusal, detail: expect.stringContaining(says) },
      });
    }
    const raisedOne = await desk.post('/requests', asking);
    expect(raisedOne).toMatchObject({ status: 201, body: { case: 'HELP-1', key: 'api:rest-1' } });
    expect((await desk.post('/requests', asking)).body).toEqual(raisedOne.body);
    await company.untilQuiet();
    const open = (await desk.get(`/questions?approver=${MANAGER}`)).body;
    const shown = within(open, 'questions', 0, 'shown');
    expect(open).toMatchObject({ questions: [{ case: 'HELP-1', entitlement: 'aws:production', duration: '6 hours' }] });

    const decisions = '/requests/HELP-1/decisions';
    expect(await desk.post(decisions, { verdict: 'approve', by: MANAGER })).toMatchObject({
      status: 403,
      body: { refusal: 'missing-scope', detail: expect.stringContaining('decisions:write') },
    });
    expect(await manager.post(decisions, { verdict: 'approve', by: OWNER })).toMatchObject({
      status: 403,
      body: { refusal: 'another-person' },
    });
    expect((await manager.post(decisions, { verdict: 'approve', shown: 'something else' })).status).toBe(409);
    for (const span of ['0h', '-1h', '7d', 'work', 'forever']) {
      expect(await manager.post(decisions, { verdict: 'approve', shown, for: span })).toMatchObject({
        status: 422,
        body: { refusal: 'only-shorter' },
      });
    }
    expect(await manager.post(decisions, { verdict: 'approve', shown })).toMatchObject({
      status: 201,
      body: { by: MANAGER },
    });
    expect(await decides(company, { id: '', key: 'HELP-1' }, OWNER)).toBe('done');
    await company.pass('7h');

    expect((await desk.get('/requests/api:rest-1')).body).toMatchObject({ request: 'HELP-1', channel: 'api' });
    expect((await desk.get(`/requests?person=${MARA}`)).body).toMatchObject({
      items: [{ request: 'HELP-1' }],
      next: null,
    });
    expect((await desk.get(`/people/${MARA}`)).body).toMatchObject({ key: 'e2001', works: true });
    expect(listIn((await desk.get('/people?limit=1')).body, 'items')).toHaveLength(1);
    expect(await desk.get('/people/nobody')).toMatchObject({ status: 404, body: { refusal: 'unknown-person' } });
    expect((await manager.get('/grants')).status).toBe(403);
    expect((await desk.get(`/grants?entitlement=aws:production&person=${MARA}`)).body).toMatchObject({
      items: [{ access: 'aws:production', live: false, case: 'HELP-1' }],
    });
    expect(within((await desk.get('/grants?live=true&limit=2')).body, 'next')).not.toBeNull();
    expect((await desk.get('/exceptions')).body).toEqual({ exceptions: [], next: null });

    const grants = listIn((await desk.get(`/people/${MARA}/audit`)).body, 'grants');
    const production = grants.find((one) => within(one, 'access') === 'aws:production');
    expect(production).toMatchObject({
      asked: { case: 'HELP-1', channel: 'api', by: { workMail: MARA }, reason: 'The upgrade', duration: '6 hours' },
      approved: {
        kind: 'people',
        rule: 'high',
        decisions: [
          { by: MANAGER, channel: 'api', shown },
          { by: OWNER, channel: 'api' },
        ],
      },
      groups: [{ group: 'okta:aws-production', stillBy: [] }],
    });
    const [began, ended, until] = ['began', 'ended', 'until'].map((name) => String(within(production, name)));
    expect(Date.parse(String(until)) - Date.parse(String(began))).toBe(6 * 3_600_000);
    expect([until, ended].toSorted()).toEqual([until, ended]);
    const birthright = grants.find((one) => within(one, 'access') === 'slack:member');
    expect(birthright).toMatchObject({
      asked: { case: 'PEO-1', channel: 'jira' },
      approved: { kind: 'rows', rows: ['everyone'], policyBy: { author: 'example' } },
      began: expect.any(String),
      ended: null,
    });
    const before = await desk.get(`/people/${MARA}/audit?at=${began}&entitlement=aws:production`);
    expect(listIn(before.body, 'grants')).toHaveLength(1);
  });
});
