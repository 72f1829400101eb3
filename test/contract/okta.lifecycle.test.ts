/** What is Okta's own about accounts: slow transitions, links, logins it cannot look up, text it cannot store. */
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../emulators/kit/clock.ts';
import { connectionId, groupId } from '../../src/core/shared/ids.ts';
import type { NewAccount } from '../../src/ports/provider.ts';
import { OKTA, type OktaWorld, startOktaWorld } from './okta.world.ts';
import { faultOf, ordinary } from './provider.world.ts';

let world: OktaWorld;
afterEach(() => world.stop());

const ada: NewAccount = {
  login: 'ada@contract.test',
  profile: { givenName: 'Ada', familyName: 'Example', workMail: 'ada@contract.test' },
  mark: 'mark-1',
  active: true,
  groups: [],
  providerSendsMail: true,
};

describe('a transition that takes its time', () => {
  it('is seen as changing, asked for again without harm, and concluded only when it is done', async () => {
    const clock = manualClock(Date.now());
    world = await startOktaWorld({ clock, now: () => clock.now(), quirks: { lifecycleDelayMilliseconds: 5_000 } });
    const id = world.org.account('slow@contract.test');
    const state = async () => (await world.provider.readAccount(id, ordinary))?.state;
    await world.provider.deactivate(id, ordinary);
    expect(await state()).toBe('changing');
    await world.provider.deactivate(id, ordinary);
    expect((await faultOf(world.provider.unsuspend(id, ordinary))).kind).toBe('transient');
    clock.moveTo(clock.now() + 5_000);
    expect(await state()).toBe('deactivated');
  });
});

describe('a new account', () => {
  it('carries the profile in our words, the mark, and the login as the address when none is given', async () => {
    world = await startOktaWorld();
    const { providerId } = await world.provider.createAccount(
      { ...ada, profile: { givenName: 'Ada', familyName: 'Example' } },
      ordinary,
    );
    const stored = world.emulator.directory.user(providerId);
    expect(stored?.profile).toMatchObject({ firstName: 'Ada', email: ada.login, tenureMark: 'mark-1' });
    expect((await world.provider.readAccount(providerId, ordinary))?.profile).toMatchObject({ familyName: 'Example' });
  });

  it('gets mail from Okta only when Okta shall send it', async () => {
    world = await startOktaWorld();
    await world.provider.createAccount({ ...ada, providerSendsMail: false }, ordinary);
    expect(world.emulator.directory.mails).toEqual([]);
    await world.provider.createAccount({ ...ada, login: 'bea@contract.test' }, ordinary);
    expect(world.emulator.directory.mails).toHaveLength(1);
  });

  it('with text Okta cannot store is refused before anything is sent', async () => {
    world = await startOktaWorld();
    const profile = { ...ada.profile, title: 'Captain 🚀' };
    const fault = await faultOf(world.provider.createAccount({ ...ada, profile }, ordinary));
    expect(fault).toMatchObject({ kind: 'invalid', outcomeUnknown: false });
    expect(fault.message).toContain('title');
    expect(world.calls()).toEqual({ reads: 0, writes: 0 });
  });

  it('for a group that is gone says that it is the group', async () => {
    world = await startOktaWorld();
    const groups = [groupId(OKTA, '00g00000000000000000')];
    const fault = await faultOf(world.provider.createAccount({ ...ada, groups }, ordinary));
    expect(fault.message).toBe('create account: missing (E0000007): one of its groups is not there');
  });

  it('that waits for its person is not suspended by a pretence', async () => {
    world = await startOktaWorld();
    const { providerId } = await world.provider.createAccount(ada, ordinary);
    const fault = await faultOf(world.provider.suspend(providerId, ordinary));
    expect(fault.message).toBe('suspend: conflict (E0000001): the account is awaiting-user');
    await world.provider.deactivate(providerId, ordinary);
  });
});

it('does not look up a login with a slash, which Okta would read as another path', async () => {
  world = await startOktaWorld();
  expect((await faultOf(world.provider.readAccountByLogin('a/b@contract.test', ordinary))).kind).toBe('invalid');
  expect(world.calls().reads).toBe(0);
});

it('refuses a group of another connection', async () => {
  world = await startOktaWorld();
  const id = world.org.account('eve@contract.test');
  const foreign = groupId(connectionId('entra'), 'g1');
  expect((await faultOf(world.provider.addMember(foreign, id, ordinary))).kind).toBe('invalid');
  expect(world.calls().writes).toBe(0);
});

describe('a removal Okta refuses for the status of the user', () => {
  it('says nothing of the membership: it is denied, and not a request without sense', async () => {
    world = await startOktaWorld();
    const id = world.org.account('held@contract.test');
    world.emulator.faults.add({
      on: '^DELETE /api/v1/groups/',
      do: 'refuse',
      status: 403,
      body: {
        errorCode: 'E0000038',
        errorSummary: "This operation is not allowed in the user's current status.",
        errorLink: 'E0000038',
        errorId: 'oae1',
        errorCauses: [],
      },
    });
    const fault = await faultOf(world.provider.removeMember(world.org.group('held'), id, ordinary));
    expect(fault).toMatchObject({ kind: 'denied', vendorCode: 'E0000038' });
  });
});
