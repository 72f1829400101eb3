/** What is asked on an issue that is gone, moved or left alone: it goes on by itself, is looked at for no longer, and somebody is told. */
import { expect, it } from 'vitest';
import { type Filed, type Filer, NADIA } from '../../examples/acme/forms.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { perform } from '../../src/app/operations/index.ts';
import { wakeRequests } from '../../src/app/requests/whomTheyAsk.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, moveIssue, openKinds } from '../support/hands.ts';
import { engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const TOMASZ = 'tomasz.nowak@acme.example';
const IDA = 'ida.roth@acme.example';
const NILS = 'nils.aho@acme.example';

/** Mara asks, and Ida, who manages her, is asked. */
async function idaIsAsked(company: Company): Promise<Filed> {
  const { site } = company.systems.jira;
  site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  site.addUser({ displayName: 'Ida Roth', groups: [], email: IDA, token: 'ida-token' });
  site.seed({ projects: [{ key: 'ARC', name: 'Archive', types: [{ name: 'Task' }] }] });
  const works = (number: string, given: string, family: string, manager: string) => {
    const named = { 'Employee number': number, 'First name': given, 'Last name': family, Manager: manager };
    return company.file('Onboarding', engineer({ ...named, 'Private email': `${given}@home.example` }));
  };
  await works('E2100', 'Ida', 'Roth', TOMASZ);
  await works('E2101', 'Nils', 'Aho', TOMASZ);
  await works('E2001', 'Mara', 'Lindt', IDA);
  await company.untilQuiet();
  const values = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: 'The upgrade' };
  const issue = await company.file('Access request', values, MARA_AT_JIRA);
  await company.untilQuiet();
  return issue;
}

const idaNamesNils = (company: Company) =>
  perform(company.world, 'delegate', { person: IDA, to: NILS, until: '2026-03-08', reason: 'Skiing', by: IDA });

const asked = async (company: Company, issue: Filed) =>
  (await company.state(issue)).request.questions.flatMap(({ isOpen, approvers }) =>
    isOpen ? approvers.map(({ mail }) => mail) : [],
  );
/** Of the issue itself; that its comment cannot be written there is told beside. */
const away = async (company: Company) => (await openKinds(company)).filter((kind) => kind.startsWith('issue-'));
const ends = async (company: Company, issue: Filed) =>
  (await company.state(issue)).request.lines.map(({ ended }) => ended);

describeStory('a request', (makeCompany) => {
  it('whose issue is moved away asks on, is over in its time, and its exception is over when the issue is back', async () => {
    const company = await makeCompany();
    const issue = await idaIsAsked(company);
    moveIssue(company, NADIA, issue, { project: 'ARC', issueType: 'Task' });
    await company.untilQuiet();
    await idaNamesNils(company);
    await company.untilQuiet();
    expect(await asked(company, issue)).toEqual([IDA, NILS]);
    expect(await wakeRequests(company.world)).toBe(0);
    expect(await decide(company, 'issue-moved', 'ignore')).toMatchObject({ ok: true });
    await company.leap('8d');
    expect(await ends(company, issue)).toEqual(['timed-out']);
    expect(await wakeRequests(company.world)).toBe(0);
  });

  it('whose issue is moved away and back is settled, and read as before', async () => {
    const company = await makeCompany();
    const issue = await idaIsAsked(company);
    moveIssue(company, NADIA, issue, { project: 'ARC', issueType: 'Task' });
    await company.untilQuiet();
    expect(await away(company)).toEqual(['issue-moved']);
    moveIssue(company, NADIA, issue, { project: 'HELP', issueType: 'Access request' });
    await company.untilQuiet();
    expect(await away(company)).toEqual([]);
    expect(await asked(company, issue)).toEqual([IDA]);
  });

  it('whose issue is deleted unheard is told of by the next step it takes, once, and is over in its time', async () => {
    const company = await makeCompany();
    const issue = await idaIsAsked(company);
    const { site } = company.systems.jira;
    site.issues.remove(site.issue(issue.key));
    await company.leap('5h');
    expect(await away(company)).toEqual(['issue-vanished']);
    await idaNamesNils(company);
    await company.untilQuiet();
    expect(await asked(company, issue)).toEqual([IDA, NILS]);
    expect(await wakeRequests(company.world)).toBe(0);
    expect(await decide(company, 'issue-vanished', 'ignore')).toMatchObject({ ok: true });
    await company.leap('8d');
    expect(await away(company)).toEqual([]);
    expect(await ends(company, issue)).toEqual(['timed-out']);
  });

  it('whose issue is left alone is not looked at', async () => {
    const company = await makeCompany();
    const issue = await idaIsAsked(company);
    await company.running.tenure.engine.stop(1_000);
    await idaNamesNils(company);
    const { world } = company;
    const force = (await world.rules.current()) ?? expect.fail('no policy');
    const rules = { ...world.rules, current: async () => ({ ...force, leftAlone: new Set([issue.id]) }) };
    expect(await wakeRequests({ ...world, rules })).toBe(0);
    expect(await wakeRequests(world)).toBe(1);
    await lookAtIssue({ ...world, rules }, issue.id);
    expect(await asked(company, issue)).toEqual([IDA]);
  });

  it('that is made another kind of case asks on, and asks for nothing more by what it is now', async () => {
    const company = await makeCompany();
    const issue = await idaIsAsked(company);
    moveIssue(company, NADIA, issue, { project: 'PEO', issueType: 'Offboarding' });
    await company.untilQuiet();
    await idaNamesNils(company);
    await company.untilQuiet();
    expect(await asked(company, issue)).toEqual([IDA, NILS]);
    expect(await wakeRequests(company.world)).toBe(0);
  });
});
