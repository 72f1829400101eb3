/** What the shell may use of the portal's form. All pure. */
import { canonical, sha256 } from '../shared/canonical.ts';
import type { FieldPlan } from './model.ts';

export { type FieldInput, planField } from './changes.ts';
export { durationOnForm, offeredAccess, offeredOn } from './offer.ts';

/** Names exactly these steps, at exactly these places; what is only noted in our own table is no part of it. */
export const planHash = (fields: readonly FieldPlan[]): string =>
  sha256(canonical(fields.map(({ field, place, steps }) => ({ field, place, steps }))));

/**
 * Nobody has looked at it: what another hand has done is left to a person, and what would stand below that with it. An
 * order is made when all of it is there.
 */
export function byItself(plan: FieldPlan): FieldPlan {
  const kept = plan.steps.filter(({ otherHand }) => otherHand === null);
  if (kept.length === plan.steps.length) return plan;
  const dropped = new Set(
    plan.steps.flatMap(({ otherHand, ...one }) => (otherHand === null || one.step === 'order' ? [] : one.key)),
  );
  return {
    ...plan,
    steps: kept.filter((one) => one.step !== 'order' && (one.step !== 'add' || !dropped.has(one.parent))),
  };
}
