/** Invariant 11, further: a change set is applied person by person, and only as far as it was counted and confirmed. */
import { expect, it } from 'vitest';
import { applyItem } from '../../src/app/policy/changeSets.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { exclude } from '../support/exclusions.ts';
import { INES } from '../support/hands.ts';
import { groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, MARA } from '../support/people.ts';
import { confirm, edited, emptied, held, hire, LOGINS, STAFF, threeHired, twoAtOnce } from '../support/tableEdits.ts';

const emptiedAndZoom = (text: string) => emptied(text).replace('slack:member|zoom:user|', 'slack:member|');
const sets = async ({ store }: Company) =>
  (await store.read.changeSets()).map(({ state, recounts }) => (recounts === undefined ? state : `recount ${state}`));

describeStory('what changes between the count and the change', (makeCompany) => {
  it('is shown before it is confirmed, when it is more than was counted', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const first = await held(company);
    await hire(company, ['E2004', 'Noah', 'Berg']);
    await company.untilQuiet();
    expect(await confirm(company, first)).toEqual({ ok: false, refusal: 'other-items' });
    const shown = await company.store.read.changeSet(first.changeSet);
    expect(shown?.items).toHaveLength(4);
    expect(shown?.row.because).toEqual(['4 people are touched; 2 are allowed at once']);
    // Somebody leaves: less than was shown is covered by it.
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await confirm(company, { ...first, hash: shown?.row.hash ?? '' })).toMatchObject({ ok: true });
    await company.untilQuiet();
    for (const login of [...LOGINS, 'noah.berg@acme.example'])
      expect(groupsOf(company, login)).not.toContain('eng-core');
    expect((await company.store.read.changeSets()).map(({ state }) => state)).toEqual(['done']);
  });

  it('is counted anew for that person alone, and the rest is applied as it was counted', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await hire(company, STAFF[1]);
    await company.untilQuiet();
    await company.running.tenure.engine.stop(1_000);
    const applied = await applyPolicy(company.world, {
      policy: edited(company, emptiedAndZoom),
      author: 'rafael',
      approver: null,
    });
    if (applied.kind !== 'in-force' || applied.changeSet === null) throw new Error('nothing to apply');
    const mara = await exclude(company, MARA, 'eng-core');
    await company.resume();
    await company.untilQuiet();
    const { items } = (await company.store.read.changeSet(applied.changeSet)) ?? { items: [] };
    expect(items.map(({ person, state }) => [person === mara, state]).sort()).toEqual([
      [false, 'applied'],
      [true, 'recount'],
    ]);
    expect(await sets(company)).toEqual(['done', 'recount done']);
    const recount = (await company.store.read.changeSets()).find(({ recounts }) => recounts !== undefined);
    const anew = await company.store.read.changeSet(recount?.id ?? applied.changeSet);
    expect(anew?.items).toMatchObject([{ person: mara, loses: [expect.any(String)], state: 'applied' }]);
    // The proof on its issue is of both sets, although one of them was told as done before.
    const change = (await company.store.read.changeSet(applied.changeSet))?.row.change;
    const told = await company.store.read.stream(caseId('jira', change?.issue?.id ?? ''));
    expect(told.at(-1)?.event).toMatchObject({ type: 'CaseProved', items: 2 });
    for (const login of LOGINS.slice(0, 2)) {
      expect(groupsOf(company, login)).toEqual(
        ENGINEER_GROUPS.filter((group) => group !== 'eng-core' && group !== 'app-zoom'),
      );
    }
  });

  it('somebody who was done by an attempt that was cut off is done, and is not counted anew', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await company.untilQuiet();
    const policy = edited(company, emptied);
    const applied = await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
    await company.untilQuiet();
    const kept = applied.kind === 'in-force' && applied.changeSet ? applied.changeSet : null;
    const found = kept === null ? null : await company.store.read.changeSet(kept);
    if (found === null) throw new Error('nothing to apply');
    const { row, items } = found;
    await company.store.transaction(async (tx) => {
      await tx.saveChangeSet({ ...row, state: 'applying' });
      const open = items.map((item) => ({ ...item, state: 'open' }) as const);
      await tx.saveChangeSetItems(row.id, open);
    });
    for (const { person } of items) await applyItem(company.world, row.id, person);
    expect((await company.store.read.changeSet(row.id))?.items).toMatchObject([{ state: 'applied' }]);
    expect(await sets(company)).toEqual(['done']);
  });

  it('is held when what is counted anew is over the limits, and a confirmation puts no policy in force again', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const first = await held(company, emptiedAndZoom);
    await company.running.tenure.engine.stop(1_000);
    expect(await confirm(company, first)).toMatchObject({ ok: true });
    for (const login of LOGINS) await exclude(company, login, 'eng-core');
    await company.resume();
    await company.untilQuiet();
    for (const login of LOGINS) expect(groupsOf(company, login)).toContain('app-zoom');
    expect(await sets(company)).toEqual(['done', 'recount held']);
    const [confirmed, further] = await company.store.read.changeSets();
    expect(confirmed).toMatchObject({ confirmedBy: INES, because: ['3 people are touched; 2 are allowed at once'] });
    expect(further).not.toHaveProperty('confirmedBy');

    const [anew] = await company.store.read.changeSets('held');
    if (anew === undefined) throw new Error('nothing is held');
    expect(anew.because).toEqual(['3 people are touched; 2 are allowed at once']);
    const newer = edited(company, (text) => emptiedAndZoom(text).replace('leaversPerHour: 10', 'leaversPerHour: 9'));
    expect(await applyPolicy(company.world, { policy: newer, author: 'rafael', approver: null })).toMatchObject({
      kind: 'held',
    });
    expect(await confirm(company, { ...first, changeSet: anew.id, hash: anew.hash })).toMatchObject({ ok: true });
    await company.untilQuiet();
    for (const login of LOGINS) expect(groupsOf(company, login)).not.toContain('app-zoom');
    const inForce = (await company.store.read.stream('system')).filter(({ event }) => event.type === 'PolicyApplied');
    expect(inForce).toHaveLength(2);
  });

  it('is seen under the person’s lock, however old the reading it began with', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await company.untilQuiet();
    const { world, store } = company;
    await company.running.tenure.engine.stop(1_000);
    const policy = edited(company, emptiedAndZoom);
    const applied = await applyPolicy(world, { policy, author: 'rafael', approver: null });
    if (applied.kind !== 'in-force' || applied.changeSet === null) throw new Error('nothing to apply');
    const [person] = await store.read.findPersons(MARA);
    if (person === undefined) throw new Error('nobody was hired');
    const old = await store.read.person(person);
    await exclude(company, MARA, 'eng-core');
    const late = { ...world, store: { ...store, read: { ...store.read, person: async () => old } } };
    await applyItem(late, applied.changeSet, person);
    const ends = (await store.read.person(person)).grants.filter(({ changeSet }) => changeSet === applied.changeSet);
    expect(ends).toEqual([]);
    await company.resume();
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toContain('app-zoom');
  });

  it('somebody whom another process has just changed is done, however old the reading it began with', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await company.untilQuiet();
    const { world, store } = company;
    await company.running.tenure.engine.stop(1_000);
    const applied = await applyPolicy(world, { policy: edited(company, emptied), author: 'rafael', approver: null });
    const set = applied.kind === 'in-force' ? applied.changeSet : null;
    const [person] = await store.read.findPersons(MARA);
    if (set === null || person === undefined) throw new Error('nothing to apply');
    const old = await store.read.person(person);
    const found = await store.read.changeSet(set);
    await applyItem(world, set, person);
    // It has not said so yet.
    await store.transaction(async (tx) => {
      if (found !== null) await tx.saveChangeSet(found.row);
      await tx.saveChangeSetItems(set, found?.items ?? []);
    });
    await applyItem({ ...world, store: { ...store, read: { ...store.read, person: async () => old } } }, set, person);
    expect((await store.read.changeSet(set))?.items).toMatchObject([{ state: 'applied' }]);
    await company.resume();
  });
});
