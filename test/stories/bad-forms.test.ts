/** Bad input on a form: one clear message on the issue, nothing half done, nothing lost, the service stays up. */
import { expect, it } from 'vitest';
import { BEN, type Filed, type FormValues } from '../../examples/acme/forms.ts';
import { jiraSeed } from '../../examples/acme/seed.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaCalls, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const FORMS: Readonly<Record<string, { readonly values: FormValues; readonly says: RegExp }>> = {
  'a missing value': { values: { Department: null }, says: /“Department” is empty\. Fill it in/ },
  'several things wrong at once': {
    values: { 'First name': null, 'Private email': 'not an address', 'Last day': '2026-01-01' },
    says: /“First name” is empty\..*“Private email” is not a mail address/s,
  },
  'values that no row of the table knows': {
    values: { 'Worker type': null, Notify: 'somebody' },
    says: /“Worker type” is empty\..*“Notify” is not a mail address/s,
  },
  'an end before the start': { values: { 'Last day': '2026-02-01' }, says: /“Last day” is not after the start/ },
  'a field of far too many words': { values: { 'Last name': 'x'.repeat(240) }, says: /“Last name” is too long/ },
};

async function expectRefused(company: Company, issue: Filed, says: RegExp) {
  const comments = commentsOn(company, issue);
  expect(comments).toHaveLength(1);
  expect(comments[0]).toMatch(/cannot be acted on yet\. Nothing was changed/);
  expect(comments[0]).toMatch(says);
  expect(statusOf(company, issue)).toBe('Waiting');
  expect(company.systems.okta.directory.user(MARA)).toBeUndefined();
  expect(company.systems.mail.messages({ to: 'mara@home.example' })).toEqual([]);
}

describeStory('a form with', (makeCompany) => {
  for (const [what, { values, says }] of Object.entries(FORMS)) {
    it(`${what} is refused with one message on the issue, and accepted once it is corrected`, async () => {
      const company = await makeCompany();
      const mark = markOfLog(company);
      const issue = await company.file('Onboarding', engineer(values));
      await company.untilQuiet();
      await expectRefused(company, issue, says);
      expect(oktaCalls(company, mark).filter((call) => !call.startsWith('GET'))).toEqual([]);
      const corrected = Object.fromEntries(Object.keys(values).map((field) => [field, engineer()[field] ?? null]));
      await company.edit(issue, corrected);
      await company.untilQuiet();
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
      expect(statusOf(company, issue)).toBe('Done');
    });
  }

  it('a manager nobody knows is refused by name, and nobody is hired', async () => {
    const fields = jiraSeed.fields?.map((field) =>
      field.name === 'Manager' ? { name: 'Manager', type: 'text' as const } : field,
    );
    const company = await makeCompany({ systems: { jira: { seed: { ...jiraSeed, fields: fields ?? [] } } } });
    const issue = await company.file('Onboarding', engineer({ Manager: 'nobody@acme.example' }));
    await company.untilQuiet();
    await expectRefused(company, issue, /“Manager” names a manager nobody knows/);
    await company.edit(issue, { Manager: 'yuki.tanaka@acme.example' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('the same fault again is not said again', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ Department: null }));
    await company.untilQuiet();
    for (const _ of [1, 2]) await company.world.engine.send({ lane: 'look', issue: issue.id });
    await company.pass('1m');
    expect(commentsOn(company, issue)).toHaveLength(1);
  });

  it('emoji, markup and marks that turn the writing around in a name hires somebody with that plain name', async () => {
    const company = await makeCompany();
    const issue = await company.file(
      'Onboarding',
      engineer({ 'First name': 'Mara \u202e<b>', 'Last name': '{{link}} [a|http://x.example] Lindt' }),
    );
    await company.untilQuiet();
    const hired = company.systems.okta.directory.users().find(({ profile }) => profile.employeeNumber === 'E2001');
    expect(hired?.profile).toMatchObject({ firstName: 'Mara <b>', lastName: '{{link}} [a|http://x.example] Lindt' });
    expect(String(hired?.profile.login)).toMatch(/^[a-z0-9.-]+@acme\.example$/);
    expect(statusOf(company, issue)).toBe('Done');
    const mail = company.systems.mail.messages({ to: 'mara@home.example' })[0];
    expect(mail?.html).not.toContain('Mara <b>');
    expect(mail?.html).toContain('Mara &lt;b&gt;');
  });

  it('an emoji that Okta does not take is an exception on the issue, and the form is corrected there', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'First name': 'Mara 🚀' }));
    await company.untilQuiet();
    expect(company.systems.okta.directory.user(MARA)).toBeUndefined();
    expect(commentsOn(company, issue).join()).toMatch(/The provider refused a change for good/);
    expect(statusOf(company, issue)).toBe('Waiting');
    await company.edit(issue, { 'First name': 'Mara' });
    await company.pass('10m');
    expect(accountWith(company, MARA).profile).toMatchObject({ firstName: 'Mara' });
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('a field of 200 kB is refused by name and stays out of the store', async () => {
    const company = await makeCompany({ systems: { jira: { textLimits: { shortText: 300_000 } } } });
    const issue = await company.file('Onboarding', engineer({ 'Last name': 'x'.repeat(200_000) }));
    await company.untilQuiet();
    await expectRefused(company, issue, /“Last name” is too long/);
    expect(JSON.stringify(await company.timeline(issue)).length).toBeLessThan(10_000);
  });

  it('nobody Tenure knows, or somebody who may not file, ends nobody’s work', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const mark = markOfLog(company);
    const unknown = await company.file('Offboarding', { Employee: 'E9999' });
    const empty = await company.file('Offboarding', {});
    const foreign = await company.file('Offboarding', { Employee: 'E2001' }, BEN);
    await company.untilQuiet();
    expect(commentsOn(company, unknown).join()).toMatch(/“Employee” names nobody Tenure knows/);
    expect(commentsOn(company, empty).join()).toMatch(/“Employee” is empty/);
    expect(commentsOn(company, foreign).join()).toMatch(/filed by someone who may not file/);
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('words that fit two people is refused until one of them is meant', async () => {
    const company = await makeCompany();
    const jonas = 'jonas.lindt@acme.example';
    await company.file('Onboarding', engineer({ 'Employee number': jonas }));
    await company.file('Onboarding', engineer({ 'Employee number': 'E2002', 'First name': 'Jonas' }));
    await company.untilQuiet();
    const change = await company.file('Change', { Employee: jonas, 'Job title': 'Senior Engineer' });
    await company.untilQuiet();
    expect(commentsOn(company, change).join()).toMatch(/“Employee” fits more than one person/);
    await company.edit(change, { Employee: 'e2002' });
    await company.untilQuiet();
    expect(groupsOf(company, jonas)).toContain('eng-senior');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(change)).proved).toBe(true);
  });
});
