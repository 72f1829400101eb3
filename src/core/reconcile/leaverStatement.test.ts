/** The receipt of a leaver: said only when everything was read, is closed, and nothing of ours is left. */
import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  group,
  leaving,
  type Situation,
  seen,
  situation,
} from '../../../test/support/build.ts';
import { leaverStatement } from './conclude.ts';
import type { Seen } from './model.ts';

const [a, b] = [group('a'), group('b')];
const left = { engagements: [engagement({ end: at(5), endedBy: leaving })] };
const closed = account({ verified: 'deactivated', loweredByUs: 'deactivated', verifiedAt: at(5) });
const statement = (reading: Seen, rules: Situation['rules'] = {}) =>
  leaverStatement(situation({ ledger: left, account: closed, seen: reading, rules }));

describe('a leaver’s statement', () => {
  it('is that nothing is left, as of the reading', () =>
    expect(statement(seen('deactivated'))).toEqual({
      type: 'LeaverVerified',
      account: closed.id,
      state: 'deactivated',
      remaining: [],
      at: at(5),
    }));

  it('is made for an account that is gone for certain', () =>
    expect(statement(seen(null))).toMatchObject({ type: 'LeaverVerified', remaining: [] }));

  it.each<[string, Seen]>([
    ['the account is still open', seen('active')],
    ['the account is only suspended', seen('suspended')],
    ['a membership of ours is left', seen('deactivated', [a])],
    ['a direct application is left', { ...seen('deactivated'), directApps: [{ app: 'app1', name: 'Figma' }] }],
    ['direct applications were not read: unknown is not none', { account: seen('deactivated').account, groups: [] }],
  ])('is not made while %s', (_, reading) => expect(statement(reading)).toBeNull());

  it('is not made of somebody who works here', () =>
    expect(leaverStatement(situation({ account: closed, seen: seen('deactivated') }))).toBeNull());

  it.each<[string, Situation['rules'], object]>([
    ['policy keeps', { keep: new Set([a]) }, { owner: 'tenure' }],
    ['is protected', { protectedGroups: new Set([a]) }, { owner: 'tenure' }],
    ['a rule fills', { ownerOf: () => 'rule' }, { owner: 'rule' }],
    ['a rule fills in part', { ownerOf: () => 'mixed' }, { owner: 'mixed' }],
  ])('names what is left because it %s', (_, rules, owner) =>
    expect(statement(seen('deactivated', [a]), rules)).toMatchObject({
      remaining: [{ group: a, name: 'a', ...owner }],
    }),
  );

  it('names a directory’s group, and not the one everybody is in', () => {
    const groups = [...seen(null, [a], 'directory').groups, ...seen(null, [b], 'built-in').groups];
    expect(statement({ ...seen('deactivated'), groups })).toMatchObject({
      remaining: [{ group: a, owner: 'directory' }],
    });
  });

  it('is not made while a membership is still to be taken by its id, though no list has it', () => {
    const reading = { ledger: left, account: closed, seen: seen('deactivated'), wrote: { stillToTake: new Set([a]) } };
    expect(leaverStatement(situation(reading))).toBeNull();
  });

  it('names a group without a name by its id', () => {
    const groups = seen(null, [a], 'directory').groups.map((one) => ({ ...one, name: '' }));
    expect(statement({ ...seen('deactivated'), groups })).toMatchObject({ remaining: [{ name: 'a' }] });
  });
});
