/** Who left, and whose sign-in another hand had stopped: nobody who comes back is let in by that hand's undoing. */
import { expect, it } from 'vitest';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { stopSignIn } from '../../src/app/reconcile/signIn.ts';
import type { World } from '../../src/app/world.ts';
import { type AccountId, accountId } from '../../src/core/shared/ids.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openKinds } from '../support/hands.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

async function accountOf({ store }: Company): Promise<AccountId> {
  const [person] = await store.read.findPersons('E2001');
  return accountId(`okta/${person}`);
}

async function hired(company: Company): Promise<string> {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  return company.systems.okta.directory.completeActivation(accountWith(company, MARA).id).id;
}

const lower = (company: Company, how: 'suspend' | 'deactivate') =>
  clickAtOkta(company, 'POST', `/users/${accountWith(company, MARA).id}/lifecycle/${how}`);

const statusOf = (company: Company) => accountWith(company, MARA).status;

describeStory('somebody who left and is hired again', (makeCompany) => {
  it('comes in when it was Tenure that had closed the account', async () => {
    const company = await makeCompany();
    await hired(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('1h');
    expect(statusOf(company)).toBe('DEPROVISIONED');
    await company.file('Onboarding', engineer());
    await company.pass('1h');
    expect(statusOf(company)).toBe('ACTIVE');
    expect(await openKinds(company)).toEqual([]);
  });

  for (const how of ['deactivate', 'suspend'] as const) {
    it(`stays out until a person decides when another hand had done it before (${how})`, async () => {
      const company = await makeCompany();
      await hired(company);
      await lower(company, how);
      const left = await company.file('Offboarding', { Employee: 'E2001' });
      await company.pass('1h');
      expect(statusOf(company)).toBe('DEPROVISIONED');
      expect((await company.state(left)).proved).toBe(true);

      await company.file('Onboarding', engineer());
      await company.pass('1h');
      expect(statusOf(company)).toBe('DEPROVISIONED');
      expect(await openKinds(company)).toEqual(['lowered-by-other-hand']);
      expect(await decide(company, 'lowered-by-other-hand', 'restore')).toMatchObject({ ok: true });
      await company.pass('1h');
      expect(statusOf(company)).toBe('ACTIVE');
    });
  }

  for (const how of ['deactivate', 'suspend'] as const) {
    it(`stays out until a person decides when another hand was faster than our own call (${how})`, async () => {
      const company = await makeCompany({ places: { urgent: 0 } });
      await hired(company);
      const left = await company.file('Offboarding', { Employee: 'E2001' }, undefined);
      await lookAtIssue(company.world, left.id);
      await reconcileAccount(outrun(company, how), { lane: 'urgent', account: await accountOf(company) });
      expect(await closedByWhom(company)).toEqual(['deactivated', null]);
    });
  }

  it('stays out when another hand was faster, and our run was cut short after that', async () => {
    const company = await makeCompany({ places: { urgent: 0 } });
    await hired(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(company.world, left.id);
    const account = await accountOf(company);
    const world = outrun(company, 'suspend');
    const broken = [...world.providers].map(([id, one]) => {
      const down = async (): Promise<never> => {
        throw new Fault('transient', 'everything after it');
      };
      return [id, { ...one, deactivate: down, endSessions: down, removeMember: down }] as const;
    });
    await reconcileAccount({ ...world, providers: new Map(broken) }, { lane: 'urgent', account });
    expect(statusOf(company)).toBe('SUSPENDED');
    await company.store.transaction((tx) => tx.raiseWanted(account, null));
    await reconcileAccount(company.world, { lane: 'urgent', account });
    expect(await closedByWhom(company)).toEqual(['deactivated', null]);
  });

  it('stays out when another hand was faster than the call ahead of the plan', async () => {
    const company = await makeCompany({ places: { urgent: 0 } });
    await hired(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(company.world, left.id);
    const account = await accountOf(company);
    await stopSignIn(outrun(company, 'suspend'), account);
    await reconcileAccount(company.world, { lane: 'urgent', account });
    expect(await closedByWhom(company)).toEqual(['deactivated', null]);
  });

  it('comes in when Tenure had stopped the sign-in ahead of a lease, or in a run that was cut off', async () => {
    const company = await makeCompany({ places: { urgent: 0 } });
    const { world } = company;
    await hired(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(world, left.id);
    const account = await accountOf(company);
    await stopSignIn(world, account);
    expect(statusOf(company)).toBe('SUSPENDED');
    await reconcileAccount(world, { lane: 'urgent', account });
    expect((await company.store.read.person(await personOf(company))).accounts).toMatchObject([
      { verified: 'deactivated', loweredByUs: 'deactivated' },
    ]);
  });
});

/** A company whose administrator stops the account just before our own call does. */
function outrun(company: Company, how: 'suspend' | 'deactivate'): World {
  const providers = [...company.world.providers].map(([id, one]) => {
    const suspend: typeof one.suspend = async (...args) => {
      await lower(company, how);
      return one.suspend(...args);
    };
    return [id, { ...one, suspend }] as const;
  });
  return { ...company.world, providers: new Map(providers) };
}

async function closedByWhom(company: Company) {
  const { accounts } = await company.store.read.person(await personOf(company));
  return accounts.flatMap(({ verified, loweredByUs }) => [verified, loweredByUs]);
}

async function personOf({ store }: Company) {
  const [person] = await store.read.findPersons('E2001');
  if (person === undefined) throw new Error('nobody was registered');
  return person;
}
