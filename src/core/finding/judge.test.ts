import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  exclusion,
  grant,
  grantNamed,
  group,
  ledger,
  record,
} from '../../../test/support/build.ts';
import type { GroupOwner } from '../reconcile/model.ts';
import { type AccountInListing, judgeAccount, judgeMembership, type MembershipInListing } from './judge.ts';

const core = group('eng-core');
const held = { verifiedAt: at(1), verifiedUnder: [grantNamed('g')] };

/** Mara works here, the group was listed from minute 5 on, and it is minute 6. */
function judged(edit: Omit<Partial<MembershipInListing>, 'ledger'> & { ledger?: Parameters<typeof ledger>[0] }) {
  return judgeMembership({
    account: account(),
    group: core,
    owner: 'tenure',
    listed: true,
    listedFrom: at(5),
    now: at(6),
    ...edit,
    ledger: ledger({ engagements: [engagement()], accounts: [account()], ...edit.ledger }),
  });
}

const live = grant('g', [core], 0);
const ended = grant('g', [core], 0, 3);

describe('a membership in a complete listing', () => {
  it('that nothing in the ledger gives is a finding', () => expect(judged({})).toBe('finding'));
  it('under a live grant, read back before, agrees', () =>
    expect(judged({ ledger: { grants: [live], records: [record(core, held)] } })).toBe('nothing'));
  it('under a live grant that was never read back is looked at', () =>
    expect(judged({ ledger: { grants: [live] } })).toBe('look'));
  it('whose grant has ended is looked at', () => expect(judged({ ledger: { grants: [ended] } })).toBe('look'));
  it('that came back after its removal is looked at', () =>
    expect(judged({ ledger: { records: [record(core, { removalVerifiedAt: at(4) })] } })).toBe('look'));
  it('that an exclusion forbids is looked at', () =>
    expect(judged({ ledger: { grants: [live], exclusions: [exclusion([core], 2, null)] } })).toBe('look'));
  it('that an exclusion forbids since it was read back under its grant is looked at', () => {
    const exclusions = [exclusion([core], 2, null)];
    expect(judged({ ledger: { grants: [live], exclusions, records: [record(core, held)] } })).toBe('look');
  });
  it('of somebody who has left is looked at', () =>
    expect(judged({ ledger: { engagements: [engagement({ end: at(3) })] } })).toBe('look'));
  it('that a receipt has named as staying is no question any more', () =>
    expect(judged({ ledger: { records: [record(core, { leftAt: at(4) })] } })).toBe('nothing'));
  it.each<[GroupOwner, string]>([
    ['rule', 'nothing'],
    ['directory', 'nothing'],
    ['built-in', 'nothing'],
    ['mixed', 'finding'],
  ])('without a grant in a group filled by %s: %s', (owner, judgement) => expect(judged({ owner })).toBe(judgement));
  it('taken by us since the listing began says nothing', () =>
    expect(judged({ ledger: { grants: [ended], records: [record(core, { removalVerifiedAt: at(5) })] } })).toBe(
      'nothing',
    ));
});

describe('a membership that a complete listing lacks', () => {
  const lacking = { listed: false } as const;
  it('is looked at when it was read back before', () =>
    expect(judged({ ...lacking, ledger: { grants: [live], records: [record(core, held)] } })).toBe('look'));
  it('and was given since the listing began says nothing', () =>
    expect(
      judged({ ...lacking, ledger: { grants: [live], records: [record(core, { ...held, verifiedAt: at(5) })] } }),
    ).toBe('nothing'));
  it('and was read back as removed agrees', () =>
    expect(judged({ ...lacking, ledger: { records: [record(core, { ...held, removalVerifiedAt: at(2) })] } })).toBe(
      'nothing',
    ));
  it('of a closed account says nothing: a listing need not show it', () =>
    expect(
      judged({ ...lacking, account: account({ verified: 'deactivated' }), ledger: { records: [record(core, held)] } }),
    ).toBe('nothing'));
});

describe('an account in a complete listing', () => {
  const judge = (edit: Partial<AccountInListing>) =>
    judgeAccount({ account: account(), listed: 'active', listedFrom: at(5), isKnownOtherwise: false, ...edit });
  it.each<[string, Partial<AccountInListing>, string]>([
    ['as it was read back', {}, 'nothing'],
    ['closed by another hand', { listed: 'suspended' }, 'look'],
    ['changing just now', { listed: 'changing' }, 'nothing'],
    ['read back since the listing began', { listed: 'suspended', account: account({ verifiedAt: at(5) }) }, 'nothing'],
    ['that is being made', { account: account({ verified: null, verifiedAt: null }) }, 'nothing'],
    ['not there at all', { listed: null }, 'look'],
    ['closed, and not there any more', { listed: null, account: account({ verified: 'deactivated' }) }, 'nothing'],
    ['open and nobody’s', { account: null }, 'finding'],
    ['open, not yet used, and nobody’s', { account: null, listed: 'awaiting-user' }, 'finding'],
    ['closed and nobody’s', { account: null, listed: 'suspended' }, 'nothing'],
    ['open and known otherwise', { account: null, isKnownOtherwise: true }, 'nothing'],
  ])('%s', (_, edit, judgement) => expect(judge(edit)).toBe(judgement));
});
