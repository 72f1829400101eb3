/**
 * Whoever is asked may be away, and whoever holds something hears of its end: somebody else decides meanwhile, nobody for
 * themselves, and what has ended is said when it is gone.
 */
import { expect, it } from 'vitest';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const TOMASZ = 'tomasz.nowak@acme.example';
const IDA = 'ida.roth@acme.example';
const NILS = 'nils.aho@acme.example';

/** What is of high risk asks the manager, then Ida by name. */
const asksIda = (text: string, file: string) => (file === 'tenure.yaml' ? maraConfirms(text) : idaAsked(text, file));
/** Mara may name delegates for others. */
const maraConfirms = (text: string) => text.replace('confirm: [', `confirm: [${MARA}, `);
/** And what not everybody may see has the provider asked in which groups whoever asks is. */
const SECRET = `
confidential:
  payments: { applications: [netsuite], seenBy: [{ group: okta:finance-all }] }
`;
const idaAsked = (text: string, file: string) =>
  file === 'policy.yaml'
    ? `${text}${SECRET}`.replace(
        '      - ask: [manager]\n      - ask: [owner]\n',
        `      - ask: [manager]\n      - ask: [person: ${IDA}]\n`,
      )
    : text;

const hires = (company: Company, number: string, given: string, family: string, manager: string) =>
  company.file(
    'Onboarding',
    engineer({
      'Employee number': number,
      'First name': given,
      'Last name': family,
      'Private email': `${given.toLowerCase()}@home.example`,
      Manager: manager,
    }),
  );

/** Ida manages Mara, Tomasz manages Ida; Nils works beside them. */
async function everybodyWorksHere(company: Company): Promise<void> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  company.systems.jira.site.addUser({ displayName: 'Ida Roth', groups: [], email: IDA, token: 'ida-token' });
  await hires(company, 'E2100', 'Ida', 'Roth', TOMASZ);
  await hires(company, 'E2101', 'Nils', 'Aho', TOMASZ);
  await company.untilQuiet();
  await hires(company, 'E2001', 'Mara', 'Lindt', IDA);
  await company.untilQuiet();
}

async function says(company: Company, name: 'decide' | 'delegate' | 'endDelegation' | 'giveBack', input: object) {
  const said = await perform(company.world, name, input);
  await company.untilQuiet();
  return said.kind === 'refused' ? said.refused.refusal : said.kind;
}

const decides = (company: Company, issue: Filed, by: string, more: object = {}) =>
  says(company, 'decide', { case: issue.key, verdict: 'approve', by, ...more });

const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');
const mailsTo = ({ systems }: Company, to: string) => systems.mail.messages({ to }).map(({ subject }) => subject);

