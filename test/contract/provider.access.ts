/** What an account opens: memberships, applications, the list of groups. */
import { beforeAll, describe, expect, it } from 'vitest';
import { connectionOf, groupId } from '../../src/core/shared/ids.ts';
import { kindOf, NOBODY, ordinary, revocation, type Stage } from './provider.world.ts';

export function describeAccess(at: () => Stage): void {
  let stage: Stage;
  beforeAll(() => {
    stage = at();
  });

  describe('memberships', () => {
    it('are added and removed, as often as asked', async () => {
      const [id, group] = [stage.org.account(stage.freshLogin()), stage.freshGroup()];
      for (const _ of [1, 2]) await stage.provider.addMember(group, id, ordinary);
      expect(stage.org.members(group)).toEqual([id]);
      for (const _ of [1, 2]) await stage.provider.removeMember(group, id, revocation);
      expect(stage.org.members(group)).toEqual([]);
    });

    it('are removed from a closed account too', async () => {
      const [id, group] = [stage.org.account(stage.freshLogin()), stage.freshGroup()];
      stage.org.put(id, group);
      await stage.provider.deactivate(id, revocation);
      await stage.provider.removeMember(group, id, revocation);
      expect(stage.org.members(group)).toEqual([]);
    });

    it('are read complete, each with who decides on it', async () => {
      const [id, own, imported] = [
        stage.org.account(stage.freshLogin()),
        stage.freshGroup(),
        stage.freshGroup('imported'),
      ];
      stage.org.put(id, own);
      stage.org.put(id, imported);
      const seen = await stage.provider.readGroupsOf(id, ordinary);
      expect(seen.find(({ group }) => group === own)?.owner).toBe('tenure');
      expect(seen.find(({ group }) => group === imported)?.owner).toBe('directory');
      expect(await kindOf(stage.provider.readGroupsOf(NOBODY, ordinary))).toBe('missing');
    });

    it('of a group that others fill are refused by name', async () => {
      const [id, imported] = [stage.org.account(stage.freshLogin()), stage.freshGroup('imported')];
      expect(await kindOf(stage.provider.addMember(imported, id, ordinary))).toBe('denied');
    });

    it('of NOBODY are missing', async () => {
      expect(await kindOf(stage.provider.addMember(stage.freshGroup(), NOBODY, ordinary))).toBe('missing');
    });
  });

  describe('applications given directly', () => {
    it('are told from those that come through a group, and taken back as often as asked', async () => {
      const [id, group] = [stage.org.account(stage.freshLogin()), stage.freshGroup()];
      stage.org.put(id, group);
      stage.org.assignThrough('By group', group);
      stage.org.assignDirectly('Direct', id);
      const apps = await stage.provider.readApps(id, revocation);
      expect(apps.map(({ name, direct }) => [name, direct]).sort()).toEqual([
        ['By group', false],
        ['Direct', true],
      ]);
      const direct = apps.filter((one) => one.direct);
      for (const { app } of direct) for (const _ of [1, 2]) await stage.provider.removeDirectApp(app, id, revocation);
      expect((await stage.provider.readApps(id, revocation)).map(({ name }) => name)).toEqual(['By group']);
      const byGroup = await stage.provider.readAppsOfGroup(group, ordinary);
      expect(byGroup).toEqual([{ app: apps.find(({ name }) => name === 'By group')?.app, name: 'By group' }]);
    });

    it('say how the account inside stands, and why it is not there, in the provider’s words', async () => {
      const [id, group] = [stage.org.account(stage.freshLogin()), stage.freshGroup()];
      stage.org.assignThrough('Signs on', group);
      stage.org.assignThrough('Provisions', group, 'provisions');
      stage.org.assignThrough('Refuses', group, 'refuses');
      stage.org.put(id, group);
      const apps = await stage.provider.readApps(id, ordinary);
      const standing = apps.map(({ name, standing: how, closes }) => [name, how, closes]).sort();
      expect(standing).toEqual([
        ['Provisions', 'provisioned', true],
        ['Refuses', 'failed', true],
        ['Signs on', 'assigned', false],
      ]);
      expect(apps.find(({ name }) => name === 'Refuses')?.words).toMatch(/refused the account/);
    });
  });

  describe('the list of groups', () => {
    it('is complete and says who owns each', async () => {
      const [own, ruled, imported, strict] = [
        stage.freshGroup(),
        stage.freshGroup(),
        stage.freshGroup('imported'),
        stage.freshGroup(),
      ];
      stage.org.rule(ruled);
      stage.org.enrolsSecondFactor(strict);
      const listed = new Map((await stage.provider.listGroups(ordinary)).map((group) => [group.id, group]));
      expect(listed.get(own)).toMatchObject({ owner: 'tenure', mfaEnrolment: false });
      expect(listed.get(ruled)?.owner).toBe('rule');
      expect(listed.get(imported)?.owner).toBe('directory');
      expect(listed.get(strict)?.mfaEnrolment).toBe(true);
      stage.org.put(stage.org.account(stage.freshLogin()), own);
      const again = (await stage.provider.listGroups(ordinary)).find(({ id }) => id === own);
      expect([null, 1]).toContain(again?.members);
    });

    it('answers for one by its id, and says that it is gone only where the provider says so', async () => {
      const there = stage.freshGroup();
      expect(await stage.provider.hasGroup(there, ordinary)).toBe(true);
      expect(await stage.provider.hasGroup(groupId(connectionOf(there), 'nobody-has-this'), ordinary)).toBe(false);
      stage.world.trouble.proxyRefusesNext();
      expect(await kindOf(stage.provider.hasGroup(there, ordinary))).toBe('transient');
    });

    it('follows the cursor to its end, and is not answered in part', async () => {
      const many = Array.from({ length: 450 }, () => stage.freshGroup());
      const listed = new Set((await stage.provider.listGroups(ordinary)).map(({ id }) => id));
      expect(many.filter((id) => !listed.has(id))).toEqual([]);
      stage.world.trouble.breakListing();
      expect(await kindOf(stage.provider.listGroups(ordinary))).toBe('transient');
    });
  });
}
