/**
 * What every identity provider's adapter must do, whoever the vendor is. An adapter's own test builds a `World`
 * (its emulator, seeded through `org`) and calls `describeProvider`.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SeenState } from '../../src/core/person/model.ts';
import { type GroupId, type ProviderAccountId, providerAccountId } from '../../src/core/shared/ids.ts';
import { epochOf } from '../../src/core/shared/instant.ts';
import { Fault, type FaultKind } from '../../src/ports/fault.ts';
import type { CallOptions, IdentityProvider, NewAccount } from '../../src/ports/provider.ts';

export interface World {
  readonly provider: IdentityProvider;
  readonly org: Org;
  readonly trouble: Trouble;
  /** What reached the provider since `forgetCalls`, token requests left out. */
  calls(): { readonly reads: number; readonly writes: number };
  forgetCalls(): void;
  /** Where requests or answers differed from the vendor's own description of its interface since the last asking. */
  takeViolations(): readonly string[];
  stop(): Promise<void>;
}

/** The vendor's side, from behind. */
export interface Org {
  group(name: string, kind?: 'writable' | 'imported'): GroupId;
  account(login: string, state?: 'staged' | 'active' | 'suspended' | 'deactivated'): ProviderAccountId;
  /** An active rule that puts people into the group. */
  rule(group: GroupId): void;
  makeAdmin(account: ProviderAccountId): Promise<void>;
  enrolsSecondFactor(group: GroupId): void;
  assignDirectly(app: string, account: ProviderAccountId): void;
  assignThrough(app: string, group: GroupId): void;
  put(account: ProviderAccountId, group: GroupId): void;
  signIn(account: ProviderAccountId): void;
  sessions(account: ProviderAccountId): number;
  members(group: GroupId): readonly ProviderAccountId[];
  groupsGivenAtCreate: number;
}

export interface Trouble {
  /** The next create is done, its answer is lost. */
  loseAnswerOfCreate(): void;
  /** The next activation is done, its answer is lost. */
  loseAnswerOfActivation(): void;
  /** The connection breaks before the next call does anything. */
  dropNext(): void;
  /** The next reading of an account is refused by a limit that ends in `seconds`. */
  limitNextReading(seconds: number): void;
  /** The vendor's servers fail at the next call. */
  failNext(): void;
  /** Something between us and the vendor answers "not found" to the next call. */
  proxyRefusesNext(): void;
  /** The next listing of groups breaks off after its first page; `false` when it is too short for two. */
  breakListing(): void;
}

export const ordinary: CallOptions = { lane: 'ordinary', timeoutMilliseconds: 5_000 };
const revocation: CallOptions = { lane: 'revocation', timeoutMilliseconds: 5_000 };

export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw new Error('expected a Fault', { cause: error });
}
const kindOf = async (work: Promise<unknown>): Promise<FaultKind> => (await faultOf(work)).kind;

