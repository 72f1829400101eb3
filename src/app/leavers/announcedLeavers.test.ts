/** By which announcement a termination passes: one number for each who files, counted once for each case. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { type Instant, milliseconds, plus } from '../../core/shared/instant.ts';
import type { World } from '../world.ts';
import { announce, announcementFor, endAnnouncement } from './announcedLeavers.ts';

/** The one row that announcements stand in. */
function told() {
  const rows = new Map<string, unknown>();
  const recorded: unknown[] = [];
  const tx = (now: Instant) => ({
    now,
    lockSystem: () => Promise.resolve(),
    getControl: <Value>(key: string) => Promise.resolve((rows.get(key) ?? null) as Value | null),
    lockControl: <Value>(key: string) => Promise.resolve((rows.get(key) ?? null) as Value | null),
    setControl: (key: string, value: unknown) => Promise.resolve(void rows.set(key, value)),
    append: async (_: string, events: readonly unknown[]) => {
      recorded.push(...events);
      return [];
    },
  });
  const says = (id: string, filerId: string, people: number, minute = 0, until = 600) =>
    announce(tx(at(minute)), {
      ...{ id, filerId, people, until: at(until), reason: 'A site is closed' },
      ...{ filer: `${filerId}@small.example`, by: 'rafael@small.example', byId: 'rafael' },
    });
  const passes = async (termination: Parameters<typeof announcementFor>[1], minute: number) =>
    (await announcementFor(tx(at(minute)), termination))?.id ?? null;
  const filled = (creator: string, authors: readonly string[], passedBy: string | null = null, minute = 10) =>
    passes({ creator, authors, filedAt: at(minute), knownSince: null, passedBy }, minute);
  /** By the tracker's clock and by ours. */
  const read = (filedAt: Instant, knownSince: Instant | null) =>
    passes({ creator: 'lea', authors: ['lea'], filedAt, knownSince, passedBy: null }, 20);
  const asks = (filer: string, passedBy: string | null = null, minute = 10) => filled(filer, [filer], passedBy, minute);
  /** The tracker shows whoever files by the address before their id, but for these. */
  const ends = async (filer: string, by = 'rafael@small.example', hidden: readonly string[] = []) => {
    const world = {
      rules: { current: async () => null },
      tracker: { findShownUser: async (mail: string) => (hidden.includes(mail) ? null : (mail.split('@')[0] ?? null)) },
      store: { transaction: (work: (of: unknown) => unknown) => work(tx(at(5))) },
    } as unknown as World;
    const outcome = await endAnnouncement(world, { filer, by, reason: 'It is called off' });
    return outcome.ok ? outcome.value.id : outcome.refusal;
  };
  return { says, asks, filled, read, ends, recorded };
}

describe('an announced termination', () => {
  it('passes by the number of whoever files it; what was announced for another stands beside it', async () => {
    const { says, asks } = told();
    await says('first', 'lea', 1);
    await says('second', 'hana', 1, 1);
    expect([await asks('hana'), await asks('lea'), await asks('ben')]).toEqual(['second', 'first', null]);
    expect([await asks('hana'), await asks('lea')]).toEqual([null, null]);
  });

  it('that has passed by it passes again when its end is set anew, and takes nobody’s place by that', async () => {
    const { says, asks } = told();
    await says('first', 'lea', 2);
    expect(await asks('lea')).toBe('first');
    expect([await asks('lea', 'first'), await asks('lea', 'first')]).toEqual(['first', 'first']);
    expect(await asks('lea')).toBe('first');
    expect([await asks('lea'), await asks('lea', 'first')]).toEqual([null, 'first']);
  });

  it('passes by the number of whoever fills in forms that others file, and not by theirs', async () => {
    const { says, filled } = told();
    await says('first', 'lea', 9);
    expect(await filled('lea', ['lea'])).toBe('first');
    expect(await filled('hana', ['lea'])).toBe('first');
    expect(await filled('hana', ['hana', 'lea'])).toBe('first');
    // Filed by whom it was announced for, and another has said since whose work ends, or when.
    expect(await filled('lea', ['ben'])).toBeNull();
    expect(await filled('lea', ['ben', 'lea'])).toBeNull();
    expect(await filled('hana', ['ben', 'lea'])).toBeNull();
  });

  it('is one that was filed after, by a tracker whose clock is a little behind; what was read here before is none, however far it is ahead', async () => {
    const { says, read } = told();
    await says('first', 'lea', 9, 10);
    const seconds = (minute: number, more: number) => plus(at(minute), milliseconds(more * 1_000));
    expect([await read(seconds(10, -20), null), await read(seconds(10, -20), at(11))]).toEqual(['first', 'first']);
    expect([await read(seconds(10, -61), null), await read(at(8), at(11))]).toEqual([null, null]);
    expect([await read(at(12), at(9)), await read(seconds(10, -20), at(9))]).toEqual([null, null]);
  });

  it('passes by it no more from the instant it is said to end', async () => {
    const { says, asks } = told();
    await says('first', 'lea', 5, 0, 20);
    expect([await asks('lea', null, 19), await asks('lea', null, 20), await asks('lea', 'first', 20)]).toEqual([
      'first',
      null,
      null,
    ]);
  });
});

describe('an announcement that is called off', () => {
  const LEA = 'lea@small.example';

  it('lets nothing pass any more; what was announced for another stands', async () => {
    const { says, asks, ends, recorded } = told();
    await says('first', 'lea', 5);
    await says('second', 'hana', 5);
    expect(await ends(LEA)).toBe('first');
    expect([await asks('lea'), await asks('lea', 'first'), await asks('hana')]).toEqual([null, null, 'second']);
    expect(recorded.at(-1)).toMatchObject({ announcement: 'first', filedBy: 'lea', people: 0, until: at(5) });
    expect(await ends(LEA)).toBe('not-announced');
  });

  it('is so by whoever files them as well: it only makes more of theirs wait', async () => {
    const { says, ends } = told();
    await says('first', 'lea', 5);
    expect(await ends(LEA, LEA)).toBe('first');
  });

  it('is found by the address it was announced for where the tracker shows that no more', async () => {
    const { says, ends } = told();
    await says('second', 'hana', 5);
    await says('first', 'lea', 5);
    expect(await ends(LEA.toUpperCase(), 'rafael@small.example', [LEA.toUpperCase()])).toBe('first');
  });

  it('may be announced anew, and counts from one again', async () => {
    const { says, asks, ends } = told();
    await says('first', 'lea', 1);
    expect(await asks('lea')).toBe('first');
    await ends(LEA);
    await says('again', 'lea', 1, 6);
    expect([await asks('lea'), await asks('lea')]).toEqual(['again', null]);
  });
});
