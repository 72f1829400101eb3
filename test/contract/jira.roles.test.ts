/** Project roles of a real-looking site: what they are called, who is in them, and the two writes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RoleTarget } from '../../src/core/policy/model.ts';
import {
  connectionId,
  type GroupId,
  groupId,
  groupName,
  projectRoleName,
  providerAccountId,
} from '../../src/core/shared/ids.ts';
import { type JiraUnderTest, startJira } from './jiraSite.ts';

const CALL = { lane: 'ordinary', timeoutMilliseconds: 10_000 } as const;
const jiraSite = connectionId('jira');
let site: JiraUnderTest;
let direct: GroupId;
let through: GroupId;

const target = (project: string, role: string, group: string | null): RoleTarget => ({
  kind: 'jira-project-role',
  connection: jiraSite,
  group: groupName(connectionId('okta'), 'people-team'),
  project,
  role,
  through: group,
  name: projectRoleName(jiraSite, project, role, group),
});
const TARGETS = [target('ONB', 'People team', null), target('ONB', 'People team', 'pushed')];

beforeAll(async () => {
  site = await startJira();
  const { site: jira } = site.jira;
  jira.addGroup({ name: 'pushed', managedBy: 'scim' });
  jira.addProject({ key: 'TEAM', name: 'Team', style: 'next-gen', types: [{ name: 'Task' }] });
  jira.addProject({
    key: 'SHUT',
    name: 'Shut',
    types: [{ name: 'Task' }],
    permissions: { BROWSE_PROJECTS: ['nobody'] },
  });
  const listed = await site.roles.listRoles(TARGETS, [], CALL);
  const idOf = (name: string) => listed.find((one) => one.name === name)?.id ?? groupId(jiraSite, 'none');
  direct = idOf('jira:project role ONB/People team');
  through = idOf('jira:project role ONB/People team through pushed');
});
afterAll(() => site.jira.stop());

it('tells who is in a role themselves, and whether its group is', async () => {
  const grace = [providerAccountId(site.accountOf('grace'))];
  expect(await site.roles.readActors(direct, CALL)).toEqual({
    heldByPeople: direct,
    people: grace,
    groups: [],
    groupActor: null,
  });
  expect(await site.roles.readActors(through, CALL)).toEqual({
    heldByPeople: direct,
    people: grace,
    groups: [],
    groupActor: false,
  });
});

it('puts the group in, also when it is there already, and follows people into it', async () => {
  const ada = providerAccountId(site.accountOf('ada'));
  const held = async () => {
    const { groups, groupActors } = await site.roles.readRolesOf(ada, [through], CALL);
    return [groups.length, groupActors.get(through)];
  };
  expect(await held()).toEqual([0, false]);
  await site.roles.putGroupActor(through, CALL);
  await site.roles.putGroupActor(through, CALL);
  expect(await held()).toEqual([0, true]);
  expect(await site.roles.readActors(direct, CALL)).toMatchObject({
    groups: [{ heldThrough: through, name: 'pushed' }],
  });
  site.jira.site.scim.join('pushed', ada);
  expect(await held()).toEqual([1, true]);
  await expect(site.roles.putGroupActor(direct, CALL)).rejects.toMatchObject({ kind: 'invalid' });
});

it('lists who is in the group of the site page by page, and nobody at all where a part is not shown', async () => {
  const { site: jira, faults } = site.jira;
  const joined = Array.from({ length: 60 }, (_, n) =>
    jira.addUser({ displayName: `P${n}`, email: `p${n}@acme.example` }),
  );
  const robot = jira.addUser({ displayName: 'Robot', email: 'robot@acme.example', accountType: 'app' });
  const gone = jira.addUser({ displayName: 'Gone', email: 'gone@acme.example', active: false });
  for (const { accountId } of [...joined, robot, gone]) jira.scim.join('pushed', accountId);
  jira.scim.join('pushed', site.accountOf('grace'));
  const pages = () => site.jira.log.list({ matching: /group\/member/ }).length;
  const members = await site.roles.listGroupMembers(through, CALL);
  expect(members).toHaveLength(63);
  expect(new Set(members.map(({ providerId }) => providerId)).size).toBe(63);
  const shown = (id: string) => members.find(({ providerId }) => providerId === id);
  expect(shown(site.accountOf('ada'))).toMatchObject({ login: 'ada@acme.example', isApp: false });
  expect(shown(site.accountOf('grace'))).toMatchObject({ login: null, isApp: false });
  expect(shown(robot.accountId)).toMatchObject({ isApp: true });
  expect(shown(gone.accountId)).toBeUndefined();

  // Of too many only the first page is read: it tells how many there are.
  const before = pages();
  expect(await site.roles.listSmallGroup(through, 62, CALL)).toBeNull();
  expect(pages() - before).toBe(1);
  expect(await site.roles.listSmallGroup(through, 63, CALL)).toHaveLength(63);
  const noTime = { ...CALL, timeoutMilliseconds: 0 };
  await expect(site.roles.listGroupMembers(through, noTime)).rejects.toMatchObject({ kind: 'transient' });
  expect(await site.roles.listSmallGroup(through, 63, noTime)).toBeNull();

  // Once is somebody who came or went meanwhile; again and again it is a part that is kept from us.
  const some = [{ accountId: site.accountOf('ada') }];
  const body = { startAt: 0, maxResults: 50, total: 63, isLast: true, values: some };
  const cut = { do: 'refuse', status: 200, body, operation: 'list-group-members' } as const;
  faults.add({ ...cut, times: 1 });
  expect(await site.roles.listGroupMembers(through, CALL)).toHaveLength(63);
  faults.add({ ...cut, times: 3 });
  await expect(site.roles.listGroupMembers(through, CALL)).rejects.toMatchObject({ kind: 'invalid' });
  faults.add({ do: 'refuse', status: 403, operation: 'list-group-members', times: 2 });
  await expect(site.roles.listGroupMembers(through, CALL)).rejects.toMatchObject({ kind: 'denied' });
  const powers = await site.roles.probeRoles(TARGETS, CALL);
  expect(powers.filter(({ held }) => !held)).toMatchObject([{ power: expect.stringContaining('who is in it') }]);
});

it('says that a project does not answer, and that a role is gone', async () => {
  const gone = groupId(jiraSite, '99999/10002');
  expect(await site.roles.readActors(gone, CALL)).toBe('unread');
  const noRole = groupId(jiraSite, `${direct.split(':')[1]?.split('/')[0]}/99999`);
  expect(await site.roles.readActors(noRole, CALL)).toBe('vanished');
});

it('names a team-managed project as not covered, and answers for no role of it', async () => {
  const [listed] = await site.roles.listRoles([target('TEAM', 'Member', null)], [], CALL);
  expect(listed?.owner).toBe('not-covered');
  await expect(site.roles.putGroupActor(listed?.id ?? direct, CALL)).rejects.toMatchObject({ kind: 'invalid' });
});

it('tries what it needs, and names what is missing', async () => {
  const named = [...TARGETS, target('TEAM', 'Member', null), target('SHUT', 'Administrators', 'unpushed')];
  const powers = await site.roles.probeRoles(named, CALL);
  expect(powers.filter(({ held }) => held).map(({ power }) => power)).toEqual([
    'ONB: Browse projects',
    'ONB: Administer projects (to give and take its roles)',
    'the group "pushed", through which a role is held, and who is in it',
  ]);
  expect(powers.filter(({ held }) => !held).map(({ power }) => power)).toEqual([
    'TEAM: a team-managed project is not covered',
    'SHUT: Browse projects',
    'SHUT: Administer projects (to give and take its roles)',
    'the group "unpushed", through which a role is held, and who is in it',
  ]);
});

it('asks a role that is gone for itself once, and no more at each listing', async () => {
  const [pinned] = await site.roles.listRoles([target('ONB', 'People team', null)], [], CALL);
  if (pinned === undefined) throw new Error('no role');
  const noRole = { ...pinned, id: groupId(jiraSite, `${direct.split(':')[1]?.split('/')[0]}/99998`) };
  const asked = () => site.jira.log.list().filter(({ path }) => path.endsWith('/role/99998')).length;
  const [gone] = await site.roles.listRoles([], [noRole], CALL);
  expect([gone?.vanished, asked()]).toEqual([true, 1]);
  const [still] = await site.roles.listRoles([], [gone ?? noRole], CALL);
  expect([still?.vanished, asked()]).toEqual([true, 1]);
  // It was the list that had lacked it.
  const [back] = await site.roles.listRoles([], [{ ...pinned, vanished: true }], CALL);
  expect(back?.vanished).toBe(false);
});

it('finds nobody by an account that is for the portal alone, and finds their own beside it', async () => {
  const { site: jira } = site.jira;
  const mail = 'iris@acme.example';
  jira.addUser({ displayName: 'Iris', email: mail, accountType: 'customer' });
  expect(await site.roles.findAccount(mail, CALL)).toBeNull();
  const { accountId } = jira.addUser({ displayName: 'Iris Wolf', email: mail });
  expect(await site.roles.findAccount(mail, CALL)).toEqual({ providerId: accountId, certain: true });
});

it('takes a record that is not available for nobody’s state', async () => {
  const grace = site.accountOf('grace');
  const read = () => site.roles.readAccount(providerAccountId(grace), CALL);
  site.jira.site.failingUsers.add(grace);
  await expect(read()).rejects.toMatchObject({ kind: 'transient' });
  site.jira.site.failingUsers.clear();
  expect(await read()).toMatchObject({ providerId: grace, state: 'active' });
});
