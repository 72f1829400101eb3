/** Of two people who have one address nobody knows which it is: it asks for nothing, and gives nothing back. */
import { expect, it } from 'vitest';
import type { Filer } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const NILS_AT_JIRA: Filer = { email: 'nils.aho@acme.example', token: 'nils-token' };
const TOMASZ = 'tomasz.nowak@acme.example';

const tableau = { 'Requested access': 'Tableau: viewer', Duration: '7 days' };

/** `number`: hers may be what somebody else signs in with. */
async function nilsWorksHere(company: Company, number: string): Promise<void> {
  const named = { 'Employee number': number, 'First name': 'Nils', 'Last name': 'Aho' };
  await company.file('Onboarding', engineer({ ...named, 'Private email': 'nils@home.example' }));
  await company.untilQuiet();
}

async function maraWorksHere(company: Company): Promise<void> {
  for (const filer of [MARA_AT_JIRA, NILS_AT_JIRA]) {
    company.systems.jira.site.addUser({ displayName: filer.email, groups: [], ...filer });
  }
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
}

async function asks(company: Company, values: object, by: Filer) {
  const issue = await company.file('Access request', { ...values }, by);
  await company.untilQuiet();
  return issue;
}

const givesBack = async (company: Company, what: object, by: string) => {
  const said = await perform(company.world, 'giveBack', { ...what, by });
  await company.untilQuiet();
  return said.kind === 'refused' ? said.refused.refusal : said.kind;
};

describeStory('an address that two people have', (makeCompany) => {
  it('asks for nothing, and nothing is asked for it', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    await nilsWorksHere(company, MARA);
    const refused = async (values: object, by: Filer) => {
      const { problems, request } = await company.state(await asks(company, { ...tableau, ...values }, by));
      return [...problems.map(({ code }) => code), ...request.lines.map(({ entitlement }) => entitlement)];
    };
    expect(await refused({}, MARA_AT_JIRA)).toEqual(['not-known-here']);
    expect(await refused({ 'For whom': MARA }, NILS_AT_JIRA)).toEqual(['ambiguous-person']);
  });

  it('gives back nothing of either of them, also by the name of what is held', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const hers = await company.state(await asks(company, tableau, MARA_AT_JIRA));
    await nilsWorksHere(company, MARA);
    const his = await company.state(await asks(company, tableau, NILS_AT_JIRA));
    for (const { request } of [hers, his]) {
      const [grant = expect.fail('nothing was given')] = request.lines.map((line) => line.grant);
      expect(await givesBack(company, { grant }, MARA)).toBe('nothing-to-give-back');
    }
    expect([MARA, NILS_AT_JIRA.email].map((login) => groupsOf(company, login).includes('app-tableau'))).toEqual([
      true,
      true,
    ]);
  });
});

describeStory('somebody who has asked', (makeCompany) => {
  it('is known on, should their address be hidden since: what they edit is theirs', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const values = { 'Requested access': 'AWS: production', Reason: 'The upgrade' };
    const issue = await asks(company, { ...values, Duration: '6 hours' }, MARA_AT_JIRA);
    const user = company.systems.jira.site.directory.userWithMail(MARA) ?? expect.fail('no Mara');
    user.mailHidden = true;
    await company.edit(issue, { Duration: '1 hour' }, MARA_AT_JIRA);
    await company.untilQuiet();
    const { problems, request } = await company.state(issue);
    expect(problems).toEqual([]);
    expect(request.lines.map(({ asked: { duration }, ended }) => [(duration ?? 0) / 3_600_000, ended])).toEqual([
      [6, 'withdrawn'],
      [1, null],
    ]);
  });

  it('for more time, and takes that back before anybody decides, keeps what they hold', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const snowflake = { Applications: ['Snowflake'], Duration: '30 days' };
    const first = await asks(company, snowflake, MARA_AT_JIRA);
    await perform(company.world, 'decide', { case: first.key, verdict: 'approve', by: TOMASZ });
    await company.pass('20d');
    const more = await asks(company, snowflake, MARA_AT_JIRA);
    const { request } = await company.state(more);
    expect(request.lines).toMatchObject([{ grant: null, ended: null }]);
    expect(request.lines[0]?.asked.extends).not.toBeNull();
    expect(await givesBack(company, { case: more.key }, MARA)).toBe('done');
    expect((await company.state(more)).request.lines).toMatchObject([{ ended: 'withdrawn' }]);
    expect(groupsOf(company, MARA)).toContain('app-snowflake-reader');
  });
});
