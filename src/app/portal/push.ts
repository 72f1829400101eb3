/**
 * Pushing the catalogue to the form: exactly what was shown, by somebody who may, one push at a time, read back before
 * it is called done. Safe to repeat: what is there already is no step of the next plan.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { Policy } from '../../core/policy/model.ts';
import { byItself, planHash } from '../../core/portal/index.ts';
import type { FieldPlan, FormPlan } from '../../core/portal/model.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import { isListed } from '../identity.ts';
import { readStop } from '../stop.ts';
import { later, type World } from '../world.ts';
import { carryOut, TurnLost } from './carryOut.ts';
import { isInStep, planForm } from './plan.ts';
import { takeTurn } from './turn.ts';
import { stepWords } from './words.ts';

export interface Pushed {
  readonly hash: string;
  readonly steps: number;
  /** As it stands now, read back: what is left to do is what somebody has done to the form meanwhile. */
  readonly after: FormPlan;
}

export type PushRefusal = 'not-allowed' | 'form-changed' | 'pushing' | 'stopped';

/** `hash`: as the plan showed it, at least its first eight characters. */
export async function pushForm(
  world: World,
  policy: Policy,
  { hash, by }: { readonly hash: string; readonly by: string },
): Promise<Outcome<Pushed, PushRefusal>> {
  if (!(await mayPush(world, policy, by))) return refuse('not-allowed');
  if ((await readStop(world.store.read)) !== null) return refuse('stopped');
  const plan = await planForm(world, policy);
  if (!plan.hash.startsWith(hash.toLowerCase())) return refuse('form-changed');
  if (isInStep(plan)) return accept({ hash: plan.hash, steps: 0, after: plan });
  const pushed = await push(world, policy, plan, by, 'by-hand');
  return pushed.ok ? pushed : refuse('pushing');
}

/** While writes are stopped; nothing outside is asked for it. Milliseconds. */
const STOPPED_AGAIN = 60_000;

/** After a policy came into force, where tenure.yaml says so. What another hand did to the form waits for a person. */
export async function pushByItself(world: World, policy: Policy, by: string): Promise<JobResult> {
  const { store, log } = world;
  if ((await readStop(store.read)) !== null) return { again: later(await store.read.now(), STOPPED_AGAIN) };
  try {
    const whole = await planForm(world, policy);
    const fields = whole.fields.map(byItself);
    const plan = { ...whole, fields, hash: planHash(fields) };
    if (!isInStep(plan)) {
      const pushed = await push(world, policy, plan, by, 'policy-applied');
      if (!pushed.ok) return { again: pushed.refusal };
    }
    if (plan.fields.some(({ steps }, at) => steps.length < (whole.fields[at]?.steps.length ?? 0))) {
      log.warn({ policy: policy.version }, 'the form waits for a person: tenure catalogue push --plan');
    }
  } catch (trouble) {
    if (!(trouble instanceof Fault) || trouble.kind === 'transient') throw trouble;
    // A right that is missing comes with no further attempt; `tenure doctor` names it, and that the form is behind.
    log.warn({ policy: policy.version, fault: trouble.message, right: trouble.right }, 'the form could not be changed');
  }
}

/** Whoever is named for it, else whoever may confirm. */
const mayPush = (world: World, { settings: { roles } }: Policy, by: string): Promise<boolean> =>
  isListed(world, roles.push ?? roles.confirm, by);

type Cause = Extract<TenureEvent, { readonly type: 'FormPushBegan' }>['because'];

/** Refused with the instant at which somebody else's turn is over. */
async function push(
  world: World,
  policy: Policy,
  { fields, hash }: FormPlan,
  by: string,
  because: Cause,
): Promise<Outcome<Pushed, Instant>> {
  const steps = fields.reduce((sum, field) => sum + field.steps.length, 0);
  const turn = await takeTurn(world, [
    { type: 'FormPushBegan', policy: policy.version, hash, by, because, changes: changesIn(fields), steps },
  ]);
  if (!turn.ok) return turn;
  try {
    for (const field of fields) await carryOut(world, turn.value, field);
    const after = await planForm(world, policy);
    const left = after.fields.reduce((sum, field) => sum + field.steps.length, 0);
    const at = await world.store.read.now();
    await turn.value.end([{ type: 'FormPushed', policy: policy.version, hash, by, steps, left, at }]);
    return accept({ hash, steps, after });
  } catch (trouble) {
    if (trouble instanceof TurnLost) return refuse(await world.store.read.now());
    await turn.value.end([]);
    throw trouble;
  }
}

/** An event is no place for ten thousand lines; the count beside them is of all. */
const MOST_CHANGES = 200;
const changesIn = (fields: readonly FieldPlan[]) =>
  fields.flatMap((plan) => plan.steps.map((step) => `${plan.field}: ${stepWords(plan, step)}`)).slice(0, MOST_CHANGES);
