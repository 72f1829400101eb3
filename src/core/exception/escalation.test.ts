import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { policyIn, problemsIn, SMALL } from '../policy/testing/policies.ts';
import { peopleBehind, stepDue, stepsOf } from './escalation.ts';

const written = (text: string) => ({ settings: `${SMALL.settings}${text}` });
const STEPS = `exceptions: { escalate: [{ after: 1h, to: [roles.confirm] }, { after: 5h, to: [boss@small.example] }] }
roles: { confirm: [sue@small.example, Sue@small.example, 5b10ac8d] }
mail: { exception: [it@small.example] }
`;
const { settings } = policyIn(written(STEPS));

describe('who hears of an exception that stays open', () => {
  it.each([
    ['nobody before the first step', 59, 0, null],
    ['the first step at its minute', 60, 0, { step: 1, to: ['roles.confirm'] }],
    ['nobody twice for one step', 299, 1, null],
    ['the next one later', 300, 1, { step: 2, to: ['boss@small.example'] }],
    [
      'all that were passed while nobody looked, at once',
      900,
      0,
      { step: 2, to: ['roles.confirm', 'boss@small.example'] },
    ],
    ['nobody after the last', 90_000, 2, null],
  ])('%s', (_, minute, passed, due) => {
    expect(stepDue(stepsOf(settings, true), { openedAt: at(0), passed, now: at(minute) })).toEqual(due);
  });

  it('is told for the first time too where there is no case', () => {
    const steps = stepsOf(settings, false);
    expect(stepDue(steps, { openedAt: at(0), passed: 0, now: at(0) })).toEqual({ step: 1, to: ['it@small.example'] });
    expect(stepDue(steps, { openedAt: at(0), passed: 1, now: at(1) })).toBeNull();
  });

  it('is everybody in a role, each once', () => {
    expect(peopleBehind(['roles.confirm', 'boss@small.example'], settings)).toEqual([
      'Sue@small.example',
      '5b10ac8d',
      'boss@small.example',
    ]);
  });

  it('is the shipped default in a policy of before, and nobody where it says so', () => {
    const { exceptions: _, ...before } = settings;
    expect(stepsOf(before, true)).toEqual(stepsOf(policyIn().settings, true));
    expect(stepsOf(before, true)).toHaveLength(2);
    expect(stepsOf(policyIn(written('exceptions: { escalate: [] }\n')).settings, true)).toEqual([]);
  });

  it.each([
    ['steps out of order', '[{ after: 5h, to: [a@b.c] }, { after: 1h, to: [a@b.c] }]', 'steps-not-in-order'],
    ['a role there is not', '[{ after: 5h, to: [roles.stop] }]', 'bad-recipient'],
  ])('is not %s', (_, steps, code) => {
    expect(problemsIn(written(`exceptions: { escalate: ${steps} }\n`)).map((one) => one.code)).toContain(code);
  });
});
