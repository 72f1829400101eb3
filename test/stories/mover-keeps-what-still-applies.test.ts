import { expect, it } from 'vitest';
import { BEN, type Filed } from '../../examples/acme/forms.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaCalls, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const TO_DATA = { Department: 'Data', 'Job title': 'Data Engineer' };
const LOSES = ['eng-core'];
const GAINS = ['app-snowflake-reader', 'app-tableau'];
const DATA_GROUPS = [...ENGINEER_GROUPS.filter((group) => !LOSES.includes(group)), ...GAINS].sort();

async function hired(company: Company): Promise<Filed> {
  const issue = await company.file('Onboarding', engineer());
  await company.untilQuiet();
  return issue;
}

describeStory(
  'a mover',
  (makeCompany) => {
    it('filed as a change is added and verified first, loses the rest after it, and keeps what still applies', async () => {
      const company = await makeCompany();
      await hired(company);
      const mark = markOfLog(company);
      const change = await company.file('Change', { Employee: 'E2001', ...TO_DATA });
      await company.untilQuiet();

      expect(groupsOf(company, MARA)).toEqual(DATA_GROUPS);
      expect(accountWith(company, MARA).profile).toMatchObject({ department: 'Data', title: 'Data Engineer' });
      const calls = oktaCalls(company, mark);
      const lastAdd = calls.findLastIndex((call) => call.startsWith('PUT /groups/'));
      const removal = calls.indexOf('DELETE /groups/eng-core/users/mara.lindt');
      const readBetween = calls.slice(lastAdd, removal).filter((call) => call === 'GET /users/mara.lindt/groups');
      expect(oktaWrites(company, mark)).toEqual([
        'POST /users/mara.lindt',
        ...GAINS.map((group) => `PUT /groups/${group}/users/mara.lindt`).sort(
          (a, b) => calls.indexOf(a) - calls.indexOf(b),
        ),
        'DELETE /groups/eng-core/users/mara.lindt',
      ]);
      expect(readBetween).toHaveLength(1);
      expect((await company.state(change)).proved).toBe(true);
      expect(statusOf(company, change)).toBe('Done');
      const text = commentsOn(company, change).join('\n');
      expect(text).toMatch(/Joined \| app-tableau/);
      expect(text).toMatch(/Left \| eng-core/);
    });
  },
  'both',
);

describeStory('a mover', (makeCompany) => {
  it('moved on the onboarding form itself ends at the same groups, with the evidence there', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    await company.edit(issue, TO_DATA);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(DATA_GROUPS);
    expect(commentsOn(company, issue).join('\n')).toMatch(/Left \| eng-core/);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('keeps what was asked for on a form', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer({ Applications: ['Figma: editor'] }));
    await company.untilQuiet();
    await company.file('Change', { Employee: 'E2001', ...TO_DATA });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([...DATA_GROUPS, 'app-figma-editor'].sort());
  });

  it('is not moved back when somebody later touches another field of the onboarding form', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    await company.pass('1d');
    await company.file('Change', { Employee: 'E2001', ...TO_DATA, Manager: 'yuki.tanaka@acme.example' });
    await company.pass('1d');
    await company.edit(issue, { Notify: 'lena.brandt@acme.example' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(DATA_GROUPS);
    expect(accountWith(company, MARA).profile).toMatchObject({ department: 'Data' });
    const person = (await company.state(issue)).person;
    if (person === null) throw new Error('nobody is concerned');
    expect((await company.store.read.person(person)).person?.profile.managerMail).toBe('yuki.tanaka@acme.example');
  });

  it('keeps the old access for the overlap that policy sets, to the minute', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('moverOverlap: 0h', 'moverOverlap: 24h') });
    await hired(company);
    const change = await company.file('Change', { Employee: 'E2001', ...TO_DATA });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([...DATA_GROUPS, 'eng-core'].sort());
    expect((await company.state(change)).proved).toBe(false);
    await company.pass('23h');
    expect(groupsOf(company, MARA)).toContain('eng-core');
    await company.pass('1h');
    expect(groupsOf(company, MARA)).toEqual(DATA_GROUPS);
    expect((await company.state(change)).proved).toBe(true);
  });

  it('whose change is dated ahead moves on that day', async () => {
    const company = await makeCompany();
    await hired(company);
    const change = await company.file('Change', { Employee: MARA, ...TO_DATA, 'Start date': '2026-03-09' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(commentsOn(company, change).join()).toMatch(/to take effect on 9 Mar 2026, 08:00/);
    await company.pass('2026-03-09T07:00:00Z');
    expect(groupsOf(company, MARA)).toEqual(DATA_GROUPS);
    expect((await company.state(change)).proved).toBe(true);
  });

  it('who marries has the new name in the profile, the same account, and the same groups', async () => {
    const company = await makeCompany();
    await hired(company);
    const before = accountWith(company, MARA).id;
    const change = await company.file('Change', { Employee: 'E2001', 'Last name': 'Lindt-Moser' });
    await company.untilQuiet();
    expect(accountWith(company, MARA)).toMatchObject({ id: before, profile: { lastName: 'Lindt-Moser', login: MARA } });
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(change)).proved).toBe(true);
  });

  it('whose form says nothing of an optional value any more no longer has it, nor what came with it', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    expect(groupsOf(company, MARA)).toContain('site-switzerland');
    await company.edit(issue, { Location: null });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS.filter((group) => group !== 'site-switzerland'));
    expect(accountWith(company, MARA).profile).not.toHaveProperty('city');
    expect(accountWith(company, MARA).profile).toMatchObject({ department: 'Engineering' });
    expect(commentsOn(company, issue).at(-1)).toMatch(/Profile: city/);
    expect((await company.state(issue)).proved).toBe(true);
    await company.edit(issue, { Location: 'Boston' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('site-boston');
    expect(accountWith(company, MARA).profile).toMatchObject({ city: 'Boston' });
  });

  it('keeps an optional value that was emptied by somebody without the right, or before another case set it', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    await company.edit(issue, { Location: null }, BEN);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(commentsOn(company, issue).at(-1)).toMatch(/“Location” was last edited by someone who may not edit/);

    await company.edit(issue, { Location: 'Basel' });
    await company.edit(issue, { Location: null });
    await company.pass('1h');
    await company.file('Change', { Employee: 'E2001', Location: 'Zurich' });
    await company.pass('1h');
    await company.edit(issue, { Notify: 'lena.brandt@acme.example' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('whose form lost a required value stays as they are until it is filled in', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    await company.edit(issue, { Department: null });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(commentsOn(company, issue).at(-1)).toMatch(/“Department” is empty/);
  });

  it('is not moved by a field that Jira no longer shows on the form: unknown is never gone', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    const { world } = company;
    const readForm: typeof world.tracker.readForm = async (id) => {
      const form = await world.tracker.readForm(id);
      if (form === null) return null;
      const { location: _, ...fields } = form.fields;
      return { ...form, fields, unreadable: [{ field: 'location', why: 'not-on-issue' }] };
    };
    await lookAtIssue({ ...world, tracker: { ...world.tracker, readForm } }, issue.id);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });
});
