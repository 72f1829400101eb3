import { describe, expect, it } from 'vitest';
import { at, exclusion, grant, group, joining, leaving, record, theCase } from '../../../test/support/build.ts';
import { grantId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { coverEnd, decisive, lostCover, wasInPlace } from './cover.ts';
import type { Exclusion, Grant } from './model.ts';

const a = group('a');
const lostAt = (one: Grant, minute: number, exclusions: readonly Exclusion[] = []) =>
  coverEnd(one, a, exclusions, at(minute))?.at ?? null;

describe('the cover of a grant', () => {
  it.each<[number, Instant | null, string]>([
    [9, null, 'stands before its end'],
    [10, at(10), 'is lost at its end'],
    [11, at(10), 'was lost then'],
  ])('in minute %i: %s, it %s', (minute, expected) => expect(lostAt(grant('one', [a], 0, 10), minute)).toBe(expected));

  it('that was cut off before it began was never there', () => {
    expect(lostAt(grant('one', [a], 10, 5), 20)).toBeNull();
    expect(lostAt(grant('one', [a], 10, 10), 20)).toBeNull();
  });

  it('is lost to an exclusion while that is in force, on the exclusion’s case', () => {
    const one = grant('one', [a], 0);
    const against = [exclusion([a], 5, 8)];
    expect([4, 5, 7, 8].map((minute) => lostAt(one, minute, against))).toEqual([null, at(5), at(5), null]);
    expect(coverEnd(one, a, against, at(6))?.by).toBe(theCase('review'));
  });

  it('excluded from before its start was never there', () =>
    expect(lostAt(grant('one', [a], 5), 6, [exclusion([a], 0)])).toBeNull());

  it('was lost when the exclusion came that reached up to its end, not at that end', () => {
    const one = grant('one', [a], 0, 20);
    expect(lostAt(one, 30, [exclusion([a], 5)])).toBe(at(5));
    expect(lostAt(one, 30, [exclusion([a], 12), exclusion([a], 5, 12)])).toBe(at(5));
    expect(lostAt(one, 30, [exclusion([a], 5, 11)])).toBe(at(20));
  });
});

describe('what was lost since', () => {
  const ended = (edit: Partial<Grant> = {}) => ({ grants: [grant('one', [a], 0, 10, edit)], exclusions: [] });

  it.each<[number | null, number, string]>([
    [null, 1, 'the group was never proved absent'],
    [9, 1, 'it was proved absent before the end'],
    [10, 0, 'it was proved absent at that very instant'],
    [11, 0, 'it was proved absent after it'],
  ])('proved absent in minute %s counts %i: %s', (minute, count) => {
    const known = record(a, { removalVerifiedAt: minute === null ? null : at(minute) });
    expect(lostCover(ended(), a, known, at(20))).toHaveLength(count);
  });

  it('counts what was read back under it, whatever a clock that was wrong says: ended before its start, or gone after its end', () => {
    const early = { grants: [grant('one', [a], 10, 5)], exclusions: [] };
    const under = record(a, { verifiedUnder: [grantId('one')] });
    expect(lostCover(early, a, under, at(20)).map((one) => one.at)).toEqual([at(5)]);
    expect(lostCover(early, a, record(a, { verifiedUnder: [grantId('other')] }), at(20))).toEqual([]);
    expect(lostCover(ended(), a, { ...under, removalVerifiedAt: at(15) }, at(20))).toHaveLength(1);
    expect([early.grants, ended().grants].map(([one]) => one && wasInPlace({ records: [] }, one))).toEqual([
      false,
      true,
    ]);
    expect(early.grants.map((one) => wasInPlace({ records: [under] }, one))).toEqual([true]);
  });

  it('is the doing of who ended it, or of who had given it until then', () => {
    expect(lostCover(ended(), a, undefined, at(20)).map(({ by }) => by)).toEqual([joining]);
    expect(lostCover(ended({ endedBy: leaving }), a, undefined, at(20)).map(({ by }) => by)).toEqual([leaving]);
  });

  it('is decided by what no later cover had taken over', () => {
    const grants = [grant('first', [a], 0, 10), grant('over', [a], 8, 20), grant('apart', [a], 30, 40)];
    const lost = lostCover({ grants, exclusions: [] }, a, undefined, at(50));
    expect(decisive(lost).map(({ grant: { id } }) => id)).toEqual(['over', 'apart']);
  });

  it('is decided by all that ended together', () => {
    const grants = [grant('one', [a], 0, 10), grant('two', [a], 5, 10)];
    expect(decisive(lostCover({ grants, exclusions: [] }, a, undefined, at(10)))).toHaveLength(2);
  });
});
