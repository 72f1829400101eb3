import { expect, it } from 'vitest';
import { BEN, type Filed, NADIA } from '../../examples/acme/forms.ts';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, putInto } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaCalls, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const moved = async (company: Company, issue: Filed, status: string, by = NADIA) => {
  await company.forms.moveTo(by, issue.key, status);
  await company.untilQuiet();
};
const said = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');

describeStory('an onboarding that is taken back', (makeCompany) => {
  it('before the account was made leaves no trace at Okta; after it, the account is closed and proved so', async () => {
    const company = await makeCompany();
    const mark = markOfLog(company);
    const early = await company.file('Onboarding', engineer({ 'Start date': '2026-03-30' }));
    await company.untilQuiet();
    await moved(company, early, 'Withdrawn');
    expect(said(company, early)).toMatch(
      /Withdrawn: the issue was moved to “Withdrawn”\. The work ends now, before it began/,
    );
    expect((await company.state(early)).proved).toBe(true);
    await company.pass('2026-03-31T08:00:00Z');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(statusOf(company, early)).toBe('Withdrawn');

    // The same person, hired after all, and taken back a day before the start.
    const late = await company.file('Onboarding', engineer({ 'Start date': '2026-04-06' }));
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('STAGED');
    await moved(company, late, 'Withdrawn');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(late)).proved).toBe(true);
    expect(company.systems.mail.messages({ to: 'mara@home.example' })).toEqual([]);
    await company.pass('2026-04-07T08:00:00Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
  });

  it('filed with the number of somebody who works here leaves them their name and their manager', async () => {
    const company = await makeCompany();
    const own = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const profile = () => accountWith(company, MARA).profile;
    const before = profile();
    const wrong = { 'Last name': 'Okoye', Manager: 'lena.brandt@acme.example', 'Additional engagement': 'Yes' };
    const mistaken = await company.file('Onboarding', engineer(wrong));
    await company.untilQuiet();
    expect(profile()).toMatchObject({ lastName: 'Okoye' });
    await moved(company, mistaken, 'Withdrawn');
    expect(profile()).toEqual(before);
    expect(said(company, mistaken)).toMatch(/What this form had written about the person is as it was before/);
    for (const issue of [own, mistaken]) expect((await company.state(issue)).proved).toBe(true);
  });

  it('and not heard of stays where people have put it: whatever is to be written next reads it first', async () => {
    const company = await makeCompany();
    const { jira } = company.systems;
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-03-05' }));
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('STAGED');
    jira.faults.add({ do: 'lose-webhook', times: 3 });
    jira.faults.add({
      on: 'POST /rest/api/3/search/jql',
      do: 'refuse',
      status: 200,
      body: { issues: [], isLast: true },
    });
    await moved(company, issue, 'Withdrawn');
    expect((await company.state(issue)).withdrawn).toBe(null);
    await company.pass('2026-03-05T09:00:00Z');
    expect(statusOf(company, issue)).toBe('Withdrawn');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('because nobody came is undone as a leaver, when somebody who may says so', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(statusOf(company, issue)).toBe('Done');
    const mark = markOfLog(company);
    await moved(company, issue, 'No-show', BEN);
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(said(company, issue)).toMatch(/“Status” was last edited by someone who may not edit/);

    await company.forms.moveTo(NADIA, issue.key, 'In Progress');
    await moved(company, issue, 'No-show');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(said(company, issue)).toMatch(
      /moved to “No-show”\. The work ends now, after it had begun on 2 Mar 2026, 08:00/,
    );
    expect(said(company, issue)).toMatch(/Closing read of everything/);
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('No-show');
    expect(company.systems.mail.messages({ to: 'facilities@acme.example' })).toHaveLength(1);
  });
});

describeStory('a termination that is rescinded', (makeCompany) => {
  it('before its time: nothing happened, and nothing happens on that day', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-10' });
    await company.untilQuiet();
    const mark = markOfLog(company);
    await moved(company, left, 'Withdrawn');
    expect(said(company, left)).toMatch(/The end it had set is taken back\. The work goes on, open-ended/);
    await company.pass('2026-03-12T08:00:00Z');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
    expect(company.systems.mail.messages({ to: 'facilities@acme.example' })).toEqual([]);
  });

  it('while another stands leaves that one’s day; both taken back, nobody leaves', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const first = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-10' });
    await company.untilQuiet();
    const second = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-20' });
    await company.untilQuiet();
    const mark = markOfLog(company);
    await moved(company, first, 'Withdrawn');
    expect(said(company, first)).toMatch(/The work goes on, until 21 Mar 2026, 00:00:00: another offboarding stands/);
    await company.pass('2026-03-12T08:00:00Z');
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    await moved(company, second, 'Withdrawn');
    expect(said(company, second)).toMatch(/The end it had set is taken back\. The work goes on, open-ended/);
    await company.pass('2026-03-22T08:00:00Z');
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(oktaWrites(company, mark)).toEqual([]);
    for (const issue of [first, second]) expect((await company.state(issue)).proved).toBe(true);
  });

  it('after it took effect: undone from the ledger, and what no grant explained is named and not given', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    putInto(company, 'app-tableau', MARA);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('3d');
    expect(groupsOf(company, MARA)).toEqual([]);

    await moved(company, left, 'Withdrawn');
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    const issue = said(company, left);
    expect(issue).toMatch(/had ended on 2 Mar 2026, .* and goes on from now/);
    expect(issue).toMatch(/Groups that nothing in the ledger explained: app-tableau/);
    expect(issue).toMatch(/Joined \| eng-core/);
    expect((await company.state(left)).proved).toBe(true);
    expect(statusOf(company, left)).toBe('Withdrawn');
    // Whoever had heard that she left hears that she has not.
    expect(company.systems.mail.messages({ to: 'facilities@acme.example' })).toHaveLength(2);

    // Offboarded again, months later: a closing read of its own.
    const again = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(again)).proved).toBe(true);
  });

  it('lifts only what Tenure lowered: an account that another hand had suspended stays so, and a person is asked', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { directory } = company.systems.okta;
    const { id } = accountWith(company, MARA);
    directory.completeActivation(id);
    await clickAtOkta(company, 'POST', `/users/${id}/lifecycle/suspend`);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    await moved(company, left, 'Withdrawn');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await company.store.read.exceptions({ open: true })).toMatchObject([{ kind: 'lowered-by-other-hand' }]);
    expect((await company.state(left)).proved).toBe(false);
  });
});
