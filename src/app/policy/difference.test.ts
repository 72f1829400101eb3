/** What other rules would change for one person: what is held before and after, and not for the same reasons, is said too. */
import { expect, it } from 'vitest';
import { account, at, engagement, grant, group, ledger, okta } from '../../../test/support/build.ts';
import { evolveAll, type PersonLedger } from '../../core/grant/index.ts';
import { compileTable } from '../../core/policy/index.ts';
import { policyIn, SMALL } from '../../core/policy/testing/policies.ts';
import { entitlementId, groupName } from '../../core/shared/ids.ts';
import { differenceFor, isNothing, regrantEvents, sameAccess } from './difference.ts';
import { rulesInForce } from './rules.ts';

const GROUPS = ['figma-viewers', 'figma-editors', 'all', 'science'].map((name) => ({
  id: group(name),
  name: groupName(okta, name),
  owner: 'tenure' as const,
  vanished: false,
  members: null,
  mfaEnrolment: false,
}));
const rulesOf = (edit: (table: string) => string = (table) => table) => {
  const policy = policyIn({ table: edit(SMALL.table) });
  return rulesInForce(policy, compileTable(policy.table), GROUPS);
};
const NOW = at(5);
const work = engagement();

/** What a scientist is given by these rules, and what they had asked for beside it. */
function under(force: ReturnType<typeof rulesOf>, asked: PersonLedger['grants'] = []): PersonLedger {
  const before = ledger({ accounts: [account()], engagements: [work] });
  const after = evolveAll(before, regrantEvents(before, work, force, NOW, null, 0), work.openedBy);
  return { ...after, grants: [...after.grants, ...asked] };
}
const asked = (role: string, groups: readonly string[]) => {
  const [application = '', name = ''] = role.split(':');
  const holds = { kind: 'entitlement', entitlement: entitlementId(application, name) } as const;
  return grant(role, groups.map(group), 1, 500, { cause: 'request', holds });
};
const EDITOR = asked('figma:editor', ['figma-editors']);
const BADGE = asked('lab:badge', []);

const EDITORS = rulesOf((table) => table.replace('everyone,,,figma:viewer,', 'everyone,,,figma:viewer|figma:editor,'));
const [editors] = [group('figma-editors')];

it('what is asked for and comes with the work as well is held for other reasons, and is nothing gained', () => {
  const found = differenceFor(under(rulesOf(), [EDITOR]), EDITORS, NOW);
  expect(found).toMatchObject({ gains: [], loses: [], reasons: [editors] });
  expect(isNothing(found)).toBe(false);
  const back = differenceFor(under(EDITORS, [EDITOR]), rulesOf(), NOW);
  expect(back).toMatchObject({ gains: [], loses: [], reasons: [editors] });
});

it('what is gained or lost has its reason by that, and no other', () => {
  const gained = differenceFor(under(rulesOf()), EDITORS, NOW);
  expect([gained.gains, gained.reasons]).toEqual([[editors], undefined]);
  const lost = differenceFor(under(EDITORS), rulesOf(), NOW);
  expect([lost.loses, lost.reasons]).toEqual([[editors], undefined]);
});

it('which of the rows of one work bring it, and by which name, is no other reason', () => {
  const byGroup = rulesOf((table) => table.replace('everyone,,,figma:viewer,all', 'everyone,,,,figma-viewers|all'));
  const found = differenceFor(under(rulesOf()), byGroup, NOW);
  expect([found.reasons, isNothing(found)]).toEqual([undefined, true]);
});

it('what a person opens is named by its role', () => {
  const without = rulesOf((table) => table.replace('science,Science,,lab:badge,', 'science,Science,,,'));
  expect(differenceFor(under(without, [BADGE]), rulesOf(), NOW)).toMatchObject({ opens: [], reasons: ['lab:badge'] });
});

it('with other reasons it is another difference than was counted', () => {
  const counted = differenceFor(under(rulesOf(), [EDITOR]), EDITORS, NOW);
  expect(sameAccess(counted, { ...counted })).toBe(true);
  expect(sameAccess(counted, { ...counted, reasons: [] })).toBe(false);
});
