/** At start: what our credential may do, and whether the names in the configuration exist. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CASES, FIELDS, type JiraUnderTest, startJira } from './jiraSite.ts';

describe('checking the connection to Jira', () => {
  let world: JiraUnderTest;
  beforeEach(async () => {
    world = await startJira();
  });
  afterEach(() => world.jira.stop());
  const [onboarding] = CASES;
  if (onboarding === undefined) throw new Error('no case');

  it('holds every power with the credential of the example', async () => {
    const powers = await world.tracker.probePowers();
    expect(powers.filter(({ held }) => !held)).toEqual([]);
    expect(powers.map(({ power }) => power)).toContain('ONB: Administer projects (to read who holds a role)');
  });

  it('knows a wrong token although Jira answers reads with it', async () => {
    const powers = await world.another({ token: 'expired' }).probePowers();
    expect(powers).toMatchObject([{ power: 'sign in to Jira', held: false }]);
  });

  it('names the missing permission and where it is given', async () => {
    world.jira.site.addProject({
      key: 'OFF',
      name: 'Leavers',
      types: [{ name: 'Offboarding' }],
      permissions: { TRANSITION_ISSUES: ['nobody'] },
    });
    const powers = await world.another({ cases: [{ ...onboarding, project: 'OFF', mayFile: [] }] }).probePowers();
    expect(powers.filter(({ held }) => !held)).toEqual([
      {
        power: 'OFF: Transition issues',
        held: false,
        remedy: 'give the service account TRANSITION_ISSUES in the permission scheme of project OFF',
      },
    ]);
  });

  it('holds nothing in a project it cannot see', async () => {
    const powers = await world.another({ cases: [{ ...onboarding, project: 'SECRET', mayFile: [] }] }).probePowers();
    expect(powers.filter(({ held }) => !held).map(({ power }) => power)).toContain('SECRET: Browse projects');
  });

  it('says that a project is archived, and names no right for it', async () => {
    const [key, types] = ['OLD', [{ name: 'Offboarding' }]];
    world.jira.site.addProject({ key, name: 'Leavers', types, permissions: { EDIT_ISSUES: ['nobody'] } });
    const archived = { id: '10900', key: 'OLD', archived: true };
    world.jira.faults.add({ on: 'GET /rest/api/3/project/OLD', do: 'refuse', status: 200, body: archived });
    const powers = await world.another({ cases: [{ ...onboarding, project: 'OLD', mayFile: [] }] }).probePowers();
    expect(powers.filter(({ held }) => !held).map(({ power }) => power)).toEqual(['OLD: the project is archived']);
  });

  it('has nothing to say about the mapping of the example', async () => {
    expect(await world.tracker.checkMapping()).toEqual([]);
    expect(await world.another({ ledger: { project: 'ONB', issueType: 'question' } }).checkMapping()).toEqual([]);
  });

  it('names a place for seals that is not there', async () => {
    const of = async (project: string, issueType: string) =>
      (await world.another({ ledger: { project, issueType } }).checkMapping()).map(({ what }) => what);
    expect(await of('ONB', 'Seals')).toEqual(['seals.ledger: ONB has no issue type "Seals"']);
    expect(await of('LEDGER', 'Seals')).toEqual(['seals.ledger: project LEDGER is not there, or not for us']);
  });

  it('names every name that does not exist', async () => {
    const wrong = world.another({
      fields: { ...FIELDS, familyName: 'Surname' },
      cases: [
        {
          ...onboarding,
          mayFile: [
            { kind: 'group', group: 'human-resources' },
            { kind: 'role', role: 'HR team' },
          ],
          statuses: { working: 'Doing', waiting: null, done: 'done' },
        },
        { ...onboarding, issueType: 'Joiner' },
      ],
    });
    expect((await wrong.checkMapping()).map(({ what }) => what)).toEqual([
      'fields.familyName names a field that Jira does not have',
      'cases.onboarding.statuses.working: "Doing" is not a status of Onboarding in ONB',
      'cases.onboarding.mayFile: Jira has no group "human-resources"',
      'cases.onboarding.mayFile: role "HR team" is not known in ONB',
      'cases.onboarding: ONB has no issue type "Joiner"',
    ]);
  });

  it('names a field that two fields of the site share', async () => {
    world.jira.site.addField({ name: FIELDS.givenName, type: 'text' });
    const problems = await world.tracker.checkMapping();
    expect(problems.map(({ what }) => what)).toEqual(['fields.givenName names a field that Jira has more than once']);
  });

  it('names a field that stands on no form', async () => {
    world.jira.site.addField({ name: 'Shoe size', type: 'number' });
    const problems = await world.another({ fields: { ...FIELDS, shoeSize: 'Shoe size' } }).checkMapping();
    expect(problems).toMatchObject([{ what: expect.stringContaining('create screen of none') }]);
  });

  it('asks who we are once', async () => {
    expect(await world.tracker.self()).toBe(world.accountOf('bot'));
    await world.tracker.self();
    expect(world.jira.log.list({ matching: /myself/ })).toHaveLength(1);
  });
});
