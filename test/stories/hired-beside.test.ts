/** Hired a second time while the first work goes on: refused, and read again without a hint when that work was a mistake. */
import { expect, it } from 'vitest';
import { type Filed, NADIA } from '../../examples/acme/forms.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const TWICE = 'belongs to somebody who works here already';
const said = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');
const isAccepted = async (company: Company, issue: Filed) => (await company.state(issue)).accepted;

async function refused(company: Company, values: Parameters<typeof engineer>[0]): Promise<Filed> {
  const issue = await company.file('Onboarding', engineer(values));
  await company.untilQuiet();
  expect(said(company, issue)).toContain(TWICE);
  expect(await isAccepted(company, issue)).toBe(false);
  return issue;
}

async function hired(company: Company, values: Parameters<typeof engineer>[0] = {}): Promise<Filed> {
  const issue = await company.file('Onboarding', engineer(values));
  await company.untilQuiet();
  return issue;
}

async function takesBack(company: Company, first: Filed): Promise<Filed> {
  await company.forms.moveTo(NADIA, first.key, 'Withdrawn');
  return first;
}

describeStory('a second hire beside the work that goes on', (makeCompany) => {
  it('is read again at once when that work is taken back', async () => {
    const company = await makeCompany();
    const first = await hired(company, { 'Start date': '2026-04-06' });
    const second = await refused(company, { 'Start date': '2026-04-13' });
    await company.forms.moveTo(NADIA, first.key, 'Withdrawn');
    await company.untilQuiet();
    expect(await isAccepted(company, second)).toBe(true);
    await company.pass('2026-04-14T08:00:00Z');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('is read again at once when that contract is to end sooner, and only where it is out of the way by then', async () => {
    const company = await makeCompany();
    const contract = { 'Worker type': 'Contractor', 'Last day': '2026-05-29' };
    const first = await hired(company, contract);
    const second = await refused(company, { 'Start date': '2026-05-04' });
    await company.edit(first, { 'Last day': '2026-05-08' });
    await company.untilQuiet();
    expect(await isAccepted(company, second)).toBe(false);
    await company.edit(first, { 'Last day': '2026-04-30' });
    await company.untilQuiet();
    expect(await isAccepted(company, second)).toBe(true);
  });

  it('brings nobody back when that contract has ended by its date, and none by a word on it', async () => {
    const company = await makeCompany();
    const contract = { 'Worker type': 'Contractor', 'Last day': '2026-04-17' };
    await hired(company, contract);
    const second = await refused(company, { 'Start date': '2026-04-06' });
    await company.pass('2026-04-18T08:00:00Z');
    expect(await isAccepted(company, second)).toBe(false);
    await company.edit(second, { 'First name': 'Maria' });
    await company.untilQuiet();
    expect(await company.state(second)).toMatchObject({ accepted: false, problems: [{ code: 'already-engaged' }] });
    expect(groupsOf(company, MARA)).toEqual([]);
    await company.edit(second, { 'Start date': '2026-04-18' });
    await company.untilQuiet();
    expect(await isAccepted(company, second)).toBe(true);
  });

  it.each([
    ['they had left', (company: Company) => company.file('Offboarding', { Employee: 'E2001' })],
    ['the first was taken back', takesBack],
  ])('was none where %s before it was filed, and that was read after it', async (_, ends) => {
    const company = await makeCompany({ deaf: true });
    const { world } = company;
    const first = await company.file('Onboarding', engineer());
    await lookAtIssue(world, first.id);
    await company.untilQuiet();
    const left = await ends(company, first);
    await company.pass('1h');
    const second = await company.file('Onboarding', engineer());
    await lookAtIssue(world, second.id);
    expect(await company.state(second)).toMatchObject({ accepted: false, problems: [{ code: 'already-engaged' }] });
    await company.leap('10m');
    await lookAtIssue(world, left.id);
    await lookAtIssue(world, second.id);
    await company.untilQuiet();
    expect(await isAccepted(company, second)).toBe(true);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('brings nobody back when the form was refused for something else meanwhile', async () => {
    const company = await makeCompany();
    const first = await hired(company, { 'Worker type': 'Contractor', 'Last day': '2026-04-17' });
    const second = await refused(company, { 'Start date': '2026-04-06' });
    await company.edit(second, { 'First name': null });
    await company.pass('2026-04-18T08:00:00Z');
    const between = await company.state(second);
    expect(between.problems.map(({ code }) => code)).not.toContain('already-engaged');
    await company.edit(second, { 'First name': 'Mara' });
    await company.untilQuiet();
    expect(await company.state(second)).toMatchObject({ accepted: false, problems: [{ code: 'already-engaged' }] });
    expect([groupsOf(company, MARA), await isAccepted(company, first)]).toEqual([[], true]);
  });

  it('brings nobody back when it is ended at once', async () => {
    const company = await makeCompany();
    const contract = { 'Worker type': 'Contractor', 'Last day': '2026-09-30' };
    const first = await hired(company, contract);
    const second = await refused(company, {});
    await company.leap('2026-08-10T08:00:00Z');
    await company.edit(first, { 'Last day': '2026-08-07' });
    await company.pass('2026-08-12T08:00:00Z');
    expect(await isAccepted(company, second)).toBe(false);
    expect(groupsOf(company, MARA)).toEqual([]);
  });

  it('brings nobody back where its form was only read after that contract had ended', async () => {
    const company = await makeCompany({ deaf: true });
    const { world } = company;
    const first = await company.file('Onboarding', engineer({ 'Worker type': 'Contractor', 'Last day': '2026-04-17' }));
    await lookAtIssue(world, first.id);
    await company.untilQuiet();
    const second = await company.file('Onboarding', engineer({ 'Start date': '2026-04-06' }));
    await company.leap('2026-04-18T08:00:00Z');
    await lookAtIssue(world, second.id);
    await company.untilQuiet();
    expect(await company.state(second)).toMatchObject({ accepted: false, problems: [{ code: 'already-engaged' }] });
    expect(groupsOf(company, MARA)).toEqual([]);
  });

  it('brings nobody back by the offboarding that was filed before it', async () => {
    const company = await makeCompany();
    await hired(company);
    await company.file('Offboarding', { Employee: MARA, 'Last day': '2026-04-30' });
    await company.untilQuiet();
    await company.leap('2026-03-20T08:00:00Z');
    const second = await refused(company, {});
    await company.pass('2026-05-02T08:00:00Z');
    expect(await isAccepted(company, second)).toBe(false);
    expect(groupsOf(company, MARA)).toEqual([]);
  });

  it('brings nobody back who has not come', async () => {
    const company = await makeCompany();
    const first = await hired(company);
    const second = await refused(company, {});
    await company.leap('2026-03-20T08:00:00Z');
    await company.forms.moveTo(NADIA, first.key, 'No-show');
    await company.untilQuiet();
    expect((await company.state(first)).withdrawn).not.toBeNull();
    expect(await isAccepted(company, second)).toBe(false);
    expect(groupsOf(company, MARA)).toEqual([]);
  });

  it('that was filed after this one, as work beside it, keeps nobody from this one by being read first', async () => {
    const company = await makeCompany({ deaf: true });
    const { world } = company;
    const first = await company.file('Onboarding', engineer());
    await company.pass('1h');
    const beside = { 'Job title': 'Data Analyst', Department: 'Data', 'Last day': '2026-03-13' };
    const second = await company.file('Onboarding', engineer({ ...beside, 'Additional engagement': 'Yes' }));
    await lookAtIssue(world, second.id);
    await lookAtIssue(world, first.id);
    expect(await company.state(first)).toMatchObject({ accepted: true, problems: [] });
    await company.pass('2026-03-14T08:00:00Z');
    expect([groupsOf(company, MARA), statusOf(company, first)]).toEqual([ENGINEER_GROUPS, 'Done']);
  });

  it('that an offboarding has ended before it began stays ended, whatever first day is written on it', async () => {
    const company = await makeCompany();
    await hired(company, { 'Worker type': 'Contractor', 'Last day': '2026-04-10' });
    const second = await hired(company, { 'Start date': '2026-04-13' });
    await company.file('Offboarding', { Employee: MARA, 'Last day': '2026-04-09' });
    await company.untilQuiet();
    await company.edit(second, { 'Start date': '2026-04-20' });
    await company.untilQuiet();
    expect(said(company, second)).toContain('employee from 20 Apr 2026, 08:00:00, until 10 Apr 2026, 00:00:00');
    await company.pass('2026-04-21T08:00:00Z');
    expect(groupsOf(company, MARA)).toEqual([]);
  });
});
