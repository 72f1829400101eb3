/** A role held through a group of the site: when that group is put into the role, when a person is asked, when one waits. */
import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  grant,
  grantNamed,
  group,
  record,
  seen,
  situation,
} from '../../../test/support/build.ts';
import { providerAccountId } from '../shared/ids.ts';
import { conclude } from './conclude.ts';
import type { ActorOnRecord } from './input.ts';
import { plan } from './plan.ts';

const role = group('10001/10003/5b10');
const wants = { grants: [grant('one', [role], 0)] };
const held = { ...wants, records: [record(role, { verifiedUnder: [grantNamed('one')] })] };

function planned(isActor: boolean, ledger: object, onRecord?: ActorOnRecord, shadow = false, others?: number | null) {
  const bounds = { ownerOf: () => 'rule' as const, shadows: () => shadow, mostOthers: 10 };
  const rules = { ...bounds, actorOnRecord: () => onRecord };
  const named = others == null ? null : Array.from({ length: others }, (_, n) => providerAccountId(`u${n}`));
  const asked = others === undefined ? {} : { opensForOthers: new Map([[role, named]]) };
  const reading = { ...seen('active'), groupActors: new Map([[role, isActor]]), ...asked };
  const { changes, obstacles, awaited, shadowed } = plan(situation({ ledger, seen: reading, rules }));
  return [...changes, ...obstacles, ...shadowed.map(({ type }) => ({ type: `shadow ${type}` }))]
    .map(({ type }) => type)
    .concat(awaited.length > 0 ? ['wait'] : []);
}

describe('the group actor of a role', () => {
  it.each<[string, boolean, object, ActorOnRecord | undefined, readonly string[]]>([
    ['never seen there: it is put in, and the person waited for', false, wants, undefined, ['add-group-actor', 'wait']],
    ['there, and the person not in the group yet', true, wants, undefined, ['wait']],
    ['there and on record: nothing about it', true, wants, 'verified', ['wait']],
    ['taken out by another hand: a person is asked', false, wants, 'verified', ['role-actor-gone']],
    ['taken out, of somebody who held the role: one finding says it, not each case', false, held, 'verified', []],
    ['taken out before it was on record, of somebody who held the role', false, held, undefined, []],
    ['to be put back by decision', false, wants, 'set-aside', ['add-group-actor', 'wait']],
    ['to be put back by decision, for who held it', false, held, 'set-aside', ['add-group-actor']],
    ['there, and the person out of the group again: another hand', true, held, 'verified', ['gone-after-verified']],
  ])('%s', (_, isActor, ledger, onRecord, expected) => {
    expect(planned(isActor, ledger, onRecord)).toEqual(expected);
  });

  it.each<[string, number | null | undefined, ActorOnRecord | undefined, boolean, readonly string[]]>([
    ['for no more others than the brake allows: put in', 10, undefined, false, ['add-group-actor', 'wait']],
    ['for more: held for a person', 11, undefined, false, ['role-opens-for-others']],
    ['for nobody knows how many: held', null, undefined, false, ['role-opens-for-others']],
    ['for more, and a person has confirmed', 11, 'set-aside', false, ['add-group-actor', 'wait']],
    ['for more, in shadow: shown as held back, and no question', 11, undefined, true, ['shadow add-group-actor']],
  ])('opens a role %s', (_, others, onRecord, shadow, expected) =>
    expect(planned(false, wants, onRecord, shadow, others)).toEqual(expected),
  );

  it('is left alone in shadow, and nobody waits for what shadow holds back', () => {
    expect(planned(false, wants, undefined, true)).toEqual(['shadow add-group-actor']);
    expect(planned(true, wants, undefined, true)).toEqual([]);
  });

  it('is not put in for who leaves', () => {
    const left = { ...wants, engagements: [engagement({ end: at(5) })] };
    expect(planned(false, left)).not.toContain('add-group-actor');
  });

  it('is told once, on the case that needed it, and of whose doing', () => {
    const told = (onRecord: ActorOnRecord | undefined, actorsPut: ReadonlySet<typeof role>) => {
      const rules = { actorOnRecord: () => onRecord };
      const reading = { ...seen('active'), groupActors: new Map([[role, true]]) };
      const read = situation({ ledger: wants, seen: reading, rules, account: account({ origin: 'found' }) });
      const nothing = { addedNow: new Set<never>(), profileWritten: [], directAppsRemoved: [], nameOf: String };
      const events = [...conclude({ ...read, ...nothing, actorsPut, at: at(7) }).values()].flat();
      return events.flatMap((event) => (event.type === 'RoleActorVerified' ? [event.givenByUs] : []));
    };
    expect(told(undefined, new Set([role]))).toEqual([true]);
    expect(told('set-aside', new Set())).toEqual([false]);
    expect(told('verified', new Set())).toEqual([]);
  });
});
