/** A person's cases are read again where something has come or gone since, and only there. */
import { expect, it } from 'vitest';
import { FoldedCases } from '../../src/app/evidence/foldedCases.ts';
import type { StreamId } from '../../src/core/evidence/model.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import type { CaseRow, Store } from '../../src/ports/store.ts';
import { describeOnEveryStore } from '../support/stores.ts';
import { ada, at, onboarding, register, zoe } from './world.ts';

const when = at('2026-03-02T08:00:00Z');
const other = caseId('jira', '7');

const rowOf = (id: typeof onboarding): CaseRow => ({
  ...{ id, issueId: '1', issueKey: `KEY-${id}`, kind: 'onboarding', person: zoe, state: 'proved' },
  ...{ openedAt: when, updatedAt: when },
});

/** Says which streams it was asked for, and what stands on which case. */
function counting({ read }: Store) {
  const asked: StreamId[] = [];
  const folded = new FoldedCases({
    caseHeads: (person) => read.caseHeads(person),
    stream: (stream) => {
      asked.push(stream);
      return read.stream(stream);
    },
  });
  return async () => {
    asked.length = 0;
    const found = await folded.of(zoe, await read.cases({ person: zoe }));
    return { read: asked.sort(), found: found.map(({ row, state }) => [row.id, state.person]) };
  };
}

describeOnEveryStore('cases as they were folded', (makeStore) => {
  it('are read again where an event has come, and nowhere else', async () => {
    const { store } = await makeStore({ clock: () => when });
    for (const id of [onboarding, other]) await register(store, zoe, id);
    await store.transaction(async (tx) => {
      for (const id of [onboarding, other]) await tx.saveCase(rowOf(id));
    });
    const look = counting(store);
    expect(await look()).toEqual({
      read: [onboarding, other],
      found: [
        [onboarding, zoe],
        [other, zoe],
      ],
    });
    expect((await look()).read).toEqual([]);
    await store.transaction(async (tx) => {
      await tx.lockCase(other);
      await tx.append(other, [{ type: 'CaseConcerns', person: ada }]);
    });
    expect(await look()).toEqual({
      read: [other],
      found: [
        [onboarding, zoe],
        [other, ada],
      ],
    });
  });

  it('are read again where a text has been erased: nobody goes on knowing it', async () => {
    const { store } = await makeStore({ clock: () => when });
    await register(store, zoe);
    await store.transaction((tx) => tx.saveCase(rowOf(onboarding)));
    const look = counting(store);
    await look();
    await store.transaction((tx) => tx.erasePersonalText(zoe));
    expect((await look()).read).toEqual([onboarding]);
    expect((await look()).read).toEqual([]);
  });
});
