import { expect, it } from 'vitest';
import { AISHA, type Filed, type Filer } from '../../examples/acme/forms.ts';
import { perform } from '../../src/app/operations/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openException, openKinds } from '../support/hands.ts';
import { commentsOn, statusOf } from '../support/looks.ts';
import { engineer, MARA, mara } from '../support/people.ts';

/** The laboratory badge is opened by a person: no group stands for it. */
const SCIENTIST = mara({ Department: 'Science', 'Job title': 'Research Scientist', Location: 'Zurich' });

const titles = async (company: Company, issue: Filed) =>
  (await company.state(issue)).tasks.map(({ title, state }) => `${title}: ${state}`);

async function closeAll(company: Company, issue: Filed) {
  for (const { key, state } of (await company.state(issue)).tasks) {
    if (key !== null && state === 'filed') await company.forms.moveTo(AISHA, key, 'Done');
  }
  await company.untilQuiet();
}

describeStory('what a person opened by hand', (makeCompany) => {
  it('is closed by hand when the person leaves, and the case waits for it', async () => {
    const company = await makeCompany();
    const hired = await company.file('Onboarding', SCIENTIST);
    await company.untilQuiet();
    expect(await titles(company, hired)).toEqual(['Open lab-access:badge: filed']);
    await closeAll(company, hired);
    expect((await company.state(hired)).proved).toBe(true);

    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await titles(company, left)).toEqual(['Close lab-access:badge: filed']);
    expect((await company.state(left)).proved).toBe(false);
    await closeAll(company, left);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is closed by hand when the person moves away from it, and not asked for again when they keep it', async () => {
    const company = await makeCompany();
    await closeAll(company, await hire(company));
    const promoted = await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Scientist' });
    await company.untilQuiet();
    expect(await titles(company, promoted)).toEqual([]);

    const moved = await company.file('Change', {
      Employee: 'E2001',
      Department: 'Data',
      'Job title': 'Data Scientist',
    });
    await company.untilQuiet();
    expect(await titles(company, moved)).toEqual(['Close lab-access:badge: filed']);
    await closeAll(company, moved);
    expect((await company.state(moved)).proved).toBe(true);

    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await titles(company, left)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is closed by hand when a contract ends by its own date', async () => {
    const company = await makeCompany();
    const hired = await company.file('Onboarding', { ...SCIENTIST, 'Last day': '2026-03-20' });
    await company.untilQuiet();
    await closeAll(company, hired);
    await company.pass('21d');
    expect(await titles(company, hired)).toEqual(['Open lab-access:badge: done', 'Close lab-access:badge: filed']);
    expect((await company.state(hired)).proved).toBe(false);
    await closeAll(company, hired);
    expect((await company.state(hired)).proved).toBe(true);
  });
});

const MARA_HERSELF: Filer = { email: MARA, token: 'mara-token' };

/** Mara has an account in Jira, and left; the badge she was given by hand is to be closed by hand. */
async function leaving(company: Company) {
  const { site } = company.systems.jira;
  site.seed({ users: [{ displayName: 'Mara Lindt', email: MARA, token: MARA_HERSELF.token, groups: [] }] });
  await closeAll(company, await hire(company));
  const left = await company.file('Offboarding', { Employee: 'E2001' });
  await company.untilQuiet();
  const [task] = (await company.state(left)).tasks;
  if (task?.key == null) throw new Error('no sub-task was filed');
  return { left, task: task.task, subTask: task.key };
}

const doneOn = async (company: Company, issue: Filed) =>
  (await company.timeline(issue)).flatMap(({ event }) => (event.type === 'TaskDone' ? [event] : []));

