/** What would be done to the form: read field by field, compared with the policy in force. Changes nothing. */

import { FORM_KEPT, type Policy } from '../../core/policy/model.ts';
import { offeredOn, planField, planHash } from '../../core/portal/index.ts';
import { type FieldPlan, FORM_FIELDS, type FormFieldName, type FormPlan } from '../../core/portal/model.ts';
import type { World } from '../world.ts';

export async function planForm(
  { store, tracker }: Pick<World, 'store' | 'tracker'>,
  policy: Policy,
): Promise<FormPlan> {
  const kept = keptFields(policy);
  const fields: FieldPlan[] = [];
  const notKept: FormPlan['notKept'][number][] = [];
  for (const field of kept) {
    const seen = await tracker.readField(field);
    if (!seen.ok) {
      notKept.push({ field, because: seen.refusal });
      continue;
    }
    const { place, kind } = seen.value;
    // Read after the form: what another push has added meanwhile is known to be ours.
    const own = (await store.read.ownOptions()).filter(
      (one) => one.place.field === place.field && one.place.context === place.context,
    );
    fields.push(planField({ field, seen: seen.value, own, wanted: offeredOn(field, kind, policy) }));
  }
  return { fields, notKept, hash: planHash(fields) };
}

/** In one order, whatever the file's: the hash is of the steps. */
export const keptFields = ({ settings: { catalogue } }: Policy): readonly FormFieldName[] => {
  const keeps: readonly FormFieldName[] = catalogue?.keeps ?? FORM_KEPT;
  return FORM_FIELDS.filter((one) => keeps.includes(one));
};

/** The form shows what the catalogue offers, as far as Tenure may see to it. */
export const isInStep = ({ fields }: Pick<FormPlan, 'fields'>): boolean =>
  fields.every(({ steps }) => steps.length === 0);
