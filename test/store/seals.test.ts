/** Seals: what has grown, once, in order, whoever asks; and the record they vouch for, as it was written. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type SealGround, writeSeal } from '../../src/core/evidence/index.ts';
import { caseId, personId } from '../../src/core/shared/ids.ts';
import { epochOf, type Instant, instantOf, milliseconds } from '../../src/core/shared/instant.ts';
import type { SealBook } from '../../src/ports/seals.ts';
import { describeBeneath, describeOnEveryStore, describeSideBySide } from '../support/stores.ts';
import { ada, at, onboarding, register, zoe } from './world.ts';

const other = caseId('jira', '2');
const signer = { keyId: 'k', sign: () => 's' };
const TEN_MINUTES = milliseconds(600_000);

/** Answers what a seal was made of; `null` = none was made. */
async function sealed(seals: SealBook, every = milliseconds(0)): Promise<SealGround | null> {
  let seen: SealGround | null = null;
  const made = await seals.make(every, (ground) => {
    seen = ground;
    return writeSeal(ground, signer);
  });
  return made === null ? null : seen;
}

describeOnEveryStore('seals', (makeStore) => {
  it('name what has grown since the one before, and that one', async () => {
    const { store } = await makeStore();
    expect(await sealed(store.seals)).toBeNull();
    await register(store, zoe);
    const first = await sealed(store.seals);
    const [, second] = await store.read.rawStream(onboarding);
    expect(first).toMatchObject({ seal: 1, previous: null, streams: 1 });
    expect(first?.changed).toEqual([{ stream: onboarding, count: 2, head: second?.hash }]);
    expect(await sealed(store.seals)).toBeNull();
    await register(store, ada, other);
    const last = await store.seals.last();
    expect(await sealed(store.seals)).toMatchObject({ seal: 2, previous: last?.hash, streams: 2 });
    expect((await store.seals.after(0, 10)).map(({ seal }) => seal)).toEqual([1, 2]);
    expect((await store.seals.after(1, 10)).map(({ seal }) => seal)).toEqual([2]);
    expect((await store.seals.after(0, 1)).map(({ seal }) => seal)).toEqual([1]);
  });

  it('are made no sooner than asked, and by nobody twice', async () => {
    let now: Instant = at('2026-03-02T08:00:00Z');
    const { store } = await makeStore({ clock: () => now });
    await register(store, zoe);
    expect(await sealed(store.seals, TEN_MINUTES)).toMatchObject({ seal: 1, at: now });
    await register(store, ada, other);
    now = instantOf(new Date(epochOf(now) + TEN_MINUTES - 1));
    expect(await sealed(store.seals, TEN_MINUTES)).toBeNull();
    now = instantOf(new Date(epochOf(now) + 1));
    expect(await sealed(store.seals, TEN_MINUTES)).toMatchObject({ seal: 2, at: now });
  });

  it('are made of the last one’s time while the clock is put back, by the clock and when they are asked for', async () => {
    const ahead = at('2026-04-02T08:00:00Z');
    let now: Instant = ahead;
    const { store } = await makeStore({ clock: () => now });
    await register(store, zoe);
    expect(await sealed(store.seals)).toMatchObject({ seal: 1, at: ahead });
    now = at('2026-03-02T08:00:00Z');
    await register(store, ada, other);
    expect(await sealed(store.seals, TEN_MINUTES)).toMatchObject({ seal: 2, at: ahead });
    await register(store, personId('eve'), caseId('jira', '3'));
    expect(await sealed(store.seals)).toMatchObject({ seal: 3, at: ahead });
  });

  it('vouch for a record that is read in the order it was written, with its personal text', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    await register(store, ada, other);
    const all = await store.seals.records(0, 10);
    expect(all.map(({ stream, seq }) => [stream, seq])).toEqual([
      [onboarding, 1],
      [onboarding, 2],
      [other, 1],
      [other, 2],
    ]);
    expect(all[0]?.personal?.body).toMatchObject({ workMail: expect.stringContaining('@') });
    expect(all[1]?.personal).toBeNull();
    expect(await store.seals.records(all[0]?.position ?? 0, 2)).toEqual(all.slice(1, 3));
    await store.transaction((tx) => tx.erasePersonalText(zoe));
    expect((await store.seals.records(0, 1))[0]).toEqual({ ...all[0], personal: null });
  });
});

describeSideBySide('seals', (makeStore) => {
  it('are made once when several ask at the same time', async () => {
    const { store } = await makeStore();
    await register(store, zoe);
    const made = await Promise.all([1, 2, 3, 4].map(() => sealed(store.seals)));
    expect(made.filter((one) => one !== null)).toHaveLength(1);
    expect(await store.seals.after(0, 10)).toHaveLength(1);
  });
});

describeBeneath('seals', 'a trigger holds against whoever goes round the ports', (makeStore) => {
  it('are written once', async () => {
    const { store, databases } = await makeStore();
    await register(store, zoe);
    await sealed(store.seals);
    for (const text of ['update tenure.seal set text = text', 'delete from tenure.seal', 'truncate tenure.seal'])
      await expect(sql.raw(text).execute(databases.main)).rejects.toThrow(/append-only/);
  });

  it('go on from the time that was signed, whatever a row was made to say since', async () => {
    const now = at('2026-03-02T08:00:00Z');
    const { store, databases } = await makeStore({ clock: () => now });
    await register(store, zoe);
    await sealed(store.seals);
    await sql.raw('alter table tenure.seal disable trigger all').execute(databases.main);
    await sql.raw("update tenure.seal set at = at + interval '2 days'").execute(databases.main);
    expect((await store.seals.last())?.at).toBe(now);
    await register(store, ada, other);
    expect(await sealed(store.seals)).toMatchObject({ seal: 2, at: now });
  });
});
