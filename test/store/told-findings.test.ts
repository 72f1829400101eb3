/** What a look at an issue has found is told once of each, and of no more issues than anybody learns from. */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Finding, tellFindings } from '../../src/app/recordWatch/tell.ts';
import type { World } from '../../src/app/world.ts';
import { describeOnEveryStore } from '../support/stores.ts';
import { at } from './world.ts';

const strange: Finding = {
  mark: 'k',
  says: 'the record is signed with a key nobody here knows, k',
  by: null,
  at: null,
};
const when = at('2026-03-02T08:00:00Z');

describeOnEveryStore('hands on records', (makeStore) => {
  it('of forty issues are told of twenty-five, once each, and of the next when one of them is settled', async () => {
    const { store } = await makeStore({ clock: () => when });
    const freshId = () => randomUUID();
    const world = { store, freshId, log: { warn() {} } } as unknown as World;
    const round = async () => {
      for (let n = 1; n <= 40; n += 1)
        await tellFindings(world, { issueId: `${n}`, issueKey: `PEO-${n}` }, [strange], null);
      return (await store.read.exceptions({ open: true })).length;
    };
    expect([await round(), await round()]).toEqual([25, 25]);
    const [first] = await store.read.exceptions({ open: true });
    await store.transaction(async (tx) => {
      if (first !== undefined) await tx.settleException(first.id, { at: when, by: 'ines', verdict: 'ignore' });
    });
    expect(await round()).toBe(25);
    const said = (await store.read.exceptions()).map(({ detail }) => detail.key);
    expect([said.length, new Set(said).size]).toEqual([26, 26]);
  });
});
