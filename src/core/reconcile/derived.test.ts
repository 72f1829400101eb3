import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  exclusion,
  grant,
  group,
  joining,
  leaving,
  ledger,
} from '../../../test/support/build.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { changeSetId } from '../shared/ids.ts';
import { derivedChanges, setThatEndedWork } from './derived.ts';
import type { Change } from './model.ts';

const a = group('a');
const set = changeSetId('set');
const bySet = { endedBy: joining, changeSet: set } as const;
const removal: Change = { type: 'remove-member', for: joining, group: a };

const takenFrom = (edit: Partial<PersonLedger>, changes: readonly Change[] = [removal], leaver = false) =>
  derivedChanges({ changes, leaver }, ledger(edit), account(), at(30)).map(({ takes, changeSets }) => [
    takes,
    ...changeSets,
  ]);
const ended = (edit: Partial<Grant>) => grant('one', [a], 0, 10, edit);

describe('a removal', () => {
  it.each<[string, readonly Grant[], boolean]>([
    ['whose cover a change set ended derives from it', [ended(bySet)], true],
    ['whose cover a case ended does not', [ended({ endedBy: leaving })], false],
    ['of a grant that a change set gave, and that ended as it was given, does not', [ended({ changeSet: set })], false],
    [
      'that a later end by a case decided does not',
      [ended(bySet), grant('two', [a], 5, 20, { endedBy: leaving })],
      false,
    ],
    [
      'that a later end by a change set decided does',
      [ended({ endedBy: leaving }), grant('two', [a], 5, 20, bySet)],
      true,
    ],
  ])('%s', (_, grants, expected) => expect(takenFrom({ grants })).toEqual(expected ? [[a, set]] : []));

  it('that an exclusion decided before the change set did not derive from it', () => {
    const grants = [grant('one', [a], 0, 20, bySet)];
    expect(takenFrom({ grants, exclusions: [exclusion([a], 5)] })).toEqual([]);
  });

  it('with two grants ended at one instant names both change sets', () => {
    const other = changeSetId('other');
    const grants = [ended(bySet), grant('two', [a], 0, 10, { ...bySet, changeSet: other })];
    expect(takenFrom({ grants })).toEqual([[a, set, other]]);
  });
});

describe('a closed sign-in', () => {
  const over = (edit: object) => ({ engagements: [engagement({ end: at(10), endedBy: joining, ...edit })] });
  const inSet = { endedIn: { changeSet: set, by: joining } };
  const closing: readonly Change[] = [{ type: 'suspend', for: joining }, removal, { type: 'deactivate', for: joining }];
  const whole = closing.map(() => ['sign-in', set]);

  it('takes everything with it when a change set ended the work', () => {
    expect(takenFrom(over(inSet), closing, true)).toEqual(whole);
    expect(takenFrom(over(inSet), closing.slice(0, 1))).toEqual(whole.slice(0, 1));
  });

  it('derives from nothing when a person filed it, whatever had ended before', () => {
    expect(takenFrom({ ...over({}), grants: [ended(bySet)] }, closing, true)).toEqual([]);
    expect(takenFrom(over({ ...inSet, endedBy: leaving }), closing, true)).toEqual([]);
  });

  it('is not to come before its end', () => expect(setThatEndedWork(ledger(over(inSet)), at(9))).toBeNull());

  it('follows from the end that came last', () => {
    const engagements = [...over(inSet).engagements, engagement({ end: at(20), endedBy: leaving })];
    expect(setThatEndedWork(ledger({ engagements }), at(30))).toBeNull();
  });
});
