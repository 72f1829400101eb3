/**
 * A service that dies right after the commit with which it gives an account back has left behind whatever follows from it:
 * nobody will look at that account again, and the case that waits for it is proved all the same.
 */
import { expect, it } from 'vitest';
import { jobHandler } from '../../src/app/jobs.ts';
import type { World } from '../../src/app/world.ts';
import type { AccountId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { statusOf } from '../support/looks.ts';
import { engineer } from '../support/people.ts';

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
  const { engine } = running.tenure;
  await engine.stop(1_000);
  // What is left of a job comes again, to whoever lives then.
  await engine.start((job, tries) => jobHandler(mortal(world, isLast))(job, tries));
  return given;
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
