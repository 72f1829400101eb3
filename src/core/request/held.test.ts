/** What somebody holds when policy looks whether they may hold something beside it, or more of the same. */
import { describe, expect, it } from 'vitest';
import { at, grant, group, ledger, okta } from '../../../test/support/build.ts';
import { force } from '../../../test/support/requests.ts';
import type { Grant } from '../grant/model.ts';
import { entitlementId, groupName } from '../shared/ids.ts';
import { heldNow, heldOf } from './held.ts';

const { policy } = force();
const admin = entitlementId('vault', 'admin');
const asAdmin: Partial<Grant> = { holds: { kind: 'entitlement', entitlement: admin } };
const taken = (name: string, from = 0, to: number | null = null) =>
  grant(name, [group(name)], from, to, { holds: { kind: 'group', group: groupName(okta, name) }, cause: 'adopted' });
const now = (...grants: readonly Grant[]) => [...heldNow(policy, ledger({ grants }), at(10))];

describe('what is held', () => {
  it.each<[string, readonly Grant[], readonly string[]]>([
    ['is a role whose groups were all taken over one by one', [taken('vault-admins'), taken('vault-logins')], [admin]],
    ['is no role of which only one group was taken over', [taken('vault-admins')], []],
    ['nor one of whose groups one is over', [taken('vault-admins'), taken('vault-logins', 0, 10)], []],
    ['is what is given by its name', [grant('one', [group('vault-admins')], 0, null, asAdmin)], [admin]],
    ['is what begins later', [grant('one', [group('vault-admins')], 50, null, asAdmin)], [admin]],
    ['is nothing that has ended', [grant('one', [group('vault-admins')], 0, 10, asAdmin)], []],
  ])('%s', (_, grants, expected) => expect(now(...grants)).toEqual(expected));

  it('is nothing that ends before it would begin: more of it is no extension', () => {
    const never = grant('never', [group('vault-admins')], 100, 50, asAdmin);
    expect(heldOf(ledger({ grants: [never] }), admin, at(10))).toEqual([]);
  });
});
