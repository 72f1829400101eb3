import { expect, it } from 'vitest';
import { BEN, NADIA } from '../../examples/acme/forms.ts';
import { describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaCalls, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const RAFAEL = { email: 'rafael.ortiz@acme.example', token: 'rafael-token' };

describeStory('a last day', (makeCompany) => {
  it('ahead is kept to the end of that day where the person works, and not a second longer', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-31' });
    await company.untilQuiet();
    const mark = markOfLog(company);
    expect(commentsOn(company, left).join()).toMatch(/until 1 Apr 2026, 00:00/);
    await company.pass('2026-03-31T21:59:59Z');
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    await company.pass('2026-03-31T22:00:00Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    expect(statusOf(company, left)).toBe('Done');
  });

  it('that is moved on the offboarding moves the end', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-10' });
    await company.untilQuiet();
    await company.edit(left, { 'Last day': '2026-03-20' });
    await company.pass('2026-03-19T12:00:00Z');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    await company.pass('2026-03-20T23:00:00Z');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is not put off by a change that was filed before it, for a day that comes while they are to leave', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    const moves = {
      Employee: 'E2001',
      'Job title': 'Senior Engineer',
      'Start date': '2026-03-16',
      'Last day': '2026-12-31',
    };
    await company.file('Change', moves, NADIA);
    await company.untilQuiet();
    await company.pass('2026-03-10T08:00:00Z');
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-20' });
    await company.pass('2026-03-20T23:00:00Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('in the past acts at once, and the gap is said on the issue', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer({ 'Start date': '2026-01-05' }));
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-02-20' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    expect(commentsOn(company, left).join('\n')).toMatch(/asked for an end on 21 Feb 2026, 00:00.*9 days/);
  });

  it('on the onboarding form of a contractor ends the contract by itself, with the proof on that issue', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'Worker type': 'Contractor', 'Last day': '2026-03-31' }));
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('all-contractors');
    await company.pass('2026-03-31T22:00:00Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
    expect(commentsOn(company, issue).join('\n')).toMatch(/Closing read of everything/);
    expect(company.systems.mail.messages({ to: 'facilities@acme.example' })).toHaveLength(1);
  });

  it('prolonged on the contractor’s form before it comes keeps the access', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'Worker type': 'Contractor', 'Last day': '2026-03-31' }));
    await company.pass('2026-03-30T08:00:00Z');
    const groups = groupsOf(company, MARA);
    await company.edit(issue, { 'Last day': '2026-04-30' });
    await company.pass('2026-04-30T21:59:00Z');
    expect(groupsOf(company, MARA)).toEqual(groups);
    await company.pass('2026-04-30T22:00:00Z');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('set on the onboarding form by someone who may file offboardings ends the work', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-01-05' }));
    await company.untilQuiet();
    await company.edit(issue, { 'Last day': '2026-03-01' }, NADIA);
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('set there by someone without the right ends nothing, and a person is asked', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-01-05' }));
    await company.untilQuiet();
    const mark = markOfLog(company);
    await company.edit(issue, { 'Last day': '2026-03-01' }, BEN);
    await company.untilQuiet();
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(commentsOn(company, issue).at(-1)).toMatch(/“Last day” was last edited by someone who may not edit/);
    expect(await company.store.read.exceptions({ open: true })).toMatchObject([{ kind: 'unauthorised-edit' }]);
    expect(statusOf(company, issue)).toBe('Waiting');

    // Set again by someone with the right, the question answers itself.
    await company.edit(issue, { 'Last day': null }, NADIA);
    await company.untilQuiet();
    expect(await company.store.read.exceptions({ open: true })).toEqual([]);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('on a change ends nothing when its author may file changes but no offboardings', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer({ 'Start date': '2026-01-05' }));
    await company.untilQuiet();
    const mark = markOfLog(company);
    const change = await company.file('Change', { Employee: 'E2001', 'Last day': '2026-03-01' }, RAFAEL);
    await company.untilQuiet();
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(commentsOn(company, change).join()).toMatch(/“Last day” ends the work now/);
  });
});
