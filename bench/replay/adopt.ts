/** The first part of a history as an organisation that was there before Tenure: put into Okta as it was, and adopted. */
import { seed } from '../../emulators/okta/index.ts';
import { type OperationName, perform } from '../../src/app/operations/index.ts';
import { epochOf } from '../../src/core/shared/instant.ts';
import type { ChangeSet } from './history.ts';
import { BASELINE, CONFIRMER, loginOf, PLANNER } from './policy.ts';
import type { Adopted } from './run.ts';
import { FIRST_WAIT, type Scene, settle } from './scene.ts';

export interface TakenOver {
  /** Who was there, and in which groups. */
  readonly held: ReadonlyMap<string, ReadonlySet<string>>;
  readonly figures: Adopted;
}

export async function adoptExisting(scene: Scene, before: readonly ChangeSet[]): Promise<TakenOver> {
  const { systems, tenure, clock } = scene;
  const held = heldAfter(before);
  seed(systems.okta.directory, {
    users: [...held].map(([person, groups]) => ({
      profile: { ...nameOf(person), userType: 'employee' },
      status: 'ACTIVE',
      hasPassword: true,
      groups: [BASELINE, ...groups],
    })),
  });
  const mark = systems.okta.log.list().at(-1)?.sequence ?? -1;
  const planned = await asked<{ hash: string }>(scene, 'adoptPlan', { by: PLANNER });
  await asked(scene, 'adoptConfirm', { hash: planned.hash, by: CONFIRMER });
  await settle(scene, [], clock.now());
  // The adoption finishes itself after its last person, and its issue after that.
  clock.pass(FIRST_WAIT);
  await tenure.engine.fireDue();
  await settle(scene, [], clock.now());
  const written = systems.okta.log.list().filter(({ sequence, method }) => sequence > mark && method !== 'GET');
  return {
    held,
    figures: {
      people: held.size,
      memberships: [...held.values()].reduce((sum, groups) => sum + groups.size, 0),
      providerWrites: written.length,
    },
  };
}

/** Everybody with at least one team; who had left by then was closed by hand, and nobody asks about them. */
function heldAfter(before: readonly ChangeSet[]): ReadonlyMap<string, ReadonlySet<string>> {
  const held = new Map<string, ReadonlySet<string>>();
  for (const { people } of [...before].sort((a, b) => epochOf(a.at) - epochOf(b.at) || a.seq - b.seq))
    for (const { person, after } of people) held.set(person, after);
  return new Map([...held].filter(([, groups]) => groups.size > 0));
}

const nameOf = (person: string) => ({
  login: loginOf(person),
  email: loginOf(person),
  firstName: 'Person',
  lastName: person.toUpperCase(),
  employeeNumber: person,
});

async function asked<Result>({ tenure }: Scene, name: OperationName, input: object): Promise<Result> {
  const performed = await perform(tenure.world, name, input);
  if (performed.kind !== 'done') throw new Error(`${name} was not done: ${JSON.stringify(performed)}`);
  return performed.result as Result;
}
