import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  evolved,
  exclusion,
  grant,
  group,
  joining,
  leaving,
  ledger,
  mara,
  notMadeYet,
  okta,
  record,
} from '../../../test/support/build.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { changeSetId, type GrantId, grantId, naturalKey, providerAccountId } from '../shared/ids.ts';
import { mailsOf } from './names.ts';

const a = group('a');
const own = account();
const joined = (under: readonly GrantId[], minute = 1): TenureEvent => ({
  type: 'MembershipVerified',
  account: own.id,
  group: a,
  name: 'a',
  under,
  givenByUs: true,
  at: at(minute),
});
const left = (minute: number): TenureEvent => ({
  type: 'RemovalVerified',
  account: own.id,
  group: a,
  name: 'a',
  at: at(minute),
});
const verified = (
  state: 'active' | 'suspended' | 'deactivated',
  loweredByUs: 'suspended' | 'deactivated' | null,
): TenureEvent => ({
  type: 'AccountVerified',
  account: own.id,
  providerId: providerAccountId('u1'),
  state,
  loweredByUs,
  at: at(2),
});
const intended = (because: 'new' | 'login-taken', login: string): TenureEvent => ({
  type: 'AccountIntended',
  account: own.id,
  person: mara,
  connection: okta,
  because,
  personal: { login },
});
const [one, two] = [grantId('one'), grantId('two')];

describe('a membership record', () => {
  const recordAfter = (...events: TenureEvent[]) => evolved(ledger({ accounts: [own] }), events).records[0];

  it('adds up the grants it was read back under, and keeps when it was first seen', () =>
    expect(recordAfter(joined([one], 1), joined([two], 3))).toEqual(
      record(a, { firstSeen: at(1), verifiedAt: at(3), verifiedUnder: [one, two] }),
    ));

  it('is the same however often the same is said', () =>
    expect(recordAfter(joined([one]), joined([one]))).toEqual(recordAfter(joined([one]))));

  it('forgets what it stood on when it is read back as gone: what comes again is given afresh', () =>
    expect(recordAfter(joined([one]), left(5))).toMatchObject({ verifiedUnder: [], removalVerifiedAt: at(5) }));

  it('set aside by a person stands in nobody’s way', () => {
    const aside: TenureEvent = { type: 'VerificationSetAside', account: own.id, group: a };
    expect(recordAfter(joined([one]), aside)).toMatchObject({ verifiedUnder: [], removalVerifiedAt: null });
    expect(recordAfter(joined([one]), left(5), aside)).toMatchObject({ verifiedUnder: [], removalVerifiedAt: null });
  });

  it('of a leaver’s inventory is no gift of ours', () =>
    expect(
      recordAfter({
        type: 'MembershipsRecorded',
        account: own.id,
        groups: [{ group: a, name: 'a', owner: 'tenure', kept: false }],
        at: at(4),
      }),
    ).toEqual(record(a, { firstSeen: at(4), verifiedAt: at(4), givenByUs: false })));

  it('names what a leaver’s receipt leaves in place', () =>
    expect(
      recordAfter({
        type: 'LeaverVerified',
        account: own.id,
        state: 'deactivated',
        remaining: [{ group: a, name: 'a', owner: 'tenure' }],
        at: at(9),
      }),
    ).toMatchObject({ leftAt: at(9), removalVerifiedAt: null }));
});

describe('an account', () => {
  const accountAfter = (start: typeof own | null, ...events: TenureEvent[]) =>
    evolved(ledger({ accounts: start === null ? [] : [start] }), events).accounts;

  it('begins as an intent on the case that wants it', () =>
    expect(accountAfter(null, intended('new', own.login))).toEqual([notMadeYet]));

  it('whose login is taken is intended with another', () =>
    expect(accountAfter(notMadeYet, intended('login-taken', 'mara2@acme.example'))).toEqual([
      { ...notMadeYet, login: 'mara2@acme.example' },
    ]));

  it('that was adopted is not made an intent again by a run that comes too late', () => {
    const adoption: TenureEvent = {
      type: 'AccountAdopted',
      account: own.id,
      providerId: providerAccountId('u9'),
      personal: { login: 'mara@old.example' },
    };
    const adopted = accountAfter(notMadeYet, adoption);
    expect(accountAfter(notMadeYet, adoption, intended('login-taken', 'x@acme.example'))).toEqual(adopted);
    expect(adopted).toMatchObject([{ origin: 'adopted', providerId: 'u9' }]);
  });

  it('we lowered may be lifted, one that another hand lowered may not, until a person has decided', () => {
    const aside: TenureEvent = { type: 'VerificationSetAside', account: own.id, group: null };
    expect(accountAfter(own, verified('suspended', null))).toMatchObject([{ loweredByUs: null }]);
    expect(accountAfter(own, verified('suspended', null), aside)).toMatchObject([
      { loweredByUs: 'suspended', verified: null },
    ]);
    expect(accountAfter(own, verified('active', null), aside)).toMatchObject([{ loweredByUs: null, verified: null }]);
    // Asked on two cases and decided on both.
    expect(accountAfter(own, verified('suspended', null), aside, aside)).toMatchObject([{ loweredByUs: 'suspended' }]);
  });
});

