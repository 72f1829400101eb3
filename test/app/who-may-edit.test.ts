/** Authority beyond the values that stand on a form: what was emptied, and what kind of form it is. */
import { expect, it } from 'vitest';
import { BEN, NADIA } from '../../examples/acme/forms.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const RAFAEL = { email: 'rafael.ortiz@acme.example', token: 'rafael-token' };
const SOFIA = { email: 'sofia.rossi@acme.example', token: 'sofia-token' };

const openKinds = async ({ store }: Company) => (await store.read.exceptions({ open: true })).map(({ kind }) => kind);

function notNull<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the form names nobody');
  return value;
}

async function hired(company: Company, values = {}) {
  const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-01-05', ...values }));
  await company.untilQuiet();
  return issue;
}

describeStory('a field emptied by someone without the right', (makeCompany) => {
  it('brings no leaver’s end forward', async () => {
    const company = await makeCompany();
    await hired(company);
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-31' });
    await company.untilQuiet();
    await company.edit(left, { 'Last day': null }, BEN);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await openKinds(company)).toEqual(['unauthorised-edit']);
    expect(commentsOn(company, left).at(-1)).toMatch(/“Last day” was last edited by someone who may not edit/);

    await company.pass('2026-04-01T12:00:00.000Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
  });

  it('makes no contract endless, and emptied by someone with the right it does', async () => {
    const company = await makeCompany();
    const issue = await hired(company, { 'Last day': '2026-03-31' });
    await company.edit(issue, { 'Last day': null }, BEN);
    await company.untilQuiet();
    const [person] = await company.store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody was registered');
    const end = async () => (await company.store.read.person(person)).engagements[0]?.end;
    expect(await end()).not.toBeNull();

    await company.edit(issue, { 'Last day': '2026-04-30' }, NADIA);
    await company.edit(issue, { 'Last day': null }, NADIA);
    await company.untilQuiet();
    expect(await end()).toBeNull();
    expect(await openKinds(company)).toEqual([]);
  });
});

describeStory('a field edited by someone without the right', (makeCompany) => {
  it('and set again together with another one is proved by the reading of that other one', async () => {
    const company = await makeCompany();
    const issue = await hired(company, { 'Last day': '2026-05-31' });
    await company.edit(issue, { 'Last day': '2026-06-30' }, BEN);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['unauthorised-edit']);
    const before = (await company.timeline(issue)).length;
    await company.edit(issue, { 'Last day': '2026-05-31', 'Last name': 'Lindt-Meyer' }, NADIA);
    await company.untilQuiet();
    const told = (await company.timeline(issue)).slice(before).map(({ event }) => event.type);
    const proof = ['ExceptionSettled', 'ProfileVerified', 'CaseProved'];
    expect(told.filter((type) => proof.includes(type))).toEqual(proof);
  });
});

describeStory('a form of one kind', (makeCompany) => {
  it('is not turned into an offboarding by moving it to another type', async () => {
    const company = await makeCompany();
    await hired(company);
    const change = await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Engineer' });
    await company.untilQuiet();
    const before = groupsOf(company, MARA);
    // As after a bulk move, and one more edit: the fields were all set by those who may.
    const { world } = company;
    const readForm: typeof world.tracker.readForm = async (issue) => {
      const form = await world.tracker.readForm(issue);
      return form === null
        ? null
        : { ...form, issueType: 'Offboarding', fields: { person: notNull(form.fields.person) } };
    };
    await lookAtIssue({ ...world, tracker: { ...world.tracker, readForm } }, change.id);
    await company.untilQuiet();
    expect(commentsOn(company, change).at(-1)).toMatch(/accepted as another kind of case/);
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect(groupsOf(company, MARA)).toEqual(before);
  });
});

describeStory('a change', (makeCompany) => {
  it('moves no end that an offboarding has set, when its author may file no offboardings', async () => {
    const company = await makeCompany();
    await hired(company);
    await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-31' });
    await company.untilQuiet();
    const change = await company.file('Change', { Employee: 'E2001', 'Last day': '2026-12-31' }, RAFAEL);
    await company.untilQuiet();
    expect(commentsOn(company, change).join()).toMatch(/Last day/);
    await company.pass('2026-04-01T12:00:00.000Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
  });

  it('touched again does not bring back an end that an offboarding has moved since', async () => {
    const company = await makeCompany();
    await hired(company);
    const change = await company.file('Change', { Employee: 'E2001', 'Last day': '2026-12-31' });
    await company.untilQuiet();
    await company.pass('1h');
    await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-31' });
    await company.untilQuiet();
    await company.pass('1h');
    await company.edit(change, { 'Job title': 'Senior Engineer' });
    await company.pass('2026-04-01T12:00:00.000Z');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
  });

  it('is not filed by the person it is about, also when it names their number and their address is hidden', async () => {
    const company = await makeCompany({ systems: { jira: { hiddenMail: 'all' } } });
    const sofia = { 'Employee number': '1004', 'First name': 'Sofia', 'Last name': 'Rossi' };
    await company.file('Onboarding', engineer({ ...sofia, Manager: null }));
    await company.untilQuiet();
    const change = await company.file('Change', { Employee: '1004', 'Job title': 'Senior Engineer' }, SOFIA);
    await company.untilQuiet();
    expect(commentsOn(company, change).join()).toMatch(/Nobody decides for themselves/);
  });
});
