/** What the manager of whom it is for asks for: whoever else is asked stays asked, and the issue says who is not. */
import { describe, expect, it } from 'vitest';
import {
  askedOf,
  asking,
  asks,
  benAsks,
  candidate,
  FACTS,
  force,
  linesOf,
  MARA_ASKS,
} from '../../../test/support/requests.ts';
import type { Risk, StageRule } from '../policy/model.ts';
import { personId } from '../shared/ids.ts';
import { isLeftOut } from './stage.ts';

const BEN = { ...MARA_ASKS, person: personId('ben'), names: ['ben@small.example', 'ben@old.example'] };
/** Ben is Mara's manager, by an address he had; Greta is above him. */
const facts = {
  ...FACTS,
  managers: [candidate('benjamin', { names: ['benjamin@small.example', 'ben@old.example'] }), candidate('greta')],
};
const policyWhere = (says: string) =>
  force({
    requests: (text) =>
      text
        .replace('  medium:\n', `  medium:\n    whenManagerAsks: ${says}\n`)
        .replace('  high:\n', `  high:\n    whenManagerAsks: ${says === 'gives' ? 'skips' : says}\n`),
  });
const ask = (says: string, access: string, requester = BEN, around = {}) => {
  const form = asks({ access, reason: 'The upgrade', forWhom: 'mara.lindt@small.example' }, benAsks);
  const all = { requester, facts, ...policyWhere(says), ...around };
  const after = asking().after(form, 5, all);
  return { after, stands: [...linesOf(after), ...askedOf(after)].join(' '), again: after.look(form, 6, all) };
};

describe('a manager asks for somebody of theirs', () => {
  it.each<[string, string, string, string]>([
    ['is not asked, where the owner is', 'skips', 'Vault: admin', '1 vault:admin asked omar'],
    [
      'is stood in for by who is above, where nobody else would be',
      'skips',
      'Figma: editor',
      '1 figma:editor asked greta',
    ],
    ['gives it, where policy says so', 'gives', 'Figma: editor', '1 figma:editor held'],
    ['does not give what is of high risk', 'gives', 'Vault: admin', '1 vault:admin asked omar'],
    [
      'is stood in for by who is above, where policy says nothing else',
      'asks',
      'Vault: admin',
      '1 vault:admin asked greta',
    ],
  ])('%s', (_, says, access, expected) => expect(ask(says, access).stands).toBe(expected));

  it('is said once', () => {
    const { after, again } = ask('skips', 'Vault: admin');
    expect(after.state.request.lines.map(({ skipped }) => skipped.length)).toEqual([1]);
    expect(again).toEqual([]);
  });

  it.each<[string, typeof BEN, object]>([
    ['somebody else', { ...BEN, names: ['carol@small.example'] }, {}],
    ['who is above the manager', { ...BEN, names: ['greta@small.example'] }, {}],
    [
      'the person themselves, named as their own manager',
      MARA_ASKS,
      { facts: { ...FACTS, managers: [candidate('mara.lindt')] } },
    ],
  ])('asked by %s, nobody is left out', (_, requester, around) =>
    expect(ask('skips', 'Vault: admin', requester, around).after.state.request.lines[0]?.skipped).toEqual([]),
  );

  it('who owns it and manages the person decides nothing of it all the same', () => {
    const owner = { ...BEN, names: ['omar@small.example'] };
    const around = { facts: { ...FACTS, managers: [candidate('omar'), candidate('greta')] } };
    expect(ask('skips', 'Vault: admin', owner, around).stands).toBe('1 vault:admin asked dina');
  });

  it.each<[Risk, boolean]>([
    ['high', false],
    ['medium', true],
  ])('and nobody else is asked: of %s risk the manager’s own asking is enough: %s', (risk, expected) => {
    const stage: StageRule = { id: 'only', approvers: [{ kind: 'manager' }], needs: 'any' };
    const rule = policyWhere('gives').policy.requests?.rules.find(({ id }) => id === 'medium');
    if (rule === undefined) throw new Error('no rule');
    expect(isLeftOut(stage, { ...rule, answer: { kind: 'stages', stages: [stage] } }, risk)).toBe(expected);
  });
});
