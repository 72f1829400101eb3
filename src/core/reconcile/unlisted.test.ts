/** What our records hold and no list shows: the list may have been cut. */
import { describe, expect, it } from 'vitest';
import { at, engagement, grant, group, record, type Situation, seen, situation } from '../../../test/support/build.ts';
import type { MembershipRecord } from './model.ts';
import { plan } from './plan.ts';

const [a, b] = [group('a'), group('b')];
const over = grant('one', [a], 0, 2);
const verified = (edit: Partial<MembershipRecord> = {}) =>
  record(a, { verifiedAt: at(1), verifiedUnder: [grant('one', [a], 0).id], ...edit });

const planned = (of: Situation) =>
  plan(situation(of)).changes.map((one) =>
    'group' in one ? `${one.type} ${one.group.slice(5)}` : 'app' in one ? `${one.type} ${one.app}` : one.type,
  );

describe('a membership that no list shows', () => {
  it.each<[string, Situation, readonly string[]]>([
    [
      'is asked for by its id where our records hold it and the list lacks it: the list may have been cut',
      { ledger: { grants: [over], records: [verified()] }, seen: seen('active') },
      ['remove-member a'],
    ],
    [
      'is asked for so of a leaver too, whoever had given it',
      { ledger: { engagements: [engagement({ end: at(5) })], records: [verified()] }, seen: seen('deactivated') },
      ['remove-member a'],
    ],
    [
      'is asked for by its id once in a run',
      {
        ledger: { grants: [over], records: [verified()] },
        seen: seen('active'),
        wrote: { answeredGone: new Map([[a, at(5)]]) },
      },
      [],
    ],
    [
      'is asked for by its id again when a grant has covered it since the answer',
      {
        ledger: { grants: [over, grant('two', [a], 3, 4)], records: [verified()] },
        ...{ seen: seen('active'), wrote: { answeredGone: new Map([[a, at(3)]]) } },
      },
      ['remove-member a'],
    ],
    [
      'is given back where a removal of it was answered and it is wanted again',
      {
        ledger: { grants: [grant('one', [a], 0)], records: [verified()] },
        ...{ seen: seen('active'), wrote: { answeredGone: new Map([[a, at(3)]]) } },
      },
      ['add-member a'],
    ],
    [
      'is not given back where it was read back as there after the answer: another hand has taken it since',
      {
        ledger: { grants: [grant('one', [a], 0)], records: [verified({ verifiedAt: at(4) })] },
        ...{ seen: seen('active'), wrote: { answeredGone: new Map([[a, at(3)]]) } },
      },
      [],
    ],
    [
      'is asked for by its id after all that a leaver is seen to have',
      {
        ledger: { engagements: [engagement({ end: at(5) })], records: [verified()] },
        seen: { ...seen('deactivated', [b]), directApps: [{ app: '0oa1', name: 'Figma' }] },
      },
      ['remove-member b', 'remove-direct-app 0oa1', 'remove-member a'],
    ],
    [
      'is not asked for again once it was read back as gone',
      { ledger: { grants: [over], records: [verified({ removalVerifiedAt: at(3) })] }, seen: seen('active') },
      [],
    ],
    ...(['rule', 'directory', 'mixed', undefined] as const).map((owner): [string, Situation, readonly string[]] => [
      `is not asked for by its id where ${owner ?? 'nobody known'} fills the group`,
      { ledger: { grants: [over], records: [verified()] }, seen: seen('active'), rules: { ownerOf: () => owner } },
      [],
    ]),
    [
      'is not asked for by its id where nobody may write the group',
      {
        ledger: { grants: [over], records: [verified()] },
        ...{ seen: seen('active'), rules: { protectedGroups: new Set([a]) } },
      },
      [],
    ],
    [
      'is not asked for by its id where policy lets a leaver keep the group',
      {
        ledger: { engagements: [engagement({ end: at(5) })], records: [verified()] },
        ...{ seen: seen('deactivated'), rules: { keep: new Set([a]) } },
      },
      [],
    ],
    [
      'is asked for by its id of whoever else loses what a leaver may keep',
      {
        ledger: { grants: [over], records: [verified()] },
        ...{ seen: seen('active'), rules: { keep: new Set([a]) } },
      },
      ['remove-member a'],
    ],
    [
      'is not asked for by its id in shadow',
      { ledger: { grants: [over], records: [verified()] }, seen: seen('active'), rules: { shadows: () => true } },
      [],
    ],
  ])('%s', (_, of, expected) => expect(planned(of)).toEqual(expected));
});
