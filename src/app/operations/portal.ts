/** The catalogue and the outside: what it lacks of the provider, and what the form lacks of it. */
import { z } from 'zod';
import { draftCatalogue } from '../../core/draft/index.ts';
import { parsePolicy, renderProblem } from '../../core/policy/index.ts';
import type { FormPlan } from '../../core/portal/model.ts';
import { accept } from '../../core/shared/outcome.ts';
import { Fault } from '../../ports/fault.ts';
import { readForDraft } from '../draft.ts';
import { askedOften, isInStep, LEFT_WORDS, NOT_KEPT_WORDS, planForm, pushForm, stepWords } from '../portal/index.ts';
import { inForce } from './find.ts';
import { type Answer, operation, refused } from './operation.ts';
import { policyFiles } from './policy.ts';

/** Beside the files it is given: before the first start nothing is in force. */
export const catalogueDraft = operation({
  needs: 'outside',
  input: z.strictObject({ files: policyFiles.optional() }),
  async run(world, { files }) {
    const parsed = files === undefined ? null : parsePolicy(files);
    if (parsed?.ok === false) return refused('bad-policy', '', parsed.problems.map(renderProblem));
    const policy = parsed?.policy ?? (await world.rules.current())?.policy;
    if (policy === undefined) return refused('no-policy');
    const asked = await askedOften(world.store);
    return accept(draftCatalogue({ ...(await readForDraft(world)), asked, policy }));
  },
});

export const formPlan = operation({
  needs: 'outside',
  input: z.strictObject({}),
  async run(world) {
    const force = await inForce(world);
    if (!force.ok) return force;
    return orDenied(async () => accept(shownPlan(await planForm(world, force.value.policy))));
  },
});

export const cataloguePush = operation({
  needs: 'outside',
  input: z.strictObject({ hash: z.string().min(8).max(64), by: z.string().min(1).max(320) }),
  async run(world, { hash, by }) {
    const force = await inForce(world);
    if (!force.ok) return force;
    return orDenied(async () => {
      const pushed = await pushForm(world, force.value.policy, { hash, by });
      if (!pushed.ok) return refused(pushed.refusal, by);
      const { steps, after } = pushed.value;
      return accept({ by, steps, after: shownPlan(after) });
    });
  },
});

async function orDenied<Result>(work: () => Promise<Answer<Result>>): Promise<Answer<Result>> {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.kind !== 'denied') throw fault;
    return refused('form-denied', fault.right ?? fault.message);
  }
}

const shownPlan = ({ fields, notKept, hash }: FormPlan) => ({
  inStep: isInStep({ fields }),
  hash,
  fields: fields.map((plan) => ({
    field: plan.field,
    place: plan.place,
    /** The same choices stand on other forms of the site. */
    shared: plan.isShared,
    steps: plan.steps.map((step) => ({ ...step, says: stepWords(plan, step) })),
    left: plan.left.map(({ text, because }) => ({ text, because, says: LEFT_WORDS[because] })),
  })),
  notKept: notKept.map(({ field, because }) => ({ field, because, says: NOT_KEPT_WORDS[because] })),
});