describeStory('a leaver’s own access', (makeCompany) => {
  it('is not reported as closed by the leaver: the case waits until somebody else has closed it', async () => {
    const company = await makeCompany();
    const { left, subTask } = await leaving(company);
    await company.forms.moveTo(MARA_HERSELF, subTask, 'Done');
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(false);
    expect(await openKinds(company)).toEqual(['closed-by-own-hand']);
    expect((await openException(company, 'closed-by-own-hand')).detail).toMatchObject({ subTask });
    expect(commentsOn(company, left).at(-1)).toMatch(/closed by the person this case is about.*Open it again/);
    expect(statusOf(company, left)).toBe('Waiting');

    await company.forms.moveTo(AISHA, subTask, 'To Do');
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(left)).proved).toBe(false);
    const closedAt = company.now();
    await company.forms.moveTo(AISHA, subTask, 'Done');
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(true);
    const aisha = company.systems.jira.site.directory.userWithMail(AISHA.email)?.accountId;
    expect(await doneOn(company, left)).toMatchObject([{ by: aisha, closedAt }]);
    expect(commentsOn(company, left).at(-1)).toMatch(`Close lab-access:badge (${subTask})`);
  });

  it('is done when somebody who may confirm says so, who is not the leaver', async () => {
    const company = await makeCompany();
    const { left, subTask } = await leaving(company);
    await company.forms.moveTo(MARA_HERSELF, subTask, 'Done');
    await company.untilQuiet();
    expect(await decide(company, 'closed-by-own-hand', 'confirm', AISHA.email)).toMatchObject({ ok: false });
    expect(await decide(company, 'closed-by-own-hand', 'accept')).toMatchObject({ ok: false });
    expect(await decide(company, 'closed-by-own-hand', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(true);
    expect(await doneOn(company, left)).toMatchObject([{ by: 'ines.keller@acme.example' }]);
  });

  it('stays theirs while the form names somebody else: neither they close it, nor is anything proved', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', mara({ 'Employee number': 'E2002', 'First name': 'Jonas' }));
    await company.untilQuiet();
    const { left, subTask } = await leaving(company);
    await company.edit(left, { Employee: 'E2002' });
    await company.untilQuiet();
    await company.forms.moveTo(MARA_HERSELF, subTask, 'Done');
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['closed-by-own-hand']);
    expect(await doneOn(company, left)).toEqual([]);

    await company.edit(left, { Employee: 'E2001' });
    await company.forms.moveTo(AISHA, subTask, 'To Do');
    await company.forms.moveTo(AISHA, subTask, 'Done');
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(true);
  });
});

async function hire(company: Company): Promise<Filed> {
  const hired = await company.file('Onboarding', SCIENTIST);
  await company.untilQuiet();
  return hired;
}

describeStory('what was asked for and only a person can open', (makeCompany) => {
  it('is accepted on a person’s word, asked about at its end, and never shown as taken away by itself', async () => {
    const company = await makeCompany();
    company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_HERSELF });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const asked = { 'Requested access': 'Lab access: badge', Duration: '24 hours', Reason: 'The audit' };
    const issue = await company.file('Access request', asked, MARA_HERSELF);
    await company.untilQuiet();
    await perform(company.world, 'decide', { case: issue.key, verdict: 'approve', by: 'tomasz.nowak@acme.example' });
    await company.untilQuiet();
    const [opening] = (await company.state(issue)).tasks;
    const fields = 'description,assignee,duedate';
    const subTask = await company.forms.call(AISHA, 'GET', `/rest/api/3/issue/${opening?.key}?fields=${fields}`);
    expect(JSON.stringify(subTask)).toMatch(/For mara\.lindqvist@acme\.example.*due by 5 Mar 2026/);
    const owner = { emailAddress: 'mara.lindqvist@acme.example' };
    expect(subTask).toMatchObject({ fields: { assignee: owner, duedate: '2026-03-05' } });

    await closeAll(company, issue);
    const receipt = await perform(company.world, 'receipt', { case: issue.key });
    expect(receipt).toMatchObject({
      result: { verdict: 'closed', accepted: 1, items: [{ what: 'task', state: 'accepted' }] },
    });
    expect(commentsOn(company, issue).at(-1)).toMatch(
      /Accepted on a person’s word, not read back[\s\S]*Closed: 0 items/,
    );

    await company.pass('25h');
    const closing = (await company.state(issue)).tasks.at(-1);
    expect(closing?.title).toBe('Close lab-access:badge');
    expect((await company.state(issue)).proved).toBe(false);
    const told = commentsOn(company, issue).join('\n');
    expect(told).toContain('lab-access:badge: its time is over; a person is asked to close it.');
    expect(told).not.toContain('ended on time');
    await company.forms.moveTo(MARA_HERSELF, closing?.key ?? '', 'Done');
    await company.pass('3d');
    expect(await openKinds(company)).toEqual(['closed-by-own-hand', 'sub-task-overdue']);
    await company.forms.moveTo(AISHA, closing?.key ?? '', 'To Do');
    await closeAll(company, issue);
    expect(await openKinds(company)).toEqual([]);
    expect(await perform(company.world, 'receipt', { case: issue.key })).toMatchObject({
      result: { verdict: 'closed', accepted: 2 },
    });
  });
});
