/** Which requests of a person are read again when something else of theirs has changed: no fewer than have something to say. */
import { describe, expect, it } from 'vitest';
import { at, grant, group, theCase } from '../../../test/support/build.ts';
import { ADMIN, type Asking, asking, asks, force, takesBack } from '../../../test/support/requests.ts';
import { entitlementId } from '../shared/ids.ts';
import { isToBeLookedAt } from './again.ts';

const wiki = asks({ access: 'Wiki' });
const payer = asks({ access: 'Bank: payer', reason: 'Why not' });
const FOLLOWS = { requests: (text: string) => `${text}onMove: keep\nmovedBy: [department]\n` };
const { policy } = force(FOLLOWS);

const toSales = (before: Asking): Asking => {
  const [work] = before.ledger.engagements;
  if (work === undefined) throw new Error('nobody works here');
  const attributes = { ...work.attributes, department: 'Sales' };
  return before.and([{ type: 'EngagementChanged', engagement: { ...work, attributes } }], 10, theCase('change'));
};
const checks = (before: Asking): Asking => {
  const holds = { kind: 'entitlement', entitlement: entitlementId('bank', 'checker') } as const;
  const given = grant('checker', [group('bank-checkers')], 10, null, { holds });
  return before.and([{ type: 'GrantGiven', grant: given }], 10, theCase('change'));
};

describe('a request', () => {
  const held = asking().after(wiki, 5, force(FOLLOWS));
  const paying = asking().after(payer, 5).said('tomasz', {}, 6);

  it.each<[string, Asking, boolean]>([
    ['that is held as it was given is left alone', held, false],
    ['that waits for somebody is read again', asking().after(asks(ADMIN), 5), true],
    ['nothing of which was understood is read again', asking(), true],
    ['of somebody with other work is read again', toSales(held), true],
    ['that has been looked at since is left alone', toSales(held).after(wiki, 11, force(FOLLOWS)), false],
    ['beside which something else is left alone', checks(held), false],
    ['beside which it may not be held is read again', checks(paying), true],
    ['that is over is left alone', toSales(checks(held.after(takesBack(wiki), 7, force(FOLLOWS)))), false],
  ])('%s', (_, { state, ledger }, isRead) => {
    expect(isToBeLookedAt(state, { ledger, policy, now: at(12) })).toBe(isRead);
  });

  it('about which a person is asked something is read again, also when what was asked about is over', () => {
    const told = checks(paying).after(payer, 11);
    const ends = told.ledger.grants
      .filter(({ holds }) => holds.kind === 'entitlement' && holds.entitlement === 'bank:checker')
      .map(({ id }) => ({
        type: 'GrantEnded' as const,
        grant: id,
        end: at(12),
        by: theCase('change'),
        changeSet: null,
      }));
    const { state, ledger } = told.and(ends, 12, theCase('change'));
    expect(isToBeLookedAt(state, { ledger, policy, now: at(13) })).toBe(true);
  });
});
