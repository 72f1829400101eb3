/** Somebody leaves while a worker holds the lease on their account: nothing waits for the sign-in to be stopped. */
import { existsSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { ownName } from '../../src/adapters/postgres/processes.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { keepLease, takeLease } from '../../src/app/reconcile/lease.ts';
import { later } from '../../src/app/world.ts';
import { type AccountId, accountId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { accountWith, groupsOf, markOfLog, oktaCalls, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const untilStatus = (company: Company, status: string) =>
  vi.waitFor(() => expect(statusOf(company)).toBe(status), { timeout: 60_000, interval: 10 });

async function hired(company: Company): Promise<AccountId> {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
  return accountOf(company);
}

async function accountOf(company: Company): Promise<AccountId> {
  const [person] = await company.store.read.findPersons('E2001');
  return accountId(`okta/${person}`);
}

const statusOf = (company: Company) => accountWith(company, MARA).status;

describeStory('a leaver whose account is being worked on', (makeCompany) => {
  it('is signed out at once, and closed one lease and one call after its worker died', async () => {
    const company = await makeCompany();
    const account = await hired(company);
    // A worker takes the lease, is killed, and never gives it back: 20 s, and 10 s for the call it may have under way.
    await company.store.transaction((tx) => tx.raiseWanted(account, null));
    const answer = await takeLease(company.world, account);
    if (answer.kind !== 'held') throw new Error('somebody else has it');
    // It renews its lease, and stands still in that for longer than what it wins: it renews it again before it writes.
    const began = company.world.monotonic();
    const clock = [15_000, 15_000, 60_000];
    const still = { ...company.world, monotonic: () => began + (clock.shift() ?? 60_000) };
    expect(await keepLease(still, answer.lease)).toBe(true);
    expect(answer.lease.validUntil).toBe(began + 80_000);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(statusOf(company)).toBe('SUSPENDED');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    await company.pass('20s');
    expect(statusOf(company)).toBe('SUSPENDED');
    await company.pass('10s');
    expect(statusOf(company)).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it.runIf(existsSync('/proc/self/stat'))('waits for one call only when its worker is known to be dead', async () => {
    const company = await makeCompany();
    const account = await hired(company);
    await company.store.transaction((tx) => tx.raiseWanted(account, null));
    // Our own number, but of a process that began at another time.
    const [where] = ownName().split('.');
    const dead = { ...company.world, holder: `${where}.${process.pid}.1.dead` };
    expect(await takeLease(dead, account)).toMatchObject({ kind: 'held' });
    await company.pass('5s');
    const seenDead = { kind: 'busy', again: later(company.now(), 10_000) };
    expect(await takeLease(company.world, account)).toEqual(seenDead);
    await company.pass('3s');
    expect(await takeLease(company.world, account)).toEqual(seenDead);
    await company.pass('7s');
    expect(await takeLease(company.world, account)).toMatchObject({ kind: 'held' });
  });

  it('is signed out at once, and closed as soon as its worker stops at the next add', async () => {
    // No worker takes what is not urgent: the test is that worker.
    const company = await makeCompany({ deaf: true, places: { reconcile: 0 } });
    const { world } = company;
    await lookAtIssue(world, (await company.file('Onboarding', engineer())).id);
    const account = await accountOf(company);
    await reconcileAccount(world, { lane: 'reconcile', account });
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    const moves = { Employee: 'E2001', Department: 'Data', 'Job title': 'Data Engineer' };
    await lookAtIssue(world, (await company.file('Change', moves)).id);

    const adds: string[] = [];
    const providers = [...world.providers].map(([id, one]) => {
      const addMember: typeof one.addMember = async (group, ...rest) => {
        adds.push(group);
        await one.addMember(group, ...rest);
        await lookAtIssue(world, (await company.file('Offboarding', { Employee: 'E2001' })).id);
        await untilStatus(company, 'SUSPENDED');
      };
      return [id, { ...one, addMember }] as const;
    });
    await reconcileAccount({ ...world, providers: new Map(providers) }, { lane: 'reconcile', account });
    expect(adds).toHaveLength(1);
    await untilStatus(company, 'DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
  });
});

/** A worker takes the lease and stands still: whatever happens to the account meanwhile happens ahead of the lease. */
async function heldByAnother({ store, world }: Company, account: AccountId): Promise<void> {
  await store.transaction((tx) => tx.raiseWanted(account, null));
  if ((await takeLease(world, account)).kind !== 'held') throw new Error('somebody else has it');
}

const ROLES = 'GET /api/v1/users/[^/]+/roles';

describeStory('invariant 12, ahead of the lease: a leaver whose account is being worked on', (makeCompany) => {
  it('and is protected keeps their sign-in, and a person is asked', async () => {
    const company = await makeCompany();
    const account = await hired(company);
    const protecting = (text: string) => text.replace(/protected:\n {2}accounts: \[/, `$&${MARA}, `);
    const policy = acmePolicy(company.systems.addresses, protecting);
    expect(await applyPolicy(company.world, { policy, author: 'rafael', approver: null })).toMatchObject({
      kind: 'in-force',
    });
    await company.untilQuiet();
    await heldByAnother(company, account);
    const mark = markOfLog(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(statusOf(company)).toBe('ACTIVE');
    await company.pass('30s');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await openKinds(company)).toEqual(['protected-account']);
  });

  it('and holds an admin role by now keeps their sign-in, and a person is asked', async () => {
    const company = await makeCompany();
    const account = await hired(company);
    const roles = [{ id: 'irb1', type: 'HELP_DESK_ADMIN', label: 'Help desk', status: 'ACTIVE' }];
    company.systems.okta.faults.add({ on: ROLES, do: 'refuse', status: 200, body: roles, times: 1_000 });
    await heldByAnother(company, account);
    const mark = markOfLog(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    // It was asked ahead of the lease, and the answer is what kept the account open.
    expect(oktaCalls(company, mark).length).toBeGreaterThan(0);
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(statusOf(company)).toBe('ACTIVE');
    await company.pass('30s');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await openKinds(company)).toEqual(['protected-account']);
  });
});