describe('the addresses of a person', () => {
  const named = (workMail: string): TenureEvent => ({
    type: 'ProfileChanged',
    person: mara,
    personal: { naturalKey: naturalKey('e1'), givenName: 'Mara', familyName: 'Berg', workMail },
  });
  const to = (login: string): TenureEvent => ({
    type: 'LoginIntended',
    account: own.id,
    because: 'name-changed',
    personal: { login },
  });
  const is = (was: string, login: string): TenureEvent => ({
    type: 'LoginVerified',
    account: own.id,
    at: at(9),
    personal: { login, was },
  });
  const [old, next, third] = [own.login, 'mara.berg@acme.example', 'mara.berg2@acme.example'];
  const mailsAfter = (start: typeof own, ...events: TenureEvent[]) =>
    mailsOf(evolved(ledger({ accounts: [start] }), [named(start.login), ...events]));

  it('are those they had before a new name, too', () => {
    const renamed = evolved(ledger({ accounts: [own] }), [named(old), named(next), to(next), is(old, next)]);
    expect(renamed.person?.formerMails).toEqual([old]);
    expect(mailsOf(renamed)).toEqual([next, old]);
  });

  it('are none that turned out to be a namesake’s', () => {
    expect(mailsAfter(own, named(next), to(next), to(third), named(third), is(old, third))).toEqual([third, old]);
    expect(mailsAfter(notMadeYet, intended('login-taken', third), named(third))).toEqual([third]);
  });
});

describe('a grant', () => {
  const grantAfter = (...events: TenureEvent[]) =>
    evolved(ledger({ grants: [grant('one', [a], 0)] }), events).grants[0];
  const ended: TenureEvent = { type: 'GrantEnded', grant: one, end: at(9), by: leaving, changeSet: null };

  it('that is ended names who did', () => expect(grantAfter(ended)).toMatchObject({ end: at(9), endedBy: leaving }));

  it('reinstated without an end is nobody’s to end any more', () =>
    expect(grantAfter(ended, { type: 'GrantReinstated', grant: one, end: null, by: joining })).toMatchObject({
      end: null,
      endedBy: null,
    }));

  it('that a change set had ended, with an end of a case’s own since, is that case’s', () => {
    const bySet: TenureEvent = { type: 'GrantEnded', grant: one, end: at(9), by: joining, changeSet: changeSetId('s') };
    expect(grantAfter(bySet)).toMatchObject({ changeSet: 's' });
    expect(grantAfter(bySet, { type: 'GrantReinstated', grant: one, end: at(20), by: leaving })).toMatchObject({
      endedBy: leaving,
      changeSet: null,
    });
  });

  it('given twice by a repeated transaction is given once', () => {
    const given: TenureEvent = { type: 'GrantGiven', grant: grant('one', [a], 0) };
    expect(evolved(ledger(), [given, given]).grants).toHaveLength(1);
  });
});

it('an exclusion that is lifted ends then, and is still told', () => {
  const set: TenureEvent = { type: 'ExclusionSet', exclusion: exclusion([a], 0) };
  const lifted: TenureEvent = { type: 'ExclusionLifted', exclusion: 'no-0', at: at(7) };
  expect(evolved(ledger(), [set, lifted]).exclusions).toEqual([exclusion([a], 0, 7)]);
});

it('what shadow holds back is what was said last, less what has been set free', () => {
  const would = [
    { change: 'suspend', group: null, for: leaving },
    { change: 'remove-member', group: a, for: leaving },
  ] as const;
  const recorded: TenureEvent = { type: 'ShadowRecorded', account: own.id, would, at: at(1) };
  const [first, second] = would;
  const lifted = (changes: readonly (typeof would)[number][]): TenureEvent => {
    const changeSet = changeSetId('s');
    return { type: 'ShadowLifted', account: own.id, changes, changeSet, at: at(2) };
  };
  const heldAfter = (...events: TenureEvent[]) =>
    evolved(ledger({ accounts: [own] }), [recorded, ...events]).accounts[0]?.heldBack;
  expect(heldAfter()).toEqual(would);
  expect(heldAfter(lifted([second]))).toEqual([first]);
  expect(heldAfter(lifted(would))).toEqual([]);
  expect(heldAfter({ ...recorded, would: [] })).toEqual([]);
});

it('events that are not about the ledger leave it as it is', () => {
  const before = ledger({ accounts: [own] });
  expect(
    evolved(before, [
      { type: 'SessionsEnded', account: own.id, at: at(1) },
      { type: 'CaseReopened', at: at(1) },
    ]),
  ).toBe(before);
});