export function describeProvider(name: string, makeWorld: () => Promise<World>): void {
  describe(`${name} keeps the provider's contract`, () => {
    let world: World;
    let provider: IdentityProvider;
    let org: Org;
    let serial = 0;
    const freshLogin = () => `person${++serial}@contract.test`;
    const freshGroup = (kind?: 'writable' | 'imported') => org.group(`group-${++serial}`, kind);
    const nobody = providerAccountId('00u0000000000nobody0');

    beforeAll(async () => {
      world = await makeWorld();
      ({ provider, org } = world);
    });
    beforeEach(() => world.forgetCalls());
    afterEach(() => expect(world.takeViolations()).toEqual([]));
    afterAll(() => world.stop());

    const newAccount = (more: Partial<NewAccount> = {}): NewAccount => {
      const login = more.login ?? freshLogin();
      return {
        login,
        profile: { firstName: 'Ada', lastName: 'Example', email: login },
        mark: `mark-${login}`,
        active: true,
        groups: [],
        providerSendsMail: true,
        ...more,
      };
    };
    const stateOf = async (id: ProviderAccountId): Promise<SeenState | undefined> =>
      (await provider.readAccount(id, ordinary))?.state;

    describe('making an account', () => {
      it('takes one write and two reads for a joiner whose groups fit', async () => {
        const groups = Array.from({ length: org.groupsGivenAtCreate }, () => freshGroup());
        const { providerId, activationLink } = await provider.createAccount(newAccount({ groups }), ordinary);
        const account = await provider.readAccount(providerId, ordinary);
        const seen = await provider.readGroupsOf(providerId, ordinary);
        expect(world.calls()).toEqual({ writes: 1, reads: 2 });
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
        const group = freshGroup();
        const made = await provider.createAccount(newAccount({ groups: [group], providerSendsMail: false }), ordinary);
        await provider.readAccount(made.providerId, ordinary);
        await provider.readGroupsOf(made.providerId, ordinary);
        expect(world.calls()).toEqual({ writes: 2, reads: 2 });
        expect(made.activationLink).toMatch(/^https?:/);
      });

      it('gives as many groups as one call takes and leaves the rest to the plan', async () => {
        const groups = Array.from({ length: org.groupsGivenAtCreate + 5 }, () => freshGroup());
        const { providerId } = await provider.createAccount(newAccount({ groups }), ordinary);
        expect(world.calls()).toEqual({ writes: 1, reads: 0 });
        const given = (await provider.readGroupsOf(providerId, ordinary)).map(({ group }) => group);
        const missing = groups.filter((group) => !given.includes(group));
        expect(missing).toHaveLength(5);
        for (const group of missing) await provider.addMember(group, providerId, ordinary);
        expect(
          (await provider.readGroupsOf(providerId, ordinary)).filter(({ owner }) => owner === 'tenure'),
        ).toHaveLength(groups.length);
      });

      it('can leave it closed until the day comes', async () => {
        const { providerId, activationLink } = await provider.createAccount(newAccount({ active: false }), ordinary);
        expect(activationLink).toBeNull();
        expect(await stateOf(providerId)).toBe('staged');
        const opened = await provider.activate(providerId, { providerSendsMail: false }, ordinary);
        expect(opened.activationLink).toMatch(/^https?:/);
        expect(await stateOf(providerId)).toMatch(/^(awaiting-user|active)$/);
      });

      it('says conflict when the login is taken, without repeating it', async () => {
        const login = freshLogin();
        org.account(login);
        const fault = await faultOf(provider.createAccount(newAccount({ login }), ordinary));
        expect(fault).toMatchObject({ kind: 'conflict', outcomeUnknown: false });
        expect(fault.message).not.toContain(login);
        expect((await provider.readAccountByLogin(login, ordinary))?.mark).toBeNull();
      });

      it('finds its own mark after the answer to the create was lost', async () => {
        const account = newAccount();
        world.trouble.loseAnswerOfCreate();
        expect(await faultOf(provider.createAccount(account, ordinary))).toMatchObject({
          kind: 'transient',
          outcomeUnknown: true,
        });
        expect(await provider.readAccountByLogin(account.login, ordinary)).toMatchObject({
          login: account.login,
          mark: account.mark,
        });
        expect(await kindOf(provider.createAccount(account, ordinary))).toBe('conflict');
      });

      it('leaves no doubt that it must be looked up when only the activation was lost', async () => {
        const account = newAccount({ providerSendsMail: false });
        world.trouble.loseAnswerOfActivation();
        expect((await faultOf(provider.createAccount(account, ordinary))).outcomeUnknown).toBe(true);
        const found = await provider.readAccountByLogin(account.login, ordinary);
        expect(found?.mark).toBe(account.mark);
        // Where no password is needed the account is open already, and there is no link to lose.
        if (found?.state !== 'awaiting-user') return;
        expect((await provider.renewActivation(found.providerId, ordinary)).activationLink).toMatch(/^https?:/);
      });
    });

    describe('reading an account', () => {
      it('answers null only for what the provider itself does not know', async () => {
        expect(await provider.readAccount(nobody, ordinary)).toBeNull();
        expect(await provider.readAccountByLogin('nobody@contract.test', ordinary)).toBeNull();
        world.trouble.proxyRefusesNext();
        expect(await kindOf(provider.readAccount(nobody, ordinary))).toBe('transient');
      });

      it('does not take one login for another', async () => {
        const id = org.account(freshLogin());
        expect(await provider.readAccountByLogin(id, ordinary)).toBeNull();
        const login = freshLogin();
        org.account(login);
        expect(await provider.readAccountByLogin(login.split('@')[0] ?? '', ordinary)).toBeNull();
      });

      it('tells an administrator from others', async () => {
        const [person, admin] = [org.account(freshLogin()), org.account(freshLogin())];
        await org.makeAdmin(admin);
        expect(await provider.holdsAdminRole(person, ordinary)).toBe(false);
        expect(await provider.holdsAdminRole(admin, ordinary)).toBe(true);
        expect(await kindOf(provider.holdsAdminRole(nobody, ordinary))).toBe('missing');
      });

      it('names the fields a profile may have', async () => {
        expect(await provider.profileFields(ordinary)).toEqual(expect.arrayContaining(['firstName', 'department']));
      });

      it('writes the fields that are named and leaves the others', async () => {
        const id = org.account(freshLogin());
        await provider.updateProfile(id, { department: 'Engineering' }, ordinary);
        const seen = await provider.readAccount(id, ordinary);
        expect(seen?.profile).toMatchObject({ department: 'Engineering' });
        expect(seen?.profile.email).toBe(seen?.login);
        expect(await kindOf(provider.updateProfile(id, { noSuchField: 'x' }, ordinary))).toBe('invalid');
      });
    });

    describe('the life cycle', () => {
      it('suspends and lifts it, as often as asked', async () => {
        const id = org.account(freshLogin());
        for (const _ of [1, 2]) await provider.suspend(id, revocation);
        expect(await stateOf(id)).toBe('suspended');
        for (const _ of [1, 2]) await provider.unsuspend(id, ordinary);
        expect(await stateOf(id)).toBe('active');
      });

      it('deactivates and opens again, as often as asked', async () => {
        const id = org.account(freshLogin());
        for (const _ of [1, 2]) await provider.deactivate(id, revocation);
        expect(await stateOf(id)).toBe('deactivated');
        for (const _ of [1, 2]) await provider.activate(id, { providerSendsMail: true }, ordinary);
        expect(await stateOf(id)).toMatch(/^(awaiting-user|active)$/);
      });

      it('deactivates what is suspended or was never opened', async () => {
        for (const state of ['suspended', 'staged'] as const) {
          const id = org.account(freshLogin(), state);
          await provider.deactivate(id, revocation);
          expect(await stateOf(id)).toBe('deactivated');
        }
      });

      it('never passes a refused suspension for a success', async () => {
        for (const state of ['staged', 'deactivated'] as const) {
          expect(await kindOf(provider.suspend(org.account(freshLogin(), state), revocation))).toBe('conflict');
        }
        expect(await kindOf(provider.suspend(nobody, revocation))).toBe('missing');
        expect(await kindOf(provider.deactivate(nobody, revocation))).toBe('missing');
      });

      it('ends the sessions, also when there are none or the account is closed', async () => {
        const id = org.account(freshLogin());
        org.signIn(id);
        expect(org.sessions(id)).toBe(1);
        for (const _ of [1, 2]) await provider.endSessions(id, revocation);
        expect(org.sessions(id)).toBe(0);
        await provider.deactivate(id, revocation);
        await provider.endSessions(id, revocation);
        expect(await kindOf(provider.endSessions(nobody, revocation))).toBe('missing');
      });

      it('has no link to renew for an account that is open', async () => {
        const id = org.account(freshLogin());
        expect(await provider.renewActivation(id, ordinary)).toEqual({ activationLink: null });
      });
    });

    describe('memberships', () => {
      it('are added and removed, as often as asked', async () => {
        const [id, group] = [org.account(freshLogin()), freshGroup()];
        for (const _ of [1, 2]) await provider.addMember(group, id, ordinary);
        expect(org.members(group)).toEqual([id]);
        for (const _ of [1, 2]) await provider.removeMember(group, id, revocation);
        expect(org.members(group)).toEqual([]);
      });

      it('are removed from a closed account too', async () => {
        const [id, group] = [org.account(freshLogin()), freshGroup()];
        org.put(id, group);
        await provider.deactivate(id, revocation);
        await provider.removeMember(group, id, revocation);
        expect(org.members(group)).toEqual([]);
      });

      it('are read complete, each with who decides on it', async () => {
        const [id, own, imported] = [org.account(freshLogin()), freshGroup(), freshGroup('imported')];
        org.put(id, own);
        org.put(id, imported);
        const seen = await provider.readGroupsOf(id, ordinary);
        expect(seen.find(({ group }) => group === own)?.owner).toBe('tenure');
        expect(seen.find(({ group }) => group === imported)?.owner).toBe('directory');
        expect(await kindOf(provider.readGroupsOf(nobody, ordinary))).toBe('missing');
      });

      it('of a group that others fill are refused by name', async () => {
        const [id, imported] = [org.account(freshLogin()), freshGroup('imported')];
        expect(await kindOf(provider.addMember(imported, id, ordinary))).toBe('denied');
      });

      it('of nobody are missing', async () => {
        expect(await kindOf(provider.addMember(freshGroup(), nobody, ordinary))).toBe('missing');
      });
    });

    describe('applications given directly', () => {
      it('are told from those that come through a group, and taken back as often as asked', async () => {
        const [id, group] = [org.account(freshLogin()), freshGroup()];
        org.put(id, group);
        org.assignThrough('By group', group);
        org.assignDirectly('Direct', id);
        const direct = await provider.readDirectApps(id, revocation);
        expect(direct.map((app) => app.name)).toEqual(['Direct']);
        for (const { app } of direct) for (const _ of [1, 2]) await provider.removeDirectApp(app, id, revocation);
        expect(await provider.readDirectApps(id, revocation)).toEqual([]);
      });
    });

    describe('the list of groups', () => {
      it('is complete and says who owns each', async () => {
        const [own, ruled, imported, strict] = [freshGroup(), freshGroup(), freshGroup('imported'), freshGroup()];
        org.rule(ruled);
        org.enrolsSecondFactor(strict);
        const listed = new Map((await provider.listGroups(ordinary)).map((group) => [group.id, group]));
        expect(listed.get(own)).toMatchObject({ owner: 'tenure', mfaEnrolment: false });
        expect(listed.get(ruled)?.owner).toBe('rule');
        expect(listed.get(imported)?.owner).toBe('directory');
        expect(listed.get(strict)?.mfaEnrolment).toBe(true);
        org.put(org.account(freshLogin()), own);
        const again = (await provider.listGroups(ordinary)).find(({ id }) => id === own);
        expect([null, 1]).toContain(again?.members);
      });

      it('follows the cursor to its end, and is not answered in part', async () => {
        const many = Array.from({ length: 450 }, () => freshGroup());
        const listed = new Set((await provider.listGroups(ordinary)).map(({ id }) => id));
        expect(many.filter((id) => !listed.has(id))).toEqual([]);
        world.trouble.breakListing();
        expect(await kindOf(provider.listGroups(ordinary))).toBe('transient');
      });
    });

    describe('trouble', () => {
      it('of the network or the vendor is transient, and a read leaves nothing in doubt', async () => {
        const id = org.account(freshLogin());
        world.trouble.dropNext();
        expect(await faultOf(provider.readAccount(id, ordinary))).toMatchObject({
          kind: 'transient',
          outcomeUnknown: false,
        });
        world.trouble.failNext();
        expect(await faultOf(provider.readAccount(id, ordinary))).toMatchObject({
          kind: 'transient',
          outcomeUnknown: false,
        });
      });

      it('ends in time, whatever the vendor does', async () => {
        const begun = performance.now();
        const fault = await faultOf(provider.listGroups({ lane: 'ordinary', timeoutMilliseconds: 1 }));
        expect(fault).toMatchObject({ kind: 'transient', retryAt: null });
        expect(performance.now() - begun).toBeLessThan(500);
      });

      // Last: the limit holds the calls after it back.
      it('of a limit says when to come again', async () => {
        const id = org.account(freshLogin());
        world.trouble.limitNextReading(2);
        const fault = await faultOf(provider.readAccount(id, ordinary));
        expect(fault.kind).toBe('transient');
        const wait = fault.retryAt === null ? null : epochOf(fault.retryAt) - Date.now();
        expect(wait).toBeGreaterThan(1_000);
        expect(wait).toBeLessThan(5_000);
        world.forgetCalls();
        expect((await faultOf(provider.readAccount(id, ordinary))).retryAt).not.toBeNull();
        expect(world.calls()).toEqual({ reads: 0, writes: 0 });
      });
    });
  });
}
