/** A leave of absence: sign-in is stopped from its first day to its last, what is held is kept, and the return is read back. */
import { expect, it } from 'vitest';
import type { Filed } from '../../examples/acme/forms.ts';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openException, openKinds, putInto } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites, recordOn, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const BERG = 'mara.berg@acme.example';
const newLogins = (text: string, file: string) =>
  file === 'tenure.yaml' ? text.replace('naming:\n', 'naming:\n  onNameChange: new-login\n') : text;

/** From Monday 9 March to the end of Friday 20 March, Zurich. */
const away = { Employee: 'E2001', 'Start date': '2026-03-09', 'Last day': '2026-03-20' };
const FIRST_MORNING = '2026-03-09T07:00:00.000Z';
const RETURN = '2026-03-20T23:00:00.000Z';

async function hired(company: Company): Promise<Filed> {
  const issue = await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
  return issue;
}

const statusAtOkta = (company: Company, login = MARA) => accountWith(company, login).status;
const mailsTo = ({ systems }: Company, to: string) => systems.mail.messages({ to }).map(({ subject }) => subject);

describeStory('a leave of absence', (makeCompany) => {
  it('stops the sign-in, takes nothing, lets what begins wait, and ends with a return that is read back', async () => {
    const company = await makeCompany({ policy: newLogins });
    const joined = await hired(company);
    const leave = await company.file('Leave', away);
    await company.untilQuiet();
    expect(statusAtOkta(company)).toBe('ACTIVE');
    expect(commentsOn(company, leave).join()).toMatch(/On leave from 9 Mar 2026, 08:00.* to 21 Mar 2026, 00:00/);

    const mark = markOfLog(company);
    await company.pass(FIRST_MORNING);
    expect(statusAtOkta(company)).toBe('SUSPENDED');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(oktaWrites(company, mark).filter((call) => call.includes('/groups/'))).toEqual([]);
    expect(statusOf(company, leave)).not.toBe('Done');
    expect(mailsTo(company, 'tomasz.nowak@acme.example').at(-1)).toMatch(/Mara Lindt is on leave/);
    // The issue that hired her is as done as it was.
    expect(statusOf(company, joined)).toBe('Done');
    expect((await company.state(joined)).proved).toBe(true);

    // Meanwhile her job and her name change: what no longer applies goes, what is new waits for her, as does her login.
    const promoted = { Employee: 'E2001', 'Job title': 'Engineering Manager', 'Last name': 'Berg' };
    const moved = await company.file('Change', promoted);
    await company.pass('2026-03-11T08:00:00Z');
    expect(statusAtOkta(company)).toBe('SUSPENDED');
    const kept = groupsOf(company, MARA);
    expect(ENGINEER_GROUPS).toEqual(expect.arrayContaining([...kept]));
    expect((await company.state(moved)).proved).toBe(false);

    await company.pass('2026-03-20T22:00:00Z');
    expect(statusAtOkta(company)).toBe('SUSPENDED');
    await company.pass(RETURN);
    expect(statusAtOkta(company, BERG)).toBe('ACTIVE');
    expect(groupsOf(company, BERG).filter((name) => !kept.includes(name))).not.toEqual([]);
    expect((await company.state(moved)).proved).toBe(true);
    expect((await company.state(leave)).proved).toBe(true);
    expect(statusOf(company, leave)).toBe('Done');
    expect(commentsOn(company, leave).join()).toMatch(/The leave is over.*\n?.*table was read again/);
    expect(mailsTo(company, 'tomasz.nowak@acme.example').join()).toMatch(/Mara Berg is back and can sign in/);
    expect(recordOn(company, leave)).toMatchObject({ ok: true });
    expect(await openKinds(company)).toEqual([]);
  });

  it('moved on the form is as long as it says now; an early return opens at once, and names what came meanwhile', async () => {
    const company = await makeCompany();
    await hired(company);
    putInto(company, 'app-figma-viewer', MARA);
    const leave = await company.file('Leave', { ...away, 'Start date': '2026-03-02', 'Last day': null });
    await company.untilQuiet();
    expect(statusAtOkta(company)).toBe('SUSPENDED');
    expect(commentsOn(company, leave).join()).toMatch(/no day of return yet/);
    putInto(company, 'app-figma-editor', MARA);
    await company.edit(leave, { 'Last day': '2026-03-06' });
    await company.edit(leave, { 'Last day': '2026-03-13' });
    await company.pass('2026-03-07T08:00:00Z');
    expect(statusAtOkta(company)).toBe('SUSPENDED');
    await company.edit(leave, { 'Last day': '2026-03-06' });
    await company.untilQuiet();
    expect(statusAtOkta(company)).toBe('ACTIVE');
    expect(await openException(company, 'memberships-revived')).toMatchObject({
      detail: { groups: 'app-figma-editor' },
    });
    expect((await company.state(leave)).proved).toBe(false);
    expect(await decide(company, 'memberships-revived', 'ignore')).toMatchObject({ ok: true });
    expect((await company.state(leave)).proved).toBe(true);
    // The day of return it had before comes, and finds nothing to do.
    const mark = markOfLog(company);
    await company.pass('2026-03-15T08:00:00Z');
    expect(oktaWrites(company, mark)).toEqual([]);
  });

  it('lifts only its own suspension: what another hand did meanwhile waits for a person', async () => {
    const company = await makeCompany();
    await hired(company);
    const leave = await company.file('Leave', away);
    await company.pass(FIRST_MORNING);
    const lifecycle = (what: string) =>
      clickAtOkta(company, 'POST', `/users/${accountWith(company, MARA).id}/lifecycle/${what}`);
    await lifecycle('unsuspend');
    await company.edit(leave, { Notify: 'look@acme.example' });
    await company.untilQuiet();
    expect(statusAtOkta(company)).toBe('ACTIVE');
    expect(await openKinds(company)).toEqual(['raised-by-other-hand']);
    expect(await decide(company, 'raised-by-other-hand', 'remove')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(statusAtOkta(company)).toBe('SUSPENDED');

    await lifecycle('deactivate');
    await company.pass(RETURN);
    expect(statusAtOkta(company)).toBe('DEPROVISIONED');
    expect(await openKinds(company)).toEqual(['lowered-by-other-hand']);
    expect((await company.state(leave)).proved).toBe(false);
    expect(await decide(company, 'lowered-by-other-hand', 'restore')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(['PROVISIONED', 'ACTIVE']).toContain(statusAtOkta(company));
    expect((await company.state(leave)).proved).toBe(true);
  });

  it('gives way to an offboarding: who left while away is closed, and is not opened on the day of return', async () => {
    const company = await makeCompany();
    await hired(company);
    const leave = await company.file('Leave', away);
    await company.pass(FIRST_MORNING);
    const told = () => mailsTo(company, 'tomasz.nowak@acme.example');
    const before = told().length;
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(statusAtOkta(company)).toBe('DEPROVISIONED');
    // The leave is over with the work, and nobody hears of a return that was none.
    expect(told().slice(before).join()).not.toMatch(/back/);
    expect(commentsOn(company, leave).join()).toMatch(/nothing here is left to be read back/);
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    await company.pass(RETURN);
    expect(statusAtOkta(company)).toBe('DEPROVISIONED');
    expect(commentsOn(company, leave).join()).toMatch(/The work ended before they were back/);
    expect(told().slice(before).join()).not.toMatch(/back/);
    expect(await openKinds(company)).toEqual([]);
  });
});
