/** Memberships of an account that was closed and is opened again: which of them somebody has to look at. */
import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  grant,
  group,
  record,
  seen,
  situation,
  theCase,
} from '../../../test/support/build.ts';
import { engagementId } from '../shared/ids.ts';
import { comesAlive, unexplained } from './revived.ts';

const own = group('own');
const closed = account({ verified: 'deactivated', loweredByUs: 'deactivated' });
const stopped = account({ verified: 'suspended', loweredByUs: 'suspended' });
const before = engagement({ id: engagementId('before'), end: at(2) });
const again = engagement({ id: engagementId('again'), accountFrom: at(3), activeFrom: at(4), start: at(4) });
const back = { engagements: [before, again], grants: [grant('old', [own], 0, 2), grant('new', [own], 3)] };
const away = { case: theCase('away'), from: at(1), until: null };

describe('an account that was read back as closed or stopped', () => {
  it.each<[string, Parameters<typeof situation>[0], boolean]>([
    ['comes alive with new work', { account: closed, ledger: back, seen: seen('active') }, true],
    ['comes alive ahead of it too', { account: closed, ledger: back, minute: 3.5, seen: seen('deactivated') }, true],
    [
      'comes alive where it was only stopped, for a hand-over',
      { account: stopped, ledger: back, seen: seen('active') },
      true,
    ],
    [
      'comes alive when the end that had stopped it is taken back',
      { account: stopped, ledger: { engagements: [engagement()] }, seen: seen('active') },
      true,
    ],
    [
      'is another hand’s to open where that hand had stopped it',
      { account: account({ verified: 'suspended' }), ledger: back, seen: seen('suspended') },
      false,
    ],
    [
      'was stopped for a start that was moved',
      { account: stopped, ledger: { engagements: [{ ...again, signInStopped: true }] }, seen: seen('active') },
      false,
    ],
    [
      'stays closed for who has left',
      { account: closed, ledger: { engagements: [before] }, seen: seen('deactivated') },
      false,
    ],
    [
      'stays closed during a leave',
      { account: closed, ledger: { engagements: [engagement({ leaves: [away] })] }, seen: seen('deactivated') },
      false,
    ],
    ['and since read as open has nothing left to come alive', { ledger: back, seen: seen('active') }, false],
  ])('%s', (_, of, expected) => expect(comesAlive(situation(of))).toBe(expected));

  const club = group('club');
  it.each<[string, Omit<Parameters<typeof situation>[0], 'seen'>, boolean]>([
    ['somebody put it into', {}, true],
    ['somebody put it into, and nobody may take', { rules: { protectedGroups: new Set([club]) } }, true],
    ['that rules share with people', { rules: { ownerOf: () => 'mixed' } }, true],
    ['the new work gives', { ledger: { ...back, grants: [grant('new', [club], 3)] } }, false],
    ['the old work gave: it is taken', { ledger: { ...back, grants: [grant('old', [club], 0, 2)] } }, false],
    [
      'that had been taken once: that is asked about already',
      { ledger: { ...back, records: [record(club, { removalVerifiedAt: at(2) })] } },
      false,
    ],
    ['a rule fills', { rules: { ownerOf: () => 'rule' } }, false],
    ['a directory fills', { rules: { ownerOf: () => 'directory' } }, false],
    ['a leaver keeps by policy', { rules: { keep: new Set([club]) } }, false],
  ])('in a group %s', (_, of, asked) => {
    const found = unexplained(
      situation({ account: closed, ledger: back, ...of, seen: seen('deactivated', [own, club]) }),
    );
    const others = of.ledger === undefined ? found : found.filter(({ group: one }) => one === club);
    expect(others.map(({ group: one }) => one)).toEqual(asked ? [club] : []);
  });
});
