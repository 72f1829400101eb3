import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { checkChain } from '../../src/core/evidence/index.ts';
import { caseId, personId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { describeBeneath, describeOnEveryStore } from '../support/stores.ts';
import { ada, at, onboarding, register, zoe } from './world.ts';

describeOnEveryStore('evidence', (makeStore) => {
  it('is chained within a stream, from transaction to transaction', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    await store.transaction(async (tx) => {
      const known = await tx.lockCase(onboarding);
      expect(known.map(({ seq, event }) => [seq, event.type])).toEqual([
        [1, 'PersonRegistered'],
        [2, 'CaseConcerns'],
      ]);
      const appended = await tx.append(onboarding, [{ type: 'CaseReopened', at: at('2026-03-02T08:00:00Z') }]);
      expect(appended[0]?.seq).toBe(3);
      expect(appended[0]?.position).toBeGreaterThan(known.at(-1)?.position ?? 0);
    });
    const links = await store.read.rawStream(onboarding);
    expect(links).toHaveLength(3);
    expect(checkChain(links)).toBeNull();
  });

  it('reads back what was appended, personal text and all', async () => {
    const { store } = await makeStore();
    const appended = await store.transaction(async (tx) => {
      await tx.lockCase(onboarding);
      return tx.append(onboarding, [
        { type: 'NoticeRequested', notice: 'n', kind: 'day-one', personal: { to: ['zoe@home.example'] } },
        { type: 'CaseReopened', at: at('2026-03-02T08:00:00Z') },
      ]);
    });
    expect(await store.read.stream(onboarding)).toEqual(appended);
    expect(await store.read.stream(onboarding, 1)).toEqual(appended.slice(1));
  });

  it('knows the latest time among the last events, also of a clock that was set back', async () => {
    const times = ['2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z', '2026-03-01T08:00:00Z'].map(at);
    let now = times[0] ?? at('');
    const { store } = await makeStore({ clock: () => now });
    expect(await store.read.latestTime(3)).toBeNull();
    for (const [n, time] of times.entries()) {
      now = time;
      await register(store, personId(`p-${n}`), caseId('jira', String(n)));
    }
    // Two events each.
    expect(await store.read.latestTime(2)).toBe(times[2]);
    expect(await store.read.latestTime(6)).toBe(times[1]);
    expect(await store.read.latestTime(100)).toBe(times[1]);
  });

  it('keeps its chain when personal text is erased', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    const before = await store.read.rawStream(onboarding);
    expect(await store.transaction((tx) => tx.erasePersonalText(zoe))).toMatchObject({
      texts: 1,
      streams: [onboarding],
    });
    expect(await store.read.rawStream(onboarding)).toEqual(before);
    expect(checkChain(before)).toBeNull();
    const [first] = await store.read.stream(onboarding);
    expect(first?.event).toEqual({ type: 'PersonRegistered', person: zoe });
  });

  it('erases what stands in the streams of a person’s cases, and nobody else’s', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    await store.transaction(async (tx) => {
      await tx.lockCase(onboarding);
      await tx.append(onboarding, [
        { type: 'NoticeRequested', notice: 'n', kind: 'day-one', personal: { to: ['zoe@home.example'] } },
      ]);
      await tx.saveCase({
        id: onboarding,
        issueId: '1',
        issueKey: 'ONB-1',
        kind: 'onboarding',
        person: zoe,
        state: 'open',
        openedAt: tx.now,
        updatedAt: tx.now,
      });
    });
    expect(await store.transaction((tx) => tx.erasePersonalText(ada))).toMatchObject({ texts: 0, streams: [] });
    expect(await store.transaction((tx) => tx.erasePersonalText(zoe))).toMatchObject({ texts: 2 });
  });

  it('is appended only to a locked stream', async () => {
    const { store } = await makeStore();
    const appending = store.transaction((tx) => tx.append(onboarding, [{ type: 'CaseConcerns', person: zoe }]));
    await expect(appending).rejects.toThrow(/not locked/);
  });

  it('has a cursor that only moves forward, and streams without it are found', async () => {
    const { store } = await makeStore({ clock: () => at('2026-03-02T08:00:00Z') });
    await register(store, zoe);
    const idle = (span: number) => store.read.unwrittenStreams(milliseconds(span), 10);
    expect(await idle(0)).toEqual([onboarding]);
    expect(await idle(1_000)).toEqual([]);
    await store.transaction((tx) => tx.moveEvidenceCursor(onboarding, 2));
    await store.transaction((tx) => tx.moveEvidenceCursor(onboarding, 1));
    expect(await store.transaction((tx) => tx.evidenceCursor(onboarding))).toBe(2);
    expect(await idle(0)).toEqual([]);
  });
});

describeBeneath('evidence', 'a trigger holds against whoever goes round the ports', (makeStore) => {
  it('refuses to be updated, deleted or truncated', async () => {
    const { store, databases } = await makeStore();
    await register(store, zoe);
    for (const text of ['update tenure.event set text = text', 'delete from tenure.event', 'truncate tenure.event'])
      await expect(sql.raw(text).execute(databases.main)).rejects.toThrow(/append-only/);
    expect(await store.read.rawStream(onboarding)).toHaveLength(2);
  });

  it('shows what somebody changed behind the trigger', async () => {
    const { store, databases } = await makeStore();
    await register(store, zoe);
    const tamper = (text: string) =>
      sql
        .raw(`begin; alter table tenure.event disable trigger user; ${text};
          alter table tenure.event enable trigger user; commit`)
        .execute(databases.main);
    await tamper(`update tenure.event set text = replace(text, '"zoe"', '"ada"') where seq = 2`);
    expect(checkChain(await store.read.rawStream(onboarding))).toEqual({ fault: 'altered', seq: 2 });
    await tamper('delete from tenure.event where seq = 1');
    expect(checkChain(await store.read.rawStream(onboarding))).toEqual({ fault: 'gap', seq: 1 });
  });
});

describeBeneath('personal text', 'what is in a row, and when it was written', (makeStore) => {
  it('is erased with its salt', async () => {
    const { store, databases } = await makeStore();
    await register(store, zoe);
    await store.transaction((tx) => tx.erasePersonalText(zoe));
    const left = await sql<{ salt: string | null }>`select salt from tenure.personal_text`.execute(databases.main);
    expect(left.rows).toEqual([{ salt: null }]);
  });
});
