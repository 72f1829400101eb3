import { expect, it } from 'vitest';
import { AISHA } from '../../examples/acme/forms.ts';
import { checkChain } from '../../src/core/evidence/index.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { describeStory } from '../support/company.ts';
import {
  accountWith,
  commentsOn,
  groupsOf,
  markOfLog,
  oktaCalls,
  propertiesOf,
  recordOn,
  statusOf,
} from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA, mara } from '../support/people.ts';

const READS = ['GET /users/mara.lindt', 'GET /users/mara.lindt/groups'];
/** Of the look at the applications, which comes after. */
const isOfApps = (call: string) => /\bapps\b/.test(call);

describeStory(
  'a joiner gets an account',
  (makeCompany) => {
    it('with every group of their job in two writes and two reads, and the case is closed with its proof', async () => {
      const company = await makeCompany();
      const mark = markOfLog(company);
      const issue = await company.file('Onboarding', engineer());
      await company.untilQuiet();

      const calls = oktaCalls(company, mark);
      expect(calls.slice(0, 2)).toEqual([
        'POST /users?activate=false',
        'POST /users/mara.lindt/lifecycle/activate?sendEmail=false',
      ]);
      expect(calls.slice(2, 4).sort()).toEqual(READS);
      expect(calls.slice(4).filter((call) => !isOfApps(call))).toEqual([]);
      expect(accountWith(company, MARA)).toMatchObject({
        status: 'PROVISIONED',
        profile: { email: MARA, department: 'Engineering', title: 'Software Engineer', employeeNumber: 'E2001' },
      });
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
      expect((await company.state(issue)).proved).toBe(true);
      expect(statusOf(company, issue)).toBe('Done');
    });

    it('in one write when the provider sends the mail itself', async () => {
      const company = await makeCompany({ policy: (text) => text.replace('mailFrom: tenure', 'mailFrom: provider') });
      const mark = markOfLog(company);
      const issue = await company.file('Onboarding', engineer());
      await company.untilQuiet();
      const [write, ...reads] = oktaCalls(company, mark);
      expect(write).toBe('POST /users?activate=true');
      expect(reads.filter((call) => !isOfApps(call)).sort()).toEqual(READS);
      expect((await company.state(issue)).proved).toBe(true);
    });
  },
  'both',
);

describeStory('a joiner', (makeCompany) => {
  it('finds on the issue which row gave which group, in as many comments as there was news', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const comments = commentsOn(company, issue);
    expect(comments.length).toBeLessThanOrEqual(2);
    const text = comments.join('\n');
    expect(text).toMatch(/Mara Lindt: employee from 2 Mar 2026/);
    expect(text).toMatch(/jira:developer \| app-jira, eng-jira-developers \| reference table, row engineering/);
    for (const group of ENGINEER_GROUPS) expect(text).toMatch(new RegExp(`Joined \\| ${group} `));
    expect(text).toMatch(/Proved: all \d+ items were read back/);
  });

  it('has a record on the issue that anybody can check with the public key alone', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const record = recordOn(company, issue);
    if (!record.ok) throw new Error(record.refusal);
    expect(checkChain(record.value.links)).toBeNull();
    const stored = await company.store.read.rawStream(caseId('jira', issue.id));
    // What follows the proof (a mail that went out) is written with the next news.
    expect(stored.slice(0, record.value.links.length)).toEqual(record.value.links);
    expect(record.value.links.some(({ text }) => text.includes('CaseProved'))).toBe(true);
  });

  it('gets the activation link once, at the private address, and nobody else ever sees it', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { mail } = company.systems;
    const [activation, ...others] = mail.messages({ to: 'mara@home.example' });
    const token = /https?:\/\/\S+\/(\S{12,})/.exec(activation?.text ?? '')?.[1] ?? 'no link';
    expect(activation?.text).toContain(token);
    expect(others).toEqual([]);
    expect(activation?.to).toEqual(['mara@home.example']);
    const elsewhere = [
      ...mail.messages().filter((one) => one !== activation),
      ...(await company.timeline(issue)),
      ...(await company.store.read.rawStream(caseId('jira', issue.id))),
      ...propertiesOf(company, issue),
      ...commentsOn(company, issue),
      ...company.log,
    ];
    expect(JSON.stringify(elsewhere)).not.toContain(token);
  });

  it('is announced to manager, IT and whom the form names, without their private address', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer({ Notify: 'lena.brandt@acme.example' }));
    await company.untilQuiet();
    const subjects = (to: string) => company.systems.mail.messages({ to }).map(({ subject }) => subject);
    expect(subjects('it@acme.example')).toEqual([expect.stringContaining('Mara Lindt is ready to start')]);
    expect(subjects('lena.brandt@acme.example')).toEqual([expect.stringContaining('Mara Lindt is ready to start')]);
    expect(subjects('tomasz.nowak@acme.example')).toHaveLength(2);
    const told = company.systems.mail.messages().filter(({ to }) => !to.includes('mara@home.example'));
    expect(JSON.stringify(told)).not.toContain('mara@home.example');
  });

  it('leaves no name and no address in what is hashed', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const raw = JSON.stringify(await company.store.read.rawStream(caseId('jira', issue.id)));
    expect(raw).not.toMatch(/Mara|Lindt|mara\.lindt|home\.example/);
    expect(JSON.stringify([...propertiesOf(company, issue)])).not.toMatch(/Lindt|home\.example/);
  });

  it('waits for hardware and for what a person opens: each a sub-task that holds the case', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', mara({ Hardware: ['MacBook Pro'] }));
    await company.untilQuiet();
    const tasks = await company.forms.subtasks(AISHA, issue.key);
    expect(tasks.map(({ fields }) => fields.summary).sort()).toEqual(['MacBook Pro', 'Open lab-access:badge']);
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect((await company.state(issue)).proved).toBe(false);
    expect(statusOf(company, issue)).toBe('In Progress');

    const [first, second] = tasks;
    await company.forms.moveTo(AISHA, first?.key ?? '', 'Done');
    await company.untilQuiet();
    expect((await company.state(issue)).proved).toBe(false);
    await company.forms.moveTo(AISHA, second?.key ?? '', 'Done');
    await company.untilQuiet();
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('gets what is ticked and automatic, and what needs a decision is asked about, holding nothing back', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ Applications: ['Figma: editor', 'NetSuite'] }));
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('app-figma-editor');
    expect(groupsOf(company, MARA)).not.toContain('app-netsuite');
    expect(commentsOn(company, issue).join('\n')).toMatch(/netsuite:clerk: asked tomasz\.nowak@acme\.example/);
    expect((await company.state(issue)).proved).toBe(true);
  });
});
