import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock } from '../kit/clock.ts';
import { listOf } from './json.ts';
import { startTestSite, type TestSite } from './testing/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site.jira.stop());

const found = async (query: string) =>
  listOf((await site.bot('GET', `/rest/api/3/user/search?query=${encodeURIComponent(query)}`)).body.values);

describe('people', () => {
  it('are found by their address and its beginning even when the profile hides it, and it is not echoed', async () => {
    for (const query of ['alan@acme.example', 'alan@acme']) {
      const [alan] = await found(query);
      expect(alan).toMatchObject({ displayName: 'Alan Turing' });
      expect(alan).not.toHaveProperty('emailAddress');
    }
    expect(await found('ada@acme')).toMatchObject([{ emailAddress: 'ada@acme.example' }]);
  });

  it('are found beside whoever’s address or name goes on where theirs ends', async () => {
    site.jira.site.addUser({ displayName: 'Alan Elsewhere', email: 'alan@acme.example.au', mailHidden: true });
    site.jira.site.addUser({ displayName: 'alan@acme.example, once', email: 'other@acme.example' });
    const names = (await found('alan@acme.example')).map((one) => (one as { displayName?: string }).displayName);
    expect(names).toEqual(['Alan Turing', 'alan@acme.example, once', 'Alan Elsewhere']);
  });

  it('are found by the beginning of any word of the name', async () => {
    expect(await found('hopp')).toMatchObject([{ displayName: 'Grace Hopper' }]);
    expect(await found('opper')).toEqual([]);
  });

  it('keep their addresses to themselves in an organisation that hides them all', async () => {
    const hidden = await startTestSite({ hiddenMail: 'all' });
    try {
      const { body } = await hidden.bot('GET', '/rest/api/3/users/search');
      expect(JSON.stringify(body)).not.toContain('emailAddress');
      expect((await hidden.bot('GET', '/rest/api/3/myself')).body.emailAddress).toBe('tenure-bot@acme.example');
    } finally {
      await hidden.jira.stop();
    }
  });

  it('no longer sign in, nor are found, once inactive', async () => {
    const user = site.jira.site.addUser({ displayName: 'Left', email: 'left@acme.example', token: 't' });
    const left = site.as({ email: 'left@acme.example', token: 't' });
    expect((await left('GET', '/rest/api/3/myself')).status).toBe(200);
    user.active = false;
    expect((await left('GET', '/rest/api/3/myself')).status).toBe(401);
    expect((await site.bot('GET', '/rest/api/3/user/search?query=left@acme.example')).body).toEqual({ values: [] });
  });
});

describe('actors of a project role', () => {
  const role = () => `/rest/api/3/project/ONB/role/${site.jira.site.projects.roleNamed('Administrators')?.id}`;

  it('are added all or not at all, and not twice', async () => {
    const group = site.jira.site.addGroup({ name: 'leads' });
    const inactive = site.jira.site.addUser({ displayName: 'Away', email: 'away@acme.example', active: false });
    const both = await site.bot('POST', role(), { groupId: [group.groupId], user: [inactive.accountId] });
    expect(both.status).toBe(404);
    expect(JSON.stringify((await site.bot('GET', role())).body)).not.toContain('leads');
    expect((await site.bot('POST', role(), { groupId: [group.groupId] })).status).toBe(200);
    expect((await site.bot('POST', role(), { groupId: [group.groupId] })).status).toBe(400);
  });

  it('are taken out one at a time, said in one way', async () => {
    const group = site.jira.site.addGroup({ name: 'out' });
    await site.bot('POST', role(), { groupId: [group.groupId] });
    expect((await site.bot('DELETE', role())).status).toBe(400);
    expect((await site.bot('DELETE', `${role()}?groupId=${group.groupId}&group=out`)).status).toBe(400);
    expect((await site.bot('DELETE', `${role()}?groupId=${group.groupId}`)).status).toBe(204);
    expect((await site.bot('DELETE', `${role()}?groupId=${group.groupId}`)).status).toBe(404);
  });

  it('are replaced by PUT and removed one by one', async () => {
    const { accountId } = (await site.ada('GET', '/rest/api/3/myself')).body;
    const put = await site.bot('PUT', role(), { categorisedActors: { 'atlassian-user-role-actor': [accountId] } });
    expect(put.body.actors).toMatchObject([{ type: 'atlassian-user-role-actor', actorUser: { accountId } }]);
    expect((await site.bot('DELETE', `${role()}?user=${accountId}`)).status).toBe(204);
    expect((await site.bot('DELETE', `${role()}?user=${accountId}`)).status).toBe(404);
  });
});

