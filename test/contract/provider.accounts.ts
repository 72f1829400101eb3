/** The accounts of the port: made, read, moved through their life cycle. */
import { beforeAll, describe, expect, it } from 'vitest';
import { faultOf, kindOf, NOBODY, ordinary, revocation, type Stage } from './provider.world.ts';

export function describeAccounts(at: () => Stage): void {
  let stage: Stage;
  beforeAll(() => {
    stage = at();
  });

  describe('making an account', () => {
    it('takes one write and two reads for a joiner whose groups fit', async () => {
      const groups = Array.from({ length: stage.org.groupsGivenAtCreate }, () => stage.freshGroup());
      const { providerId, activationLink } = await stage.provider.createAccount(stage.newAccount({ groups }), ordinary);
      const account = await stage.provider.readAccount(providerId, ordinary);
      const seen = await stage.provider.readGroupsOf(providerId, ordinary);
      expect(stage.world.calls()).toEqual({ writes: 1, reads: 2 });
      expect(activationLink).toBeNull();
      expect(account?.state).toMatch(/^(awaiting-user|active)$/);
      expect(
        seen
          .filter(({ owner }) => owner === 'tenure')
          .map(({ group }) => group)
          .sort(),
      ).toEqual([...groups].sort());
    });

    it('takes one write more when the activation mail is ours, and gives its link', async () => {
      const group = stage.freshGroup();
      const made = await stage.provider.createAccount(
        stage.newAccount({ groups: [group], providerSendsMail: false }),
        ordinary,
      );
      await stage.provider.readAccount(made.providerId, ordinary);
      await stage.provider.readGroupsOf(made.providerId, ordinary);
      expect(stage.world.calls()).toEqual({ writes: 2, reads: 2 });
      expect(made.activationLink).toMatch(/^https?:/);
    });

    it('gives as many groups as one call takes and leaves the rest to the plan', async () => {
      const groups = Array.from({ length: stage.org.groupsGivenAtCreate + 5 }, () => stage.freshGroup());
      const { providerId } = await stage.provider.createAccount(stage.newAccount({ groups }), ordinary);
      expect(stage.world.calls()).toEqual({ writes: 1, reads: 0 });
      const given = (await stage.provider.readGroupsOf(providerId, ordinary)).map(({ group }) => group);
      const missing = groups.filter((group) => !given.includes(group));
      expect(missing).toHaveLength(5);
      for (const group of missing) await stage.provider.addMember(group, providerId, ordinary);
      expect(
        (await stage.provider.readGroupsOf(providerId, ordinary)).filter(({ owner }) => owner === 'tenure'),
      ).toHaveLength(groups.length);
    });

    it('can leave it closed until the day comes', async () => {
      const { providerId, activationLink } = await stage.provider.createAccount(
        stage.newAccount({ active: false }),
        ordinary,
      );
      expect(activationLink).toBeNull();
      expect(await stage.stateOf(providerId)).toBe('staged');
      const opened = await stage.provider.activate(providerId, { providerSendsMail: false }, ordinary);
      expect(opened.activationLink).toMatch(/^https?:/);
      expect(await stage.stateOf(providerId)).toMatch(/^(awaiting-user|active)$/);
    });

    it('says conflict when the login is taken, without repeating it', async () => {
      const login = stage.freshLogin();
      stage.org.account(login);
      const fault = await faultOf(stage.provider.createAccount(stage.newAccount({ login }), ordinary));
      expect(fault).toMatchObject({ kind: 'conflict', outcomeUnknown: false });
      expect(fault.message).not.toContain(login);
      expect((await stage.provider.readAccountByLogin(login, ordinary))?.mark).toBeNull();
    });

    it('finds its own mark after the answer to the create was lost', async () => {
      const account = stage.newAccount();
      stage.world.trouble.loseAnswerOfCreate();
      expect(await faultOf(stage.provider.createAccount(account, ordinary))).toMatchObject({
        kind: 'transient',
        outcomeUnknown: true,
      });
      expect(await stage.provider.readAccountByLogin(account.login, ordinary)).toMatchObject({
        login: account.login,
        mark: account.mark,
      });
      expect(await kindOf(stage.provider.createAccount(account, ordinary))).toBe('conflict');
    });

    it('leaves no doubt that it must be looked up when only the activation was lost', async () => {
      const account = stage.newAccount({ providerSendsMail: false });
      stage.world.trouble.loseAnswerOfActivation();
      expect((await faultOf(stage.provider.createAccount(account, ordinary))).outcomeUnknown).toBe(true);
      const found = await stage.provider.readAccountByLogin(account.login, ordinary);
      expect(found?.mark).toBe(account.mark);
      // Where no password is needed the account is open already, and there is no link to lose.
      if (found?.state !== 'awaiting-user') return;
      expect((await stage.provider.renewActivation(found.providerId, ordinary)).activationLink).toMatch(/^https?:/);
    });
  });

  describe('reading an account', () => {
    it('answers null only for what the provider itself does not know', async () => {
      expect(await stage.provider.readAccount(NOBODY, ordinary)).toBeNull();
      expect(await stage.provider.readAccountByLogin('nobody@contract.test', ordinary)).toBeNull();
      stage.world.trouble.proxyRefusesNext();
      expect(await kindOf(stage.provider.readAccount(NOBODY, ordinary))).toBe('transient');
    });

    it('does not take one login for another', async () => {
      const id = stage.org.account(stage.freshLogin());
      expect(await stage.provider.readAccountByLogin(id, ordinary)).toBeNull();
      const login = stage.freshLogin();
      stage.org.account(login);
      expect(await stage.provider.readAccountByLogin(login.split('@')[0] ?? '', ordinary)).toBeNull();
    });

    it('tells an administrator from others', async () => {
      const [person, admin] = [stage.org.account(stage.freshLogin()), stage.org.account(stage.freshLogin())];
      await stage.org.makeAdmin(admin);
      expect(await stage.provider.holdsAdminRole(person, ordinary)).toBe(false);
      expect(await stage.provider.holdsAdminRole(admin, ordinary)).toBe(true);
      expect(await kindOf(stage.provider.holdsAdminRole(NOBODY, ordinary))).toBe('missing');
    });

    it('names the fields a profile may have', async () => {
      const fields = await stage.provider.profileFields(ordinary);
      expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['firstName', 'department']));
    });

    it('writes the fields that are named and leaves the others', async () => {
      const id = stage.org.account(stage.freshLogin());
      await stage.provider.updateProfile(id, { department: 'Engineering' }, ordinary);
      const seen = await stage.provider.readAccount(id, ordinary);
      expect(seen?.profile).toMatchObject({ department: 'Engineering' });
      expect(seen?.profile.email).toBe(seen?.login);
      expect(await kindOf(stage.provider.updateProfile(id, { noSuchField: 'x' }, ordinary))).toBe('invalid');
    });

    it('gives the same account another login, unless somebody else has it', async () => {
      const [id, taken, free] = [stage.org.account(stage.freshLogin()), stage.freshLogin(), stage.freshLogin()];
      stage.org.account(taken);
      await stage.provider.changeLogin(id, free, { department: 'Engineering' }, ordinary);
      expect(await stage.provider.readAccount(id, ordinary)).toMatchObject({
        login: free,
        profile: { department: 'Engineering' },
      });
      const fault = await faultOf(stage.provider.changeLogin(id, taken, {}, ordinary));
      expect(fault.kind).toBe('conflict');
      expect(fault.message).not.toContain(taken);
    });
  });

  describe('the life cycle', () => {
    it('suspends and lifts it, as often as asked', async () => {
      const id = stage.org.account(stage.freshLogin());
      expect(await stage.provider.suspend(id, revocation)).toBe('moved');
      // Whoever was faster: it was not this call.
      expect(await stage.provider.suspend(id, revocation)).toBe('there-already');
      expect(await stage.stateOf(id)).toBe('suspended');
      for (const _ of [1, 2]) await stage.provider.unsuspend(id, ordinary);
      expect(await stage.stateOf(id)).toBe('active');
    });

    it('deactivates and opens again, as often as asked', async () => {
      const id = stage.org.account(stage.freshLogin());
      expect(await stage.provider.deactivate(id, revocation)).toBe('moved');
      expect(await stage.provider.deactivate(id, revocation)).toBe('there-already');
      expect(await stage.stateOf(id)).toBe('deactivated');
      for (const _ of [1, 2]) await stage.provider.activate(id, { providerSendsMail: true }, ordinary);
      expect(await stage.stateOf(id)).toMatch(/^(awaiting-user|active)$/);
    });

    it('deactivates what is suspended or was never opened', async () => {
      for (const state of ['suspended', 'staged'] as const) {
        const id = stage.org.account(stage.freshLogin(), state);
        await stage.provider.deactivate(id, revocation);
        expect(await stage.stateOf(id)).toBe('deactivated');
      }
    });

    it('never passes a refused suspension for a success', async () => {
      for (const state of ['staged', 'deactivated'] as const) {
        expect(await kindOf(stage.provider.suspend(stage.org.account(stage.freshLogin(), state), revocation))).toBe(
          'conflict',
        );
      }
      expect(await kindOf(stage.provider.suspend(NOBODY, revocation))).toBe('missing');
      expect(await kindOf(stage.provider.deactivate(NOBODY, revocation))).toBe('missing');
    });

    it('ends the sessions, also when there are none or the account is closed', async () => {
      const id = stage.org.account(stage.freshLogin());
      stage.org.signIn(id);
      expect(stage.org.sessions(id)).toBe(1);
      for (const _ of [1, 2]) await stage.provider.endSessions(id, revocation);
      expect(stage.org.sessions(id)).toBe(0);
      await stage.provider.deactivate(id, revocation);
      await stage.provider.endSessions(id, revocation);
      expect(await kindOf(stage.provider.endSessions(NOBODY, revocation))).toBe('missing');
    });

    it('has no link to renew for an account that is open', async () => {
      const id = stage.org.account(stage.freshLogin());
      expect(await stage.provider.renewActivation(id, ordinary)).toEqual({ activationLink: null });
    });
  });
}
