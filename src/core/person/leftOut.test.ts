import { expect, it } from 'vitest';
import { at, engagement, grant, group, ledger, okta } from '../../../test/support/build.ts';
import { groupName, rowId } from '../shared/ids.ts';
import { withoutLeftOut } from './leftOut.ts';
import type { Entitled } from './rules.ts';

const [everyone, again] = [rowId('everyone'), rowId('again')];
const holds = { kind: 'group', group: groupName(okta, 'print-room') } as const;
const [room, other] = [group('room'), group('other')];
const LEFT = { holds, groups: [room], rows: [everyone] };
const gives = (groups: Entitled['groups'], rows: Entitled['rows'] = [everyone]): Entitled => ({
  holds,
  groups,
  rows,
  risk: 'low',
  missing: [],
  manual: null,
});
const work = engagement({ leftOut: [LEFT] });
const left = (one: Entitled, of = work, held = ledger()) =>
  withoutLeftOut([one], of, held, at(5)).map(({ groups }) => groups);

it.each([
  ['stays out while the same row gives it', gives([room]), []],
  ['comes with a row that did not give it then', gives([room], [everyone, again]), [[room]]],
  ['comes when another row gives it instead', gives([room], [again]), [[room]]],
  ['does not hold back a group that was added since', gives([room, other]), [[other]]],
])('what an adoption left out %s', (_what, one, expected) => expect(left(one)).toEqual(expected));

it('what is held by now is not taken away because it was left out once', () => {
  const held = { ...grant('held', [room], 0), holds, engagement: work.id, cause: 'birthright' } as const;
  expect(left(gives([room]), work, ledger({ grants: [held] }))).toEqual([[room]]);
  expect(left(gives([room]), work, ledger({ grants: [{ ...held, end: at(4) }] }))).toEqual([]);
});

it('whom nothing was left out for is given all', () => expect(left(gives([room]), engagement())).toEqual([[room]]));