describe('the control door', () => {
  it('seeds a running site and tells its state', async () => {
    const control = (path: string, body?: unknown) =>
      fetch(
        `${site.jira.url}/_emulator${path}`,
        body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
      );
    const seeded = await control('/seed', { projects: [{ key: 'LATE', name: 'Late', types: [{ name: 'Task' }] }] });
    expect(seeded.status).toBe(200);
    expect(JSON.stringify(await (await control('/state')).json())).toContain('"LATE"');
    const wrong = await control('/seed', {
      projects: [{ key: 'X1', name: 'X', types: [{ name: 'Task', screen: ['No such field'] }] }],
    });
    expect([wrong.status, await wrong.json()]).toEqual([400, { problem: 'there is no field No such field' }]);
  });
});

describe('a team-managed project', () => {
  it('has roles of its own, which no other project has', async () => {
    const { projects } = site.jira.site;
    const own = projects.add({ key: 'TEAM', name: 'Team', style: 'next-gen', types: [{ name: 'Task' }] });
    const shown = await site.bot('GET', '/rest/api/3/project/TEAM');
    expect(shown.body).toMatchObject({ style: 'next-gen', simplified: true });
    const roles = (await site.bot('GET', '/rest/api/3/project/TEAM/role')).body;
    expect(Object.keys(roles)).toEqual(['Administrator', 'Member', 'Viewer']);
    expect(Object.keys((await site.bot('GET', '/rest/api/3/project/ONB/role')).body)).not.toContain('Member');
    const member = new URL(String(roles.Member)).pathname;
    expect((await site.bot('GET', member)).body).toMatchObject({ scope: { type: 'PROJECT', project: { id: own.id } } });
    expect((await site.bot('GET', member.replace('TEAM', 'ONB').replace(own.id, 'ONB'))).status).toBe(404);
    const shared = projects.roleNamed('Administrators')?.id;
    expect((await site.bot('GET', `/rest/api/3/project/TEAM/role/${shared}`)).status).toBe(404);
  });
});

describe('a group the identity provider keeps', () => {
  it('follows it after a while, and takes nobody else’s word', async () => {
    const clock = manualClock(0);
    const kept = await startTestSite({ clock, scimLagMilliseconds: 60_000 });
    try {
      const group = kept.jira.site.addGroup({ name: 'pushed', managedBy: 'scim' });
      const { accountId } = (await kept.ada('GET', '/rest/api/3/myself')).body;
      const members = async () =>
        (await kept.bot('GET', `/rest/api/3/group/member?groupId=${group.groupId}`)).body.total;
      expect((await kept.bot('POST', `/rest/api/3/group/user?groupId=${group.groupId}`, { accountId })).status).toBe(
        403,
      );
      kept.jira.site.scim.join('pushed', String(accountId));
      clock.moveTo(59_000);
      expect(await members()).toBe(0);
      clock.moveTo(60_000);
      expect(await members()).toBe(1);
      const remove = `/rest/api/3/group/user?groupId=${group.groupId}&accountId=${accountId}`;
      expect((await kept.bot('DELETE', remove)).status).toBe(403);
      expect(() => kept.jira.site.scim.leave('it', String(accountId))).toThrow('keeps no group it');
    } finally {
      await kept.jira.stop();
    }
  });
});
