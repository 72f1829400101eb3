/** What is there already: every account, every member, every admin, to the last page or not at all. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/ports/fault.ts';
import type { CallOptions } from '../../src/ports/provider.ts';
import { faultOf, ordinary, type Stage } from './provider.world.ts';

const bulk: CallOptions = { ...ordinary, lane: 'bulk' };

async function all<Item>(listing: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of listing) items.push(item);
  return items;
}

/** What came before the listing broke off, and how. */
async function broken<Item>(listing: AsyncIterable<Item>): Promise<{ readonly fault: Fault; readonly came: number }> {
  let came = 0;
  const fault = await faultOf(
    (async () => {
      for await (const _ of listing) came += 1;
    })(),
  );
  return { fault, came };
}

export function describeListings(at: () => Stage): void {
  let stage: Stage;
  beforeAll(() => {
    stage = at();
  });

  describe('a listing', () => {
    it('of accounts tells each once, in every state, with what stands in the profile', async () => {
      const states = ['staged', 'active', 'suspended', 'deactivated'] as const;
      const made = states.map((state) => [stage.org.account(stage.freshLogin(), state), state] as const);
      const listed = await all(stage.provider.listAccounts(bulk));
      expect(new Set(listed.map(({ providerId }) => providerId)).size).toBe(listed.length);
      const byId = new Map(listed.map((one) => [one.providerId, one]));
      for (const [id, state] of made) {
        expect(byId.get(id)).toEqual(await stage.provider.readAccount(id, ordinary));
        expect(byId.get(id)?.state).toBe(state);
      }
      expect(stage.world.calls().writes).toBe(0);
    });

    it('of members follows every page and keeps who is suspended or closed', async () => {
      const group = stage.freshGroup();
      const members = Array.from({ length: 1_030 }, (_, n) =>
        stage.org.account(stage.freshLogin(), n === 7 ? 'suspended' : 'active'),
      );
      for (const id of members) stage.org.put(id, group);
      expect([...(await all(stage.provider.listMembers(group, bulk)))].sort()).toEqual([...members].sort());
      expect(stage.world.calls()).toEqual({ reads: 2, writes: 0 });
      expect(await all(stage.provider.listMembers(stage.freshGroup(), bulk))).toEqual([]);
    });

    it('of applications names the groups and everybody who has one, and how', async () => {
      const group = stage.freshGroup();
      const [through, direct] = [stage.org.account(stage.freshLogin()), stage.org.account(stage.freshLogin())];
      stage.org.put(through, group);
      stage.org.assignThrough('Listed', group);
      stage.org.assignDirectly('Listed alone', direct);
      const found = await all(stage.provider.listApplications(bulk));
      const named = (name: string) => found.find((one) => one.name === name)?.app ?? '';
      expect(found.find(({ name }) => name === 'Listed')).toMatchObject({ groups: [group], closesAccounts: false });
      expect(await all(stage.provider.listAssignments(named('Listed'), bulk))).toEqual([
        { account: through, direct: false },
      ]);
      expect(await all(stage.provider.listAssignments(named('Listed alone'), bulk))).toEqual([
        { account: direct, direct: true },
      ]);
    });

    it('of a group says whether it makes administrators of people', async () => {
      const [plain, admins] = [stage.freshGroup(), stage.org.adminGroup('administrators')];
      const listed = (await stage.provider.listGroups(ordinary)).filter(({ admin }) => admin === true);
      expect(listed.map(({ id }) => id)).toEqual([admins]);
      expect(await stage.provider.givesAdminRole(plain, bulk)).toBe(false);
      expect(await stage.provider.givesAdminRole(admins, bulk)).toBe(true);
    });

    it('of admins names who holds a role', async () => {
      const [person, admin] = [stage.org.account(stage.freshLogin()), stage.org.account(stage.freshLogin())];
      await stage.org.makeAdmin(admin);
      const admins = await all(stage.provider.listAdmins(bulk));
      expect(admins).toContain(admin);
      expect(admins).not.toContain(person);
    });

    it('that breaks off in the middle throws: nobody takes a part for the whole', async () => {
      const group = stage.freshGroup();
      // Enough for two pages, of people and of members.
      for (let n = 0; n < 1_001; n += 1) stage.org.put(stage.org.account(stage.freshLogin()), group);
      stage.world.trouble.breakListing();
      const accounts = await broken(stage.provider.listAccounts(bulk));
      expect(accounts.came).toBeGreaterThan(0);
      expect(accounts.fault).toMatchObject({ operation: 'list accounts', outcomeUnknown: false });
      const members = await broken(stage.provider.listMembers(group, bulk));
      expect(members.came).toBeGreaterThan(0);
      expect(members.fault.kind).not.toBe('missing');
    });

    it('of a group that is not there says so', async () => {
      const gone = stage.freshGroup();
      await stage.org.removeGroup(gone);
      expect((await broken(stage.provider.listMembers(gone, bulk))).fault.kind).toBe('missing');
    });
  });
}

/** Last of all: the limit holds the calls after it back. */
export function describeLimitedListing(at: () => Stage): void {
  it('a listing waits for a short limit in the bulk lane, and in no other', async () => {
    const stage = at();
    const { provider, org, world } = stage;
    const group = stage.freshGroup();
    org.put(org.account(stage.freshLogin()), group);
    world.trouble.limitNextListing(1);
    expect((await broken(provider.listMembers(group, ordinary))).fault.retryAt).not.toBeNull();
    expect(await all(provider.listMembers(group, bulk))).toHaveLength(1);
  });
}
