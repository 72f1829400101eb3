/** A review decides about one of somebody's groups while the jobs of a change set are still waiting, or takes that back. */
import { commitCase } from '../../src/app/commit.ts';
import { foldCase } from '../../src/core/evidence/index.ts';
import type { TenureEvent } from '../../src/core/evidence/model.ts';
import { caseId, type PersonId, withinConnection } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import type { Company } from './company.ts';

const idOf = (person: PersonId, name: string) => `no-${name}-${person}`;

/** Answers whom it is about. */
export async function exclude(company: Company, login: string, name: string): Promise<PersonId> {
  const group = (await company.store.read.groups()).find((one) => withinConnection(one.name) === name)?.id;
  if (group === undefined) throw new Error(`no ${name}`);
  return decided(company, login, (person, on, now) => {
    const span = { from: now, until: null } as const;
    const id = idOf(person, name);
    return { type: 'ExclusionSet', exclusion: { id, person, groups: [group], reason: 'a review', ...span, setBy: on } };
  });
}

export const letBack = (company: Company, login: string, name: string): Promise<PersonId> =>
  decided(company, login, (person, _, at) => ({ type: 'ExclusionLifted', exclusion: idOf(person, name), at }));

async function decided(
  { store, world, policy }: Company,
  login: string,
  event: (person: PersonId, on: ReturnType<typeof caseId>, now: Instant) => TenureEvent,
): Promise<PersonId> {
  const [person] = await store.read.findPersons(login);
  if (person === undefined) throw new Error(`no ${login}`);
  await store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const on = ledger.engagements[0]?.openedBy ?? caseId('jira', 'none');
    const state = foldCase(on, await tx.lockCase(on));
    const { settings } = policy;
    const shell = { settings, timing: world.timing, edits: true, mayProve: false };
    await commitCase(tx, { ledger, state, events: [event(person, on, tx.now)], ...shell });
  });
  return person;
}
