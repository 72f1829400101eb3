/** Whom the ledger explains in the group of a site through which a role is held. */
import { expect, it } from 'vitest';
import { at, exclusion, grant, group, ledger, record } from '../../../test/support/build.ts';
import type { PersonLedger } from '../grant/index.ts';
import { milliseconds } from '../shared/instant.ts';
import { judgeGroupMember } from './groupMember.ts';
import type { Judgement } from './model.ts';

const role = group('1/2/g');
const opener = group('oncall');
const NOW = 600;
const HOUR = milliseconds(3_600_000);

const gone = (minute: number) => ({ verifiedAt: at(0), removalVerifiedAt: at(minute) });

it.each<[string, Partial<PersonLedger>, Judgement]>([
  ['nobody who was ever given it', {}, 'finding'],
  ['given the group that opens it', { grants: [grant('one', [opener], 0)] }, 'nothing'],
  ['given the role, whose own opener is not named any more', { grants: [grant('one', [role], 0)] }, 'nothing'],
  ['given something else', { grants: [grant('one', [group('other')], 0)] }, 'finding'],
  ['to be given it tomorrow', { grants: [grant('one', [opener], NOW + 60)] }, 'finding'],
  [
    'given it, and excluded from it',
    { grants: [grant('one', [opener], 0)], exclusions: [exclusion([opener], 10)] },
    'finding',
  ],
  ['in the provider’s group as it was read', { records: [record(opener, { verifiedAt: at(5) })] }, 'nothing'],
  ['out of the provider’s group for long', { records: [record(opener, gone(30))] }, 'finding'],
  ['out of it for less than the site may take', { records: [record(opener, gone(NOW - 59))] }, 'nothing'],
  ['out of it for just as long', { records: [record(opener, gone(NOW - 60))] }, 'finding'],
  ['out of the role for less than that', { records: [record(role, gone(NOW - 59))] }, 'nothing'],
  [
    'holding the role without a cause, never read back as gone',
    { records: [record(role, { verifiedAt: at(5) })] },
    'look',
  ],
  ['back in the role after it was read back as gone', { records: [record(role, gone(30))] }, 'finding'],
  ['named on a receipt as staying', { records: [record(role, { verifiedAt: at(5), leftAt: at(6) })] }, 'nothing'],
])('%s', (_, of, expected) => {
  const by = { role, openers: [opener], followsWithin: HOUR, now: at(NOW) };
  expect(judgeGroupMember({ ledger: ledger(of), ...by })).toBe(expected);
});
