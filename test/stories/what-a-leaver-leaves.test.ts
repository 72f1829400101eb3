import { expect, it } from 'vitest';
import { AISHA, BEN, type Filed, type FormValues, NADIA } from '../../examples/acme/forms.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import {
  accountWith,
  commentsOn,
  groupsOf,
  markOfLog,
  oktaCalls,
  oktaWrites,
  propertiesOf,
  statusOf,
} from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

/** Mara works here, and has signed in. */
async function atWork(makeCompany: MakeCompany): Promise<Company> {
  const company = await makeCompany();
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
  return company;
}

const leaves = (company: Company, values: FormValues) => company.file('Offboarding', { Employee: 'E2001', ...values });

const subTasks = async ({ forms }: Company, issue: Filed) =>
  (await forms.subtasks(NADIA, issue.key)).map(({ key, fields }) => ({ key, title: fields.summary }));

const proved = async (company: Company, issue: Filed) => (await company.state(issue)).proved;

describeStory('who hands over their work', (makeCompany) => {
  it('is signed out and out of every group at once; the account is closed when somebody has taken over', async () => {
    const company = await atWork(makeCompany);
    const issue = await leaves(company, { 'Hand-over until': '2026-03-16' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(await proved(company, issue)).toBe(false);
    expect(commentsOn(company, issue).join('\n')).toMatch(/Hand-over\..*closed on 17 Mar 2026, 00:00/);

    const [task] = await subTasks(company, issue);
    expect(task?.title).toMatch(/^Hand-over: take over/);
    await company.forms.moveTo(AISHA, task?.key ?? '', 'Done');
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await proved(company, issue)).toBe(true);
  });

  it('is not waited for beyond that day: the account is closed then, and the sub-task still asks', async () => {
    const company = await atWork(makeCompany);
    const issue = await leaves(company, { 'Hand-over until': '2026-03-16' });
    await company.pass('2026-03-16T22:59:00Z');
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    const mark = markOfLog(company);
    await company.pass('2026-03-16T23:00:00Z');
    expect(oktaWrites(company, mark)).toContain('POST /users/mara.lindt/lifecycle/deactivate?sendEmail=false');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await proved(company, issue)).toBe(false);
    expect(statusOf(company, issue)).toBe('In Progress');
  });
});

describeStory('a leaver under a legal hold', (makeCompany) => {
  it('loses sign-in and groups; nothing that deletes data happens until the hold is taken off the form', async () => {
    const company = await atWork(makeCompany);
    const { directory } = company.systems.okta;
    const app = directory.apps()[0]?.id ?? '';
    directory.assignUser(app, accountWith(company, MARA).id);
    const issue = await leaves(company, { 'Legal hold': 'Yes', 'Last day': '2026-03-05' });
    await company.pass('2026-03-20T08:00:00Z');
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(oktaWrites(company).filter((call) => /deactivate|DELETE .*apps/.test(call))).toEqual([]);
    expect(commentsOn(company, issue).join('\n')).toMatch(/Legal hold\..*What deletes data waits until the hold/);
    expect(await proved(company, issue)).toBe(false);

    await company.edit(issue, { 'Legal hold': 'No' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(oktaWrites(company).filter((call) => /DELETE .*apps/.test(call))).toHaveLength(1);
    expect(await proved(company, issue)).toBe(true);
  });
});

describeStory('a confidential termination', (makeCompany) => {
  const LEVEL = { Confidential: 'Yes', 'Last day': '2026-03-05', 'Security Level': 'People team only' };
  const seen = async ({ forms }: Company, path: string) => forms.call(BEN, 'GET', path).catch(String);

  it('is nowhere before its time but behind the security level; at its time everything runs, and mails go', async () => {
    const company = await atWork(makeCompany);
    const mails = company.systems.mail.messages().length;
    const mark = markOfLog(company);
    const issue = await leaves(company, LEVEL);
    await company.pass('2026-03-05T22:59:00Z');
    expect(commentsOn(company, issue).join('\n')).toMatch(/to take effect on 6 Mar 2026, 00:00/);
    for (const path of [`/issue/${issue.key}`, `/issue/${issue.key}/comment`, `/issue/${issue.key}/properties`]) {
      expect(await seen(company, `/rest/api/3${path}`)).toMatch(/404/);
    }
    const { read } = company.store;
    const [person] = await read.findPersons('e2001');
    const ledger = await read.person(person ?? expect.fail());
    expect(ledger.engagements.map(({ end }) => end)).toEqual([null]);
    expect(ledger.grants.every(({ end }) => end === null)).toBe(true);
    expect(await read.cases({ person: person ?? expect.fail() })).toHaveLength(1);
    expect(await read.exceptions({ open: true })).toEqual([]);
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(company.systems.mail.messages()).toHaveLength(mails);

    await company.pass('2026-03-05T23:00:00Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(await proved(company, issue)).toBe(true);
    expect(company.systems.mail.messages({ to: 'facilities@acme.example' })).toHaveLength(1);
    expect(await seen(company, `/rest/api/3/issue/${issue.key}`)).toMatch(/404/);
  });

  it('without a security level is refused in one sentence, and nothing happens', async () => {
    const company = await atWork(makeCompany);
    const mark = markOfLog(company);
    const issue = await leaves(company, { Confidential: 'Yes' });
    await company.untilQuiet();
    expect(commentsOn(company, issue)).toHaveLength(1);
    expect(commentsOn(company, issue).join()).toMatch(/needs an issue security level, and this issue has none/);
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    await company.edit(issue, { 'Security Level': 'People team only' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(propertiesOf(company, issue).size).toBeGreaterThan(0);
  });
});
