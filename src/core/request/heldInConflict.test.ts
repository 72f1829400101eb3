/** What the work brings, and may not be held beside what was asked for: each conflict told, settled and told again by itself. */
import { describe, expect, it } from 'vitest';
import { at, grant, group, okta, theCase } from '../../../test/support/build.ts';
import { only, typesOf } from '../../../test/support/given.ts';
import { type Asking, asking, asks, force, linesOf, takesBack } from '../../../test/support/requests.ts';
import type { Grant } from '../grant/model.ts';
import { changeSetId, entitlementId, grantId, groupName } from '../shared/ids.ts';

const endOf = ({ ledger, state }: Asking) =>
  ledger.grants.find(({ id }) => id === state.request.lines.at(-1)?.grant)?.end ?? null;

describe('what the other work brings may not be held beside it', () => {
  const form = asks({ access: 'Bank: payer', reason: 'Why not' });
  const payer = asking().after(form, 5).said('tomasz', {}, 6);
  const brings = (before: Asking, minute: number, edit: Partial<Grant> = {}) => {
    const checker = grant('checker', [group('bank-checkers')], minute, null, {
      holds: { kind: 'entitlement', entitlement: entitlementId('bank', 'checker') },
      ...edit,
    });
    return before.and([{ type: 'GrantGiven', grant: checker }], minute, theCase('change'));
  };
  const ends = force({
    requests: (text) => text.replace('    because: whoever', '    onMove: end\n    because: whoever'),
  });

  it('a person decides, once, and what was asked for goes on', () => {
    const both = brings(payer, 20);
    const told = both.look(form, 21);
    expect(only(told, 'ExceptionRaised')).toMatchObject([
      { kind: 'held-in-conflict', detail: { line: '1', conflict: 'pay-and-check' } },
    ]);
    expect(typesOf(told)).toEqual(['ExceptionRaised']);
    expect(both.and(told, 21).look(form, 22)).toEqual([]);
  });

  it('it is settled when it is over', () => {
    const both = brings(payer, 20).after(form, 21);
    expect(typesOf(stops(both, 30).look(form, 31))).toEqual(['ExceptionSettled']);
  });

  const stops = (before: Asking, minute: number) =>
    before.and(
      before.ledger.grants.flatMap(({ id, holds }) =>
        holds.kind === 'entitlement' && holds.entitlement === 'bank:checker'
          ? [{ type: 'GrantEnded' as const, grant: id, end: at(minute), by: theCase('change'), changeSet: null }]
          : [],
      ),
      minute,
      theCase('change'),
    );

  it.each<[string, Parameters<typeof force>[0] | undefined, string]>([
    ['asked of a person', undefined, 'ExceptionRaised'],
    [
      'ended',
      { requests: (text) => text.replace('    because: whoever', '    onMove: end\n    because: whoever') },
      'GrantEnded',
    ],
  ])('it is %s again when it comes back', (_, edit, first) => {
    const settled = stops(brings(payer, 20).after(form, 21), 30).after(form, 31);
    const back = brings(settled, 40, { id: grantId('checker again') });
    expect(typesOf(back.look(form, 41, edit === undefined ? {} : force(edit)))[0]).toBe(first);
  });

  it('a risk that somebody has taken is asked about no more, and hides no other', () => {
    const told = brings(payer, 20).after(form, 21);
    const [exception] = told.state.exceptions;
    if (exception === undefined) throw new Error('nothing was told');
    const accepted = told.and(
      [{ type: 'ExceptionSettled', exception: exception.id, verdict: 'accept', by: 'sue', at: at(22) }],
      22,
    );
    expect(accepted.look(form, 23)).toEqual([]);
    const two = force({
      requests: (text) =>
        text.replace('times:', '  pay-twice: { entitlements: [bank:payer, bank:checker], because: twice }\ntimes:'),
    });
    expect(only(accepted.look(form, 23, two), 'ExceptionRaised')).toMatchObject([
      { detail: { conflict: 'pay-twice' } },
    ]);
  });

  it('nobody is left with the question when what was asked for is over', () => {
    const both = brings(payer, 20).after(form, 21);
    const over = both.after(takesBack(form), 25);
    expect(linesOf(over)).toEqual(['1 bank:payer given-back']);
    expect(over.state.exceptions.map(({ verdict }) => verdict)).toEqual(['retry']);
  });

  it('what was asked for ends, where policy says so', () => {
    const over = brings(payer, 20).after(form, 21, ends);
    expect([linesOf(over), endOf(over)]).toEqual([['1 bank:payer conflict-since'], at(21)]);
  });

  it('what was held of it before, and is over, was brought by nobody: what was asked for ends all the same', () => {
    const before = brings(payer, 10, { id: grantId('before'), cause: 'request' });
    const over = before.and(
      [{ type: 'GrantEnded', grant: grantId('before'), end: at(15), by: theCase('other'), changeSet: null }],
      15,
      theCase('other'),
    );
    expect(linesOf(brings(over, 20).after(form, 21, ends))).toEqual(['1 bank:payer conflict-since']);
  });

  it('held by its groups alone, it is held: a person decides', () => {
    const holds = { kind: 'group', group: groupName(okta, 'bank-checkers') } as const;
    const told = brings(payer, 20, { holds, cause: 'adopted' }).look(form, 21, ends);
    expect(only(told, 'ExceptionRaised')).toMatchObject([{ detail: { conflict: 'pay-and-check' } }]);
  });

  it.each<[string, Partial<Grant>, number]>([
    ['a change of many brings it', { changeSet: changeSetId('many') }, 20],
    ['no work brings it, but a finding that was adopted', { cause: 'adopted' }, 20],
    ['it was there before policy had anything against it', {}, 3],
  ])('a person decides all the same where %s', (_, edit, minute) => {
    const events = brings(payer, minute, edit).look(form, 21, ends);
    expect(typesOf(events)).toEqual(['ExceptionRaised']);
  });

  it('of two that were asked for, only the later one is in question', () => {
    const later = brings(payer, 20, { cause: 'request' });
    expect(later.look(form, 21)).toEqual([]);
  });
});
