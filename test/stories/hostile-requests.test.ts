/** What somebody may try with a request for access: each is refused by name, where they are, and changes nothing. */
import { expect, it } from 'vitest';
import type { Filed, Filer, FormValues } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const MANAGER = 'tomasz.nowak@acme.example';
const ADMIN = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: 'The upgrade' };
const MARKUP = '</p><script>alert(1)</script> {{x}} @here <!channel> [~accountid:1] ';

async function maraWorksHere(company: Company): Promise<void> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
}

const asks = (company: Company, values: FormValues, by = MARA_AT_JIRA) => company.file('Access request', values, by);
const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');

const PORTAL = '/servicedesk/customer';

/** A browser in which a customer has said who they are: whoever is nothing else has no token. */
async function onThePortal({ systems }: Company, email: string) {
  const { url, site } = systems.jira;
  const person = site.directory.userWithMail(email)?.accountId ?? '';
  const chosen = await fetch(`${url}${PORTAL}/person`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ person }),
  });
  const cookie = (chosen.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async (path: string, form?: Record<string, string>) => {
    const sent = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const answer = await fetch(`${url}${PORTAL}${path}`, { headers: { cookie }, redirect: 'manual', ...sent });
    return { status: answer.status, text: await answer.text(), at: answer.headers.get('location') ?? '' };
  };
}

const fieldOf = ({ systems }: Company, name: string) => systems.jira.site.fields.require(name).id;
const optionOf = ({ systems }: Company, field: string, value: string) =>
  systems.jira.site.fields.require(field).options.find((one) => one.value === value)?.id ?? '';

describeStory('a request for access', (makeCompany) => {
  it('that makes no sense is refused on its issue, in one sentence each, and gives nothing', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const tried: readonly (readonly [FormValues, RegExp, Filer?])[] = [
      [{ ...ADMIN, Reason: MARKUP.repeat(450) }, /“Reason” is too long. Shorten it/],
      [{ ...ADMIN, 'For whom': 'omar.haddad@acme.example' }, /“For whom” /],
      [
        ADMIN,
        /somebody whom Tenure does not know as working here/,
        { email: 'ben.carter@acme.example', token: 'ben-token' },
      ],
      [{ ...ADMIN, Duration: '90 days' }, /was asked for longer than policy allows/],
      [
        { 'Requested access': 'AWS: production', 'Break-glass': 'Yes', Duration: '24 hours', Reason: 'Now' },
        /was asked for longer/,
      ],
    ];
    const issues = [];
    for (const [values, , by] of tried) issues.push(await asks(company, values, by));
    await company.untilQuiet();
    for (const [nth, issue] of issues.entries()) expect(told(company, issue)).toMatch(tried[nth]?.[1] ?? /never/);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await company.store.read.exceptions({ open: true })).toEqual([]);
  });

  it('raised on the portal by a customer who has no other account is refused there, and asks nobody', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const dana = await onThePortal(company, 'dana.vogt@partner.example');
    const options = company.systems.jira.site.fields.require('Requested access').options;
    const aws = options.find(({ value }) => value === 'AWS');
    const production = options.find(({ value, parentId }) => value === 'production' && parentId === aws?.id);
    const admin = `${aws?.id}/${production?.id}`;
    const filed = await dana('/portal/1/create/1', {
      summary: 'Production, for a day',
      [fieldOf(company, 'Requested access')]: admin,
      [fieldOf(company, 'Duration')]: optionOf(company, 'Duration', '6 hours'),
      [fieldOf(company, 'Reason')]: 'The upgrade',
    });
    expect(filed.status).toBe(303);
    await company.untilQuiet();
    const key = filed.at.split('/').at(-1) ?? '';
    const request = await dana(filed.at.slice(PORTAL.length));
    expect(request.text).toContain('somebody whom Tenure does not know as working here');
    const row = (await company.store.read.cases({ kind: 'access-request' })).find(({ issueKey }) => issueKey === key);
    expect(row).toMatchObject({ person: null, state: 'refused' });
    expect(await company.store.read.exceptions({ open: true })).toEqual([]);
  });

  it('filed twice at once is asked about once, and its reason is shown as it was written', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const values = { ...ADMIN, Reason: MARKUP };
    const both = await Promise.all([asks(company, values), asks(company, values)]);
    await company.untilQuiet();
    const said = async (by: string, issue: Filed) => {
      const done = await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by });
      await company.untilQuiet();
      return done.kind;
    };
    for (const issue of both) for (const by of [MANAGER, 'omar.haddad@acme.example']) await said(by, issue);
    const { grants } = await company.store.read.person((await company.store.read.findPersons('E2001'))[0] ?? never());
    expect(
      grants
        .filter(({ groups }) => groups.some((group) => group.length > 0))
        .filter(({ cause }) => cause === 'request'),
    ).toHaveLength(1);
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(both.map((issue) => told(company, issue)).join('\n')).toMatch(/another request/);
  });

  it('is not approved by whoever asks under another name of theirs', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const issue = await asks(company, ADMIN);
    await company.untilQuiet();
    const said = await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by: 'E2001' });
    expect(said).toMatchObject({ kind: 'refused', refused: { refusal: 'own-request' } });
    expect(statusOf(company, issue)).toBe('Waiting for approval');
  });
});

function never(): never {
  throw new Error('nobody has that number');
}
