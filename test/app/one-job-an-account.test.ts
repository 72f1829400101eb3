/** However often somebody is told to look, what waits for its turn waits once. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { wakeUnsettled } from '../../src/app/clock/alarms.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import type { Lane } from '../../src/ports/engine.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const down = { do: 'refuse', status: 503, times: 10_000, body: { errorCode: 'E0000009', errorSummary: 'x' } } as const;

async function wakeUps({ opened }: Company, lane: Lane): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from tenure.wake_up where lane = ${lane}`.execute(opened.databases.main);
  return rows[0]?.n ?? 0;
}

describeStory('while a provider is down', (makeCompany) => {
  it('one job an account waits for it, and an edit does not wait', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.okta;
    faults.add({ ...down, on: 'POST /api/v1/users' });
    await company.file('Onboarding', engineer());
    await company.pass('1m');
    const [person] = await company.store.read.findPersons('E2001');
    const account = accountId(`okta/${person}`);
    for (let n = 0; n < 3; n += 1) await company.world.engine.send({ lane: 'reconcile', account });
    await company.untilQuiet();
    expect(await wakeUps(company, 'reconcile')).toBe(1);

    faults.clear();
    await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Engineer' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');
    expect(groupsOf(company, MARA)).toContain('eng-core');
  });

  it('a leaver comes again as a leaver, whichever job it was that met it', async () => {
    const company = await makeCompany({ deaf: true, places: { urgent: 0, reconcile: 0 } });
    const { world, store } = company;
    await lookAtIssue(world, (await company.file('Onboarding', engineer())).id);
    const [person] = await store.read.findPersons('E2001');
    const account = accountId(`okta/${person}`);
    await reconcileAccount(world, { lane: 'reconcile', account });
    await lookAtIssue(world, (await company.file('Offboarding', { Employee: 'E2001' })).id);
    const fails = async () => {
      throw new Fault('transient', 'read groups of account');
    };
    const providers = new Map([...world.providers].map(([id, one]) => [id, { ...one, readGroupsOf: fails }]));
    await reconcileAccount({ ...world, providers }, { lane: 'reconcile', account });
    expect([await wakeUps(company, 'urgent'), await wakeUps(company, 'reconcile')]).toEqual([1, 0]);
  });

  it('a limit is no failure: nobody is asked to look at it', async () => {
    const company = await makeCompany({ deaf: true, places: { urgent: 0 } });
    const { world, store } = company;
    await lookAtIssue(world, (await company.file('Onboarding', engineer())).id);
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(world, left.id);
    const [person] = await store.read.findPersons('E2001');
    const account = accountId(`okta/${person}`);

    const limit = async () => {
      throw new Fault('transient', 'read groups of account', { retryAt: company.now() });
    };
    const providers = new Map([...world.providers].map(([id, one]) => [id, { ...one, readGroupsOf: limit }]));
    for (let n = 0; n < 8; n += 1) await reconcileAccount({ ...world, providers }, { lane: 'urgent', account });
    await reconcileAccount(world, { lane: 'urgent', account });
    expect(await store.read.exceptions()).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });
});

describeStory('while the issue takes no evidence', (makeCompany) => {
  it('one job a case waits for it', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.jira;
    faults.add({ do: 'refuse', status: 403, times: 10_000, on: 'PUT /rest/api/3/issue/.*/properties' });
    const issue = await company.file('Onboarding', engineer());
    for (let n = 0; n < 3; n += 1) {
      await company.pass('31s');
      await wakeUnsettled(company.world);
    }
    await company.untilQuiet();
    expect(await wakeUps(company, 'evidence')).toBe(1);

    faults.clear();
    await company.pass('10m');
    const [told, settled, ...more] = commentsOn(company, issue);
    expect([told, more]).toEqual([expect.stringContaining('Account'), []]);
    expect(settled).toContain('it got through');
  });
});