describeStory('a request whose approver is away', (makeCompany) => {
  it('is decided by the delegate, and by nobody in their own favour; it is reminded of before its end, and ends', async () => {
    const company = await makeCompany({ policy: asksIda });
    await everybodyWorksHere(company);
    const asked = { 'Requested access': 'AWS: production', Duration: '7 days', Reason: 'The <b>upgrade</b>' };
    const issue = await company.file('Access request', asked, MARA_AT_JIRA);
    await company.untilQuiet();
    expect(mailsTo(company, IDA)).toContainEqual(`Your decision: AWS: production for Mara Lindt (${issue.key})`);
    const [mail] = company.systems.mail.messages({ to: IDA }).slice(-1);
    expect(mail?.html).toContain('The &lt;b&gt;upgrade&lt;/b&gt;');

    // Ida is away for a week. Whom she names answers too; who asks does not, whoever names them.
    const absence = { person: IDA, until: '2026-03-08', reason: 'Skiing' };
    expect(await says(company, 'delegate', { ...absence, to: MARA, by: NILS })).toBe('not-allowed-to-delegate');
    expect(await says(company, 'delegate', { ...absence, to: NILS, by: MARA })).toBe('done');
    expect(await decides(company, issue, NILS)).toBe('not-an-approver');
    expect(await says(company, 'delegate', { ...absence, to: MARA, by: IDA })).toBe('done');
    expect(await says(company, 'delegate', { ...absence, to: NILS, by: IDA })).toBe('done');
    expect(told(company, issue)).toContain(`${NILS} (delegate of ${IDA}) may answer question 1-1 too.`);
    expect(mailsTo(company, NILS)).toContainEqual(expect.stringContaining('Your decision: AWS: production'));
    expect(await decides(company, issue, MARA)).toBe('own-request');
    // Nor does whoever stands in for her.
    expect(await says(company, 'delegate', { ...absence, person: MARA, to: NILS, by: MARA })).toBe('done');
    expect(await decides(company, issue, NILS)).toBe('own-request');
    expect(await says(company, 'endDelegation', { person: MARA, by: MARA })).toBe('done');
    expect(await says(company, 'endDelegation', { person: IDA, by: IDA })).toBe('done');
    expect(await decides(company, issue, NILS)).toBe('no-longer-approver');

    // On leave she is away without having named anybody: the next one up is asked, and nobody stands in for her by name.
    await company.file('Leave', { Employee: 'E2100', 'Start date': '2026-03-02', 'Last day': '2026-03-04' });
    await company.untilQuiet();
    expect(told(company, issue)).toContain(`asked ${TOMASZ} (in the manager’s place)`);
    const unnamed = 'aws:production is of high risk, and everybody who is named to decide about it has left or is away';
    expect(await perform(company.world, 'doctor', {})).toMatchObject({
      result: { checks: expect.arrayContaining([expect.objectContaining({ what: unnamed })]) },
    });
    expect(await decides(company, issue, IDA)).toBe('not-an-approver');
    expect(await decides(company, issue, TOMASZ)).toBe('done');
    expect(statusOf(company, issue)).toBe('Waiting');
    expect((await company.state(issue)).exceptions).toMatchObject([{ kind: 'no-approver', verdict: null }]);

    // Back, she is asked, and nobody had to settle anything.
    await company.pass('2026-03-05T09:00:00Z');
    expect((await company.state(issue)).exceptions).toMatchObject([{ kind: 'no-approver', verdict: 'retry' }]);
    expect(await decides(company, issue, IDA)).toBe('done');
    expect(groupsOf(company, MARA)).toContain('aws-production');
    expect(mailsTo(company, MARA)).toContainEqual(`AWS: production is in place for Mara Lindt (${issue.key})`);

    const ending = `AWS: production of Mara Lindt ends soon (${issue.key})`;
    await company.pass('143h');
    expect(mailsTo(company, MARA)).not.toContainEqual(ending);
    // Nothing of this has to be asked of the provider, so it does not matter that it is down.
    const { faults } = company.systems.okta;
    faults.add({ on: '/api/v1/', do: 'refuse', status: 503, times: 100_000 });
    await company.pass('2h');
    faults.clear();
    expect(told(company, issue)).toMatch(/aws:production: ends .* Who needs it longer asks for the same again/);
    expect(mailsTo(company, MARA).filter((one) => one === ending)).toHaveLength(1);

    // Down at the very end: that it has ended is said with the reading that shows it, and not before.
    await company.pass('22h');
    faults.add({ on: '/api/v1/', do: 'refuse', status: 503, times: 100_000 });
    await company.pass('65m');
    expect(told(company, issue)).not.toContain('aws:production: ended on time.');
    faults.clear();
    await company.pass('1h');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(told(company, issue)).toContain('aws:production: ended on time.');
    expect(mailsTo(company, MARA)).toContainEqual(`AWS: production of Mara Lindt has ended (${issue.key})`);
    expect(mailsTo(company, MARA).filter((one) => one === ending)).toHaveLength(1);
  });
});

describeStory('access that is given back', (makeCompany) => {
  it('goes at once, by whoever has it and nobody else, and is told when it is gone', async () => {
    const company = await makeCompany();
    await hires(company, 'E2001', 'Mara', 'Lindt', TOMASZ);
    company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
    await company.untilQuiet();
    const issue = await company.file('Access request', { 'Requested access': 'Tableau: viewer' }, MARA_AT_JIRA);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    const back = { case: issue.key, line: '1' };
    expect(await says(company, 'giveBack', { ...back, by: TOMASZ })).toBe('not-yours');
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    expect(await says(company, 'giveBack', { ...back, by: MARA })).toBe('done');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(told(company, issue)).toContain(`tableau:viewer: given back by ${MARA}, said at Tenure itself.`);
    expect(mailsTo(company, MARA)).toContainEqual(expect.stringMatching(/^Tableau: viewer of Mara Lindt has ended/));
    expect(statusOf(company, issue)).toBe('Done');
    expect(await says(company, 'giveBack', { ...back, by: MARA })).toBe('nothing-to-give-back');
  });
});
