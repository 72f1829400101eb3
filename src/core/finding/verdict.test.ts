/** A decision about an unexplained membership: what becomes of it in the ledger, and what is refused. */
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
  mara,
  policy,
  record,
} from '../../../test/support/build.ts';
import { evolveAll, lostCover, wanted } from '../grant/index.ts';
import { accountId, caseOfFinding, connectionId, exceptionId, groupName, providerAccountId } from '../shared/ids.ts';
import { type Instant, milliseconds, plus } from '../shared/instant.ts';
import { decideFinding, type FindingVerdict } from './verdict.ts';

const core = group('eng-core');
const on = caseOfFinding(exceptionId('sweep!unexplained-membership|okta/mara|okta:eng-core!1'));
const now = at(60);
const day = (days: number) => milliseconds(days * 86_400_000);
const own = account();

function decide(
  verdict: FindingVerdict['verdict'],
  rows: Parameters<typeof ledger>[0] = {},
  edit: Partial<Omit<FindingVerdict, 'found'>> & { readonly found?: Partial<FindingVerdict['found']> } = {},
) {
  const before = ledger({ engagements: [engagement({ end: at(500_000) })], accounts: [own], ...rows });
  const outcome = decideFinding({
    verdict,
    ledger: before,
    on,
    policy,
    reviewAfter: { low: day(180), medium: day(90) },
    readAt: at(59),
    now,
    ...edit,
    found: {
      person: mara,
      account: own.id,
      providerId: providerAccountId('u1'),
      login: own.login,
      group: core,
      name: groupName(connectionId('okta'), 'eng-core'),
      owner: 'tenure',
      risk: 'high',
      ...edit.found,
    },
  });
  return { outcome, after: outcome.ok ? evolveAll(before, outcome.value, on) : before };
}

const refusal = ({ outcome }: ReturnType<typeof decide>) => (outcome.ok ? null : outcome.refusal);
const wantedAt = (after: Parameters<typeof wanted>[0], at: Instant) => [...wanted(after, own, at).groups.keys()];

describe('an unexplained membership that is taken over', () => {
  const { after } = decide('adopt');

  it('is theirs with the work, and looked at again by its risk', () => {
    const [given] = after.grants;
    expect(given).toMatchObject({ cause: 'adopted', givenBy: on, end: at(500_000), review: plus(now, day(90)) });
    expect(wantedAt(after, now)).toEqual([core]);
    expect(wantedAt(after, at(500_000))).toEqual([]);
  });

  it('is on record as read, and not as given by us', () => {
    expect(after.records).toMatchObject([{ group: core, verifiedAt: at(59), givenByUs: false }]);
  });

  it.each<[string, ReturnType<typeof decide>, string]>([
    ['who was not read as in it is not put in it', decide('adopt', {}, { readAt: null }), 'not-there-any-more'],
    ['who does not work here yet has none', decide('adopt', { engagements: [] }), 'not-working'],
    ['a decision excludes them', decide('adopt', { exclusions: [exclusion([core], 0)] }), 'is-excluded'],
    ['the ledger gives it meanwhile', decide('adopt', { grants: [grant('g', [core], 0)] }), 'explained-since'],
    [
      'and was read back under it',
      decide('adopt', {
        grants: [grant('g', [core], 0)],
        records: [record(core, { verifiedAt: at(1), verifiedUnder: [grantNamed('g')] })],
      }),
      'explained-since',
    ],
    ['it is another account', decide('adopt', {}, { found: { providerId: providerAccountId('u2') } }), 'other-account'],
  ])('%s', (_, decided, said) => expect(refusal(decided)).toBe(said));
});

describe('an unexplained membership that is taken away', () => {
  it('has a grant that has just ended: the cause by which reconcile takes it, on the finding’s own record', () => {
    const { after } = decide('remove', {}, { readAt: null });
    expect(wantedAt(after, now)).toEqual([]);
    expect(lostCover(after, core, undefined, now)).toMatchObject([{ at: now, by: on }]);
  });

  it('stays where the ledger gives it meanwhile', () =>
    expect(refusal(decide('remove', { grants: [grant('g', [core], 0)] }))).toBe('explained-since'));
});

describe('where the ledger knows no account of theirs yet', () => {
  it('it is known from then on, as one that is not ours to close', () => {
    const site = accountId('jira/mara');
    const { after } = decide('remove', {}, { found: { account: site, group: 'jira:1/2' as typeof core } });
    expect(after.accounts.find(({ id }) => id === site)).toMatchObject({ origin: 'found', providerId: 'u1' });
  });
});
