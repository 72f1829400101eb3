/** Whether somebody was hired while work of theirs went on that was to end by its date: by what was said of that end first. */
import { describe, expect, it } from 'vitest';
import { at, engagement } from '../../../test/support/build.ts';
import { edited, filed, hana, MARA } from '../../../test/support/forms.ts';
import type { Instant } from '../shared/instant.ts';
import { wasOverBy, wentOnUntil } from './filedWithin.ts';

const OVER = engagement({ end: at(100) });
const said = (minute: number, position: number, askedEnd?: Instant) => {
  const asked = askedEnd === undefined ? {} : { askedEnd };
  return { event: { type: 'EngagementChanged', engagement: OVER, ...asked }, at: at(minute), position } as const;
};
const { form } = edited(filed('onboarding', 'again', MARA, hana), 80, {});
const HIRED_AT_80 = { ...form, created: at(80), fields: {} };

describe('an onboarding that was filed while work went on', () => {
  it('was filed within it where its end had been said before its day', () =>
    expect(wentOnUntil(HIRED_AT_80, OVER, [said(50, 1)])).toBe(at(100)));

  it('was where that was read after its day, which lay after the filing; and was not where it lay before', () => {
    expect(wentOnUntil(HIRED_AT_80, OVER, [said(100, 1, at(90))])).toBe(at(90));
    expect(wentOnUntil(HIRED_AT_80, OVER, [said(100, 1, at(80))])).toBeNull();
  });

  it('was not where they had left at once, whatever was said of that work later by a clock that was put back', () => {
    expect(wentOnUntil(HIRED_AT_80, OVER, [said(100, 1)])).toBeNull();
    expect(wentOnUntil(HIRED_AT_80, OVER, [said(100, 1), said(60, 2)])).toBeNull();
    expect(wentOnUntil(HIRED_AT_80, OVER, [said(60, 2), said(100, 1)])).toBeNull();
  });

  it('was filed after it where its day had passed, whenever that was read', () => {
    expect(wasOverBy(HIRED_AT_80, OVER, [said(100, 1, at(80))])).toBe(at(80));
    expect(wasOverBy(HIRED_AT_80, OVER, [said(100, 1, at(90))])).toBeNull();
    expect(wasOverBy(HIRED_AT_80, OVER, [said(50, 1)])).toBeNull();
    expect(wasOverBy(HIRED_AT_80, OVER, [])).toBeNull();
  });
});
