/** The stop switch is turned while a long plan is being carried out: what is left of it waits. */
import { expect, it } from 'vitest';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { resumeWrites, stopWrites } from '../../src/app/stop.ts';
import type { World } from '../../src/app/world.ts';
import { type AccountId, accountId } from '../../src/core/shared/ids.ts';
import type { IdentityProvider } from '../../src/ports/provider.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const RAFAEL = 'rafael.ortiz@acme.example';

/** No worker takes an account: the test does, step by step. */
const byHand = { deaf: true, places: { urgent: 0, reconcile: 0 } } as const;

async function accountOf({ store }: Company): Promise<AccountId> {
  const [person] = await store.read.findPersons('E2001');
  return accountId(`okta/${person}`);
}

/** After `count` writes of this kind somebody turns the switch. */
function stoppedAfter(world: World, count: number, write: 'addMember' | 'removeMember', leaversToo: boolean): World {
  let made = 0;
  const counted = (provider: IdentityProvider): IdentityProvider => ({
    ...provider,
    async [write](...[group, account, call]: Parameters<IdentityProvider['addMember']>) {
      await provider[write](group, account, call);
      made += 1;
      if (made === count) expect(await stopWrites(world, RAFAEL, leaversToo)).toMatchObject({ ok: true });
    },
  });
  return { ...world, providers: new Map([...world.providers].map(([id, one]) => [id, counted(one)])) };
}

async function hired(company: Company): Promise<AccountId> {
  await lookAtIssue(company.world, (await company.file('Onboarding', engineer())).id);
  const account = await accountOf(company);
  await reconcileAccount(company.world, { lane: 'reconcile', account });
  expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
  return account;
}

describeStory('stopped in the middle of a plan', (makeCompany) => {
  it('a move makes no further write, and goes on when writes do', async () => {
    const company = await makeCompany(byHand);
    const { world } = company;
    const account = await hired(company);
    const change = await company.file('Change', {
      Employee: 'E2001',
      Department: 'Data',
      'Job title': 'Data Engineer',
    });
    await lookAtIssue(world, change.id);
    const mark = markOfLog(company);
    await reconcileAccount(stoppedAfter(world, 1, 'addMember', false), { lane: 'reconcile', account });
    expect(oktaWrites(company, mark).filter((call) => call.includes('/groups/'))).toHaveLength(1);
    expect((await company.store.read.reconcileRow(account))?.retryAt).toEqual(expect.any(String));
    expect((await company.state(change)).proved).toBe(false);

    await resumeWrites(world, RAFAEL);
    // What was put off until later is put off no longer.
    await company.store.transaction((tx) => tx.raiseWanted(account, null));
    await reconcileAccount(world, { lane: 'reconcile', account });
    expect(oktaWrites(company, mark).filter((call) => call.includes('/groups/')).length).toBeGreaterThan(1);
    expect((await company.store.read.reconcileRow(account))?.retryAt).toBeNull();
  });

  it('a leaver loses everything all the same', async () => {
    const company = await makeCompany(byHand);
    const { world } = company;
    const account = await hired(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(world, left.id);
    await reconcileAccount(stoppedAfter(world, 3, 'removeMember', false), { lane: 'urgent', account });
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('or nothing further, when leavers were named too', async () => {
    const company = await makeCompany(byHand);
    const { world } = company;
    const account = await hired(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(world, left.id);
    await reconcileAccount(stoppedAfter(world, 3, 'removeMember', true), { lane: 'urgent', account });
    expect(groupsOf(company, MARA)).toHaveLength(ENGINEER_GROUPS.length - 3);
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
  });
});
