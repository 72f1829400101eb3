/** Which groups whoever asks is in: as far as the provider says so. */
import { expect, it } from 'vitest';
import { account, group, ledger, mara, okta } from '../../../test/support/build.ts';
import { force, MARA_ASKS } from '../../../test/support/requests.ts';
import { groupName, providerAccountId } from '../../core/shared/ids.ts';
import { Fault, type FaultKind } from '../../ports/fault.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { groupsOf, groupsRead } from './requester.ts';

const { policy } = force({
  requests: (text) => text.replace('applications: [figma,', 'askedBy: [{ group: security }], applications: [figma,'),
});

/** Of somebody whose groups the provider answers with this. */
const groupsAt = (kind: FaultKind) => {
  const readGroupsOf = async () => {
    throw new Fault(kind, 'read groups of account');
  };
  const world = { providers: new Map([[okta, { readGroupsOf }]]), timing: { callMilliseconds: 1_000 } };
  return groupsOf(world, { policy, groupsById: new Map() }, { accounts: [account()] });
};

it.each<FaultKind>(['missing', 'denied'])('of an account that is %s they are none', async (kind) =>
  expect(await groupsAt(kind)).toEqual(new Set()),
);

it('what may pass is asked again', () => expect(groupsAt('transient')).rejects.toThrow());

const [security, other] = ['security', 'other'].map((name) => groupName(okta, name));
const groupsById = new Map([
  [group('g-security'), { name: security }],
  [group('g-other'), { name: other }],
]);
const FORCE = { policy, groupsById } as unknown as RulesInForce;
/** In these groups, as the provider lists them by id; a kind of fault = it does not. */
const worldOf = (answer: readonly string[] | FaultKind) => {
  const readGroupsOf = async () => {
    if (typeof answer === 'string') throw new Fault(answer, 'read groups of account');
    return answer.map((id) => ({ group: group(id) }));
  };
  const read = { person: async () => ledger({ accounts: [account()] }) };
  return { providers: new Map([[okta, { readGroupsOf }]]), timing: {}, store: { read } } as unknown as World;
};

it('they are those of their groups that a rule names, and no others', async () => {
  const world = worldOf(['g-other', 'g-security', 'g-unknown']);
  expect(await groupsOf(world, FORCE, { accounts: [account()] })).toEqual(new Set([security]));
});

it('an account that was never made, or is at no provider of ours, is in none', async () => {
  const world = worldOf(['g-security']);
  expect(await groupsOf(world, FORCE, { accounts: [account({ providerId: null })] })).toEqual(new Set());
  const elsewhere = { ...world, providers: new Map() } as unknown as World;
  const theirs = { accounts: [account({ providerId: providerAccountId('u1') })] };
  expect(await groupsOf(elsewhere, FORCE, theirs)).toEqual(new Set());
});

it('where no rule names a group nobody is asked', async () => {
  const nowhere = { ...FORCE, policy: force().policy } as unknown as RulesInForce;
  expect(await groupsOf(worldOf('transient'), nowhere, { accounts: [account()] })).toEqual(new Set());
});

it('what may pass is why they are not known; of who is known to nobody, or known already, nothing is asked', async () => {
  const asks = { ...MARA_ASKS, person: mara, groups: null };
  const trouble = await groupsRead(worldOf('transient'), FORCE, asks);
  expect(trouble).toMatchObject({ kind: 'transient' });
  expect(await groupsRead(worldOf('denied'), FORCE, asks)).toEqual(new Set());
  expect(await groupsRead(worldOf(['g-security']), FORCE, asks)).toEqual(new Set([security]));
  expect(await groupsRead(worldOf('transient'), FORCE, { ...asks, person: null })).toEqual(new Set());
  const known = new Set([groupName(okta, 'other')]);
  expect(await groupsRead(worldOf('transient'), FORCE, { ...asks, groups: known })).toBe(known);
});
