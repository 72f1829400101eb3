import { expect, it } from 'vitest';
import { caseId, connectionId, entitlementId } from '../../src/core/shared/ids.ts';
import type { RaisedRow } from '../../src/ports/raised.ts';
import type { CaseRow } from '../../src/ports/store.ts';
import { describeOnEveryStore } from '../support/stores.ts';
import { ada, at, register, zoe } from './world.ts';

describeOnEveryStore('requests and lists', (makeStore) => {
  it('keep what was asked outside the tracker, by its key and its issue, and forget its words with the person', async () => {
    const { store } = await makeStore();
    const raised: RaisedRow = {
      ...{ key: 'api:1', asker: ada, beneficiary: zoe, channel: 'api', lines: [entitlementId('aws', 'production')] },
      ...{ duration: null, reason: 'The upgrade', ticket: null, breakGlass: false, digest: 'd' },
      ...{ raisedAt: at('2026-03-02T08:00:00Z'), filingSince: null, triedAt: null, issue: null },
    };
    await store.transaction((tx) => tx.saveRaised(raised));
    expect(await store.read.unfiledRequests()).toEqual([raised]);
    for (const who of [ada, zoe]) expect(await store.read.unfiledAbout(who)).toEqual([raised]);
    const issue = { connection: connectionId('jira'), id: '77', key: 'HELP-1' };
    await store.transaction(async (tx) => {
      expect(await tx.lockRaised('api:1')).toEqual(raised);
      expect(await tx.lockRaised('api:2')).toBeNull();
      await tx.saveRaised({ ...raised, issue });
    });
    expect(await store.read.unfiledRequests()).toEqual([]);
    expect(await store.read.unfiledAbout(ada)).toEqual([]);
    expect(await store.read.raisedAs('77')).toEqual({ ...raised, issue });
    await store.transaction((tx) => tx.erasePersonalText(zoe));
    expect(await store.read.raisedAs('77')).toEqual({ ...raised, issue, reason: null, digest: null });
  });

  it('are read page by page: people, cases newest first, grants of one role', async () => {
    const { store } = await makeStore();
    await register(store, zoe, caseId('jira', '1'));
    await register(store, ada, caseId('jira', '2'));
    expect(await store.read.personsPage(1)).toEqual([ada]);
    expect(await store.read.personsPage(5, ada)).toEqual([zoe]);
    const row = (id: string, openedAt: string): CaseRow => ({
      ...{
        id: caseId('jira', id),
        issueId: id,
        issueKey: `HELP-${id}`,
        kind: 'access-request',
        person: zoe,
        state: 'open',
      },
      ...{ openedAt: at(openedAt), updatedAt: at(openedAt) },
    });
    const [old, later, last] = [
      row('7', '2026-03-02T08:00:00Z'),
      row('8', '2026-03-02T08:00:00Z'),
      row('9', '2026-03-03T08:00:00Z'),
    ];
    await store.transaction(async (tx) => {
      for (const one of [last, old, later]) await tx.saveCase(one);
    });
    const page = { kind: 'access-request', person: zoe, limit: 2 } as const;
    expect(await store.read.casesPage(page)).toEqual([last, later]);
    expect(await store.read.casesPage({ ...page, before: later })).toEqual([old]);
    expect(await store.read.casesPage({ ...page, state: 'proved' })).toEqual([]);
    expect(await store.read.casesPage({ ...page, person: ada })).toEqual([]);
  });
});
