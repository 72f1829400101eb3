/** A removal that was refused says that there is nothing to take only between two whole lists that both lack it. */
import { expect, it } from 'vitest';
import { account, at, group, joining } from '../../../test/support/build.ts';
import { Fault, type FaultKind } from '../../ports/fault.ts';
import { nothingApplied } from './apply.ts';
import { settleRefusedAsGone } from './refusedAsGone.ts';

const of = group('eng-core');

function settled(kind: FaultKind, { wasSeen = false, listed = false } = {}) {
  const applied = nothingApplied({ account: account(), answeredGone: [] });
  const change = { type: 'remove-member', for: joining, group: of } as const;
  applied.refused = [{ change, fault: new Fault(kind, 'remove member'), wasSeen }];
  settleRefusedAsGone(applied, new Set(listed ? [of] : []), at(5));
  return { gone: applied.answeredGone.get(of) ?? null, refused: applied.refused.length };
}
const GONE = { gone: at(5), refused: 0 };
const OPEN = { gone: null, refused: 1 };

it.each<[string, ReturnType<typeof settled>, typeof GONE | typeof OPEN]>([
  ['called senseless, it is gone', settled('invalid'), GONE],
  ['in conflict with what there is, it is gone', settled('conflict'), GONE],
  ['denied, nobody knows: a right that is missing shows short lists too', settled('denied'), OPEN],
  ['of what the provider does not find, it stays refused', settled('missing'), OPEN],
  ['though the list before it showed it, it stays refused', settled('invalid', { wasSeen: true }), OPEN],
  ['though the list after it shows it, it stays refused', settled('invalid', { listed: true }), OPEN],
])('%s', (_, found, expected) => expect(found).toEqual(expected));
