/**
 * A service that dies right after a commit has left behind whatever follows from it. Once it has given an account back
 * nobody will look at that account again, and the case that waits for it is proved all the same; what it has put off comes
 * again at its time, though every other job of it finds that somebody has put it off.
 */
import { expect, it } from 'vitest';
import { jobHandler } from '../../src/app/jobs.ts';
import type { World } from '../../src/app/world.ts';
import { type AccountId, caseId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

class Killed extends Error {}

/** Does nothing more once `isLast` has said so of a commit. */
function mortal(world: World, isLast: () => Promise<boolean>): World {
  let isDead = false;
  const orDead = () => {
    if (isDead) throw new Killed();
  };
  return {
    ...world,
    engine: {
      ...world.engine,
      async send(job) {
        orDead();
        await world.engine.send(job);
      },
    },
    store: {
      ...world.store,
      async transaction(work, first) {
        orDead();
        const result = await world.store.transaction(work, first);
        isDead = await isLast();
        orDead();
        return result;
      },
    },
  };
}

/** Whoever gives an account of theirs back is killed, once for each account. Answers which. */
async function killAsAccountsSettle({ store, world, running }: Company, number: string) {
  const [person] = await store.read.findPersons(number);
  if (person === undefined) throw new Error(`nobody is ${number}`);
  const given = new Set<AccountId>();
  const wanting = new Set<AccountId>();
  const isLast = async () => {
    for (const { id } of (await store.read.person(person)).accounts) {
      const row = await store.read.reconcileRow(id);
      if (row === null || row.appliedRev < row.wantedRev) wanting.add(id);
      else if (wanting.has(id) && !given.has(id)) {
        given.add(id);
        return true;
      }
    }
    return false;
  };
  await reborn({ world, running }, isLast);
  return given;
}

/** Whoever makes that commit dies of it; what is left of a job comes again, to whoever lives then. */
async function reborn({ world, running }: Pick<Company, 'world' | 'running'>, isLast: () => Promise<boolean>) {
  const { engine } = running.tenure;
  await engine.stop(1_000);
  await engine.start((job, tries) => jobHandler(mortal(world, isLast))(job, tries));
}

/** Says yes once, the first time it is so. */
function once(isSo: () => Promise<boolean>) {
  const said = { times: 0 };
  const isLast = async () => {
    if (!(await isSo()) || said.times > 0) return false;
    said.times += 1;
    return true;
  };
  return { said, isLast };
}

describeStory('a service that dies as it gives an account back', (makeCompany) => {
  it('loses no proof of a mover, whichever of their accounts it was', async () => {
    const company = await makeCompany({ roles: true, mayStumble: true });
    await company.file('Onboarding', engineer());
    await company.pass('1m');
    const given = await killAsAccountsSettle(company, 'E2001');
    const moved = await company.file('Change', {
      Employee: 'E2001',
      Department: 'Data',
      'Job title': 'Data Engineer',
    });
    await company.pass('1m');
    expect(given.size).toBe(2);
    expect([statusOf(company, moved), (await company.state(moved)).proved]).toEqual(['Done', true]);
  });
});

describeStory('a service that dies as it puts off', (makeCompany) => {
  it('an account, has it looked at again at its time', async () => {
    const company = await makeCompany({ mayStumble: true });
    const { store, systems } = company;
    await company.file('Onboarding', engineer());
    await company.pass('1m');
    const [person] = await store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody is E2001');
    const [account] = (await store.read.person(person)).accounts;
    if (account === undefined) throw new Error('no account');
    const { said, isLast } = once(async () => (await store.read.reconcileRow(account.id))?.retryAt != null);
    await reborn(company, isLast);
    systems.okta.faults.add({ on: 'DELETE /api/v1/groups/.*', do: 'refuse', status: 503, body: UNAVAILABLE });
    await company.file('Change', { Employee: 'E2001', Department: 'Data', 'Job title': 'Data Engineer' });
    await company.pass('10s');
    expect(said.times).toBe(1);
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
  });

  it('an issue, has it written at its time', async () => {
    const company = await makeCompany({ mayStumble: true });
    const { store, systems } = company;
    await company.untilQuiet();
    const wrote = { on: '' };
    const { said, isLast } = once(
      async () => (await store.transaction((tx) => tx.getControl<Writer>(wrote.on)))?.putOff === true,
    );
    await reborn(company, isLast);
    systems.jira.faults.add({ on: 'POST /rest/api/3/issue/.*/comment', do: 'refuse', status: 503, body: UNAVAILABLE });
    // Refused at once: nothing else comes that would have it written.
    const issue = await company.file('Offboarding', { Employee: 'E9999' });
    wrote.on = `evidence-writer:${caseId('jira', issue.id)}`;
    await company.pass('15s');
    expect(said.times).toBe(1);
    expect(commentsOn(company, issue)).toHaveLength(1);
    expect(statusOf(company, issue)).toBe('Waiting');
  });
});

interface Writer {
  readonly putOff?: boolean;
}

const UNAVAILABLE = { errorMessages: ['unavailable'], errors: {} };
