/** What is left of somebody once their words are gone: everything an audit asks for, by id, and nothing they are called. */
import { describe, expect, it } from 'vitest';
import { account, at, engagement, grant, group, joining, ledger, mara, okta } from '../../../test/support/build.ts';
import { HIRED, OPENED, profile } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { accountId, providerAccountId } from '../shared/ids.ts';
import { bindings } from './erasable.ts';
import { erasedLogin, orErased, stripped, withoutWords } from './erased.ts';
import { emptyLedger, evolveAll } from './ledger.ts';

const own = accountId(`okta/${mara}`);
const berg = { ...profile, familyName: 'Berg', workMail: 'mara.berg@small.example' };
const LIFE: readonly TenureEvent[] = [
  ...HIRED.events,
  ...OPENED.events,
  { type: 'ProfileChanged', person: mara, personal: berg },
  { type: 'LoginIntended', account: own, because: 'name-changed', personal: { login: berg.workMail } },
  { type: 'LoginVerified', account: own, at: at(3), personal: { login: berg.workMail, was: profile.workMail } },
  {
    type: 'AccountVerified',
    account: own,
    providerId: providerAccountId('00u1'),
    state: 'deactivated',
    loweredByUs: 'deactivated',
    at: at(5),
    personal: { login: berg.workMail },
  },
];
const ERASED: TenureEvent = {
  type: 'PersonErased',
  person: mara,
  hash: 'ab',
  counts: {},
  plannedBy: 'ines',
  by: 'rafael',
  at: at(9),
};
/** As the store answers it once the text beside it is gone. */
function bare(event: TenureEvent): TenureEvent {
  const { personal: _, ...left } = { personal: undefined, ...event };
  return JSON.parse(JSON.stringify(left));
}
const folded = (events: readonly TenureEvent[]) => evolveAll(emptyLedger, events, joining);
const WORDS = /mara|lindt|berg|E2001|tomasz|example/i;

describe('a person without words', () => {
  it('has a former address and what was written over before, and nothing of either afterwards', () => {
    const before = folded(LIFE);
    expect(before.person?.formerMails).toEqual([profile.workMail]);
    const after = folded([...LIFE, ERASED]);
    expect(JSON.stringify({ ...after, engagements: [], grants: [] }).replaceAll(mara, '')).not.toMatch(WORDS);
    expect(after.person).toMatchObject({ profile: { givenName: 'erased', familyName: 'person' }, erasedAt: at(9) });
    expect(after.accounts[0]).toMatchObject({ login: erasedLogin(own), providerId: '00u1', verified: 'deactivated' });
    expect([after.grants, after.engagements, after.records]).toEqual([
      before.grants,
      before.engagements,
      before.records,
    ]);
  });

  it('is the same row whether the words went from the row, from the events, or from both', () => {
    expect(folded([...LIFE.map(bare), ERASED])).toEqual(folded([...LIFE, ERASED]));
    expect(folded(LIFE.map(bare))).toEqual(withoutWords(folded(LIFE), null));
    expect(folded(LIFE.map(stripped))).toEqual(folded(LIFE.map(bare)));
  });

  it('says nothing else of an event that has its words', () => {
    expect(LIFE.map(orErased)).toEqual(LIFE);
  });
});

describe('what still needs a name', () => {
  const over = engagement({ end: at(1) });
  const shut = account({ verified: 'deactivated' });
  const cases: readonly [string, Parameters<typeof bindings>[0], readonly string[]][] = [
    ['nothing, when all is over', ledger({ engagements: [over], accounts: [shut] }), []],
    ['work without an end', ledger({ engagements: [engagement({ end: null })] }), ['works-here']],
    ['work that ends later', ledger({ engagements: [engagement({ end: at(9) })] }), ['works-here']],
    ['a hold on work that is over', ledger({ engagements: [{ ...over, legalHold: true }] }), ['legal-hold']],
    ['access without an end', ledger({ grants: [grant('g', [group('a')], 0, null)] }), ['access-live']],
    ['access that is still to begin', ledger({ grants: [grant('g', [group('a')], 7, 9)] }), ['access-live']],
    ['no access that is over', ledger({ grants: [grant('g', [group('a')], 0, 1)] }), []],
    [
      'an account that is not read back as closed',
      ledger({ accounts: [account({ verified: 'suspended' })] }),
      ['account-open'],
    ],
    ['no account that was never made', ledger({ accounts: [account({ providerId: null, verified: null })] }), []],
    ['no account that is only looked up', ledger({ accounts: [account({ origin: 'found', verified: 'active' })] }), []],
  ];
  it.each(cases)('is %s', (_, of, why) => {
    expect(bindings(of, at(5)).map((one) => one.why)).toEqual(why);
  });
  it('is told by where it is', () => {
    expect(bindings(ledger({ accounts: [account({ verified: 'active' })] }), at(5))).toEqual([
      { why: 'account-open', what: okta },
    ]);
  });
});
