/** People picked on a form while Jira hides every address: found when certain, refused in words when not. */
import { expect, it } from 'vitest';
import { jiraSeed } from '../../examples/acme/seed.ts';
import { withAddresses } from '../../src/app/look/pickedPeople.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

/** `Employee` is picked, not typed. */
const FIELDS = (jiraSeed.fields ?? []).map((field) =>
  field.name === 'Employee' ? { name: 'Employee', type: 'user' as const } : field,
);
const HIDDEN = { systems: { jira: { hiddenMail: 'all', seed: { ...jiraSeed, fields: FIELDS } } } } as const;

function inJira({ systems }: Company, displayName: string, email: string): void {
  systems.jira.site.seed({ users: [{ displayName, email, token: `${email} token`, groups: [] }] });
}

function notNull<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('nobody is picked');
  return value;
}

const managerOf = async (company: Company) => {
  const [person] = await company.store.read.findPersons('E2001');
  return person === undefined ? null : (await company.store.read.person(person)).person?.profile.managerMail;
};

describeStory('somebody picked whose address is hidden', (makeCompany) => {
  it('is the manager whom the naming rule leads to, when Jira says it is that account', async () => {
    const company = await makeCompany(HIDDEN);
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(await managerOf(company)).toBe('tomasz.nowak@acme.example');
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('whose name has a hundred words costs a few questions, not one for each way to read it', async () => {
    const company = await makeCompany(HIDDEN);
    const { world } = company;
    const name = Array.from({ length: 100 }, (_, nth) => `w${nth}`).join(' ');
    const users = Array.from({ length: 50 }, (_, nth) => ({ kind: 'user', id: `u${nth}`, mail: null, name }) as const);
    const issue = await company.file('Onboarding', engineer({ Manager: null }));
    const [shown, force] = await Promise.all([world.tracker.readForm(issue.id), world.rules.current()]);
    const touch = shown?.fields.givenName;
    if (shown === null || touch === undefined || force === null) throw new Error('nothing to read');
    const asked: string[] = [];
    const findUser = async (mail: string) => {
      asked.push(mail);
      return null;
    };
    const counting = { ...world, tracker: { ...world.tracker, findUser } };
    const one = { ...shown, fields: { manager: { ...touch, value: notNull(users[0]) } } };
    await withAddresses(counting, force, one, null);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThanOrEqual(12);
    const many = { ...shown, fields: { notify: { ...touch, value: { kind: 'users', users } as const } } };
    await withAddresses(counting, force, many, null);
    expect(asked.length).toBeLessThanOrEqual(12 + 60);
  });

  it('is the leaver, and is the mover', async () => {
    const company = await makeCompany(HIDDEN);
    await company.file('Onboarding', engineer());
    inJira(company, 'Mara Lindt', MARA);
    await company.untilQuiet();
    const change = await company.file('Change', { Employee: MARA, 'Job title': 'Senior Engineer' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('eng-senior');
    expect((await company.state(change)).proved).toBe(true);
    const left = await company.file('Offboarding', { Employee: MARA });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is refused with what to do when the name leads to nobody, or to somebody else of that name', async () => {
    const company = await makeCompany(HIDDEN);
    inJira(company, 'T. N.', 'tn@acme.example');
    inJira(company, 'Tomasz Nowak', 'other.nowak@acme.example');
    const issue = await company.file('Onboarding', engineer({ Manager: 'tn@acme.example' }));
    await company.untilQuiet();
    const refused = /“Manager” names somebody whose mail address Jira hides.*Let them show their address/;
    expect(commentsOn(company, issue)).toHaveLength(1);
    expect(commentsOn(company, issue)[0]).toMatch(refused);
    await company.edit(issue, { Manager: 'other.nowak@acme.example' });
    await company.untilQuiet();
    expect(await managerOf(company)).toBeNull();
    await company.edit(issue, { Manager: 'tomasz.nowak@acme.example' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await managerOf(company)).toBe('tomasz.nowak@acme.example');
  });

  it('who hides their address after the form was accepted changes nothing', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { acceptances } = await company.state(issue);
    const manager = company.systems.jira.site.directory.userWithMail('tomasz.nowak@acme.example');
    if (manager === undefined) throw new Error('no manager');
    manager.mailHidden = true;
    manager.displayName = 'T.';
    await company.edit(issue, { 'Job title': 'Senior Engineer' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('eng-senior');
    expect((await company.state(issue)).acceptances).toBe(acceptances + 1);
    expect(await managerOf(company)).toBe('tomasz.nowak@acme.example');
  });
});
