/** By which announcement a termination passes: one number for each who files, counted once for each case. */
import { describe, expect, it } from 'vitest';
import { at } from '../../test/support/build.ts';
import type { Instant } from '../core/shared/instant.ts';
import { announce, announcementFor } from './announcedLeavers.ts';

/** The one row that announcements stand in. */
function told() {
  const rows = new Map<string, unknown>();
  const tx = (now: Instant) => ({
    now,
    lockCase: () => Promise.resolve([]),
    getControl: <Value>(key: string) => Promise.resolve((rows.get(key) ?? null) as Value | null),
    lockControl: <Value>(key: string) => Promise.resolve((rows.get(key) ?? null) as Value | null),
    setControl: (key: string, value: unknown) => Promise.resolve(void rows.set(key, value)),
    append: () => Promise.resolve([]),
  });
  const says = (id: string, filerId: string, people: number, minute = 0, until = 600) =>
    announce(tx(at(minute)), {
      ...{ id, filerId, people, until: at(until), reason: 'A site is closed' },
      ...{ filer: `${filerId}@small.example`, by: 'rafael@small.example', byId: 'rafael' },
    });
  const asks = async (filer: string, passedBy: string | null = null, minute = 10) => {
    const termination = { filers: [filer], authors: [filer], filedAt: at(minute), passedBy };
    return (await announcementFor(tx(at(minute)), termination))?.id ?? null;
  };
  return { says, asks };
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
